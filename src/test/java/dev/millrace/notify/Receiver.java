package dev.millrace.notify;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A webhook's receiver on this machine, which answers as it is told. */
final class Receiver {
  record Received(MultiMap headers, Buffer body) {}

  final List<Received> received = new CopyOnWriteArrayList<>();
  volatile Handler<HttpServerRequest> answer = request -> request.response().end();
  private final HttpServer server;
  private final String scheme;

  Receiver(Vertx vertx, HttpServerOptions options) {
    scheme = options.isSsl() ? "https" : "http";
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request ->
                    request.bodyHandler(
                        body -> {
                          received.add(new Received(request.headers(), body));
                          answer.handle(request);
                        }))
            .listen(0, "127.0.0.1")
            .await();
  }

  String url() {
    return scheme + "://localhost:" + server.actualPort() + "/hook-path";
  }
}
