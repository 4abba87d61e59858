package dev.millrace.admin;

import dev.millrace.http.AdminSettings;
import dev.millrace.http.HttpLimits;
import dev.millrace.http.StreamLimits;
import dev.millrace.metrics.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real verticle on a real port, and calls to it. */
final class AdminServer implements AutoCloseable {
  final ScriptedControl control = new ScriptedControl();
  private final Metrics metrics = new Metrics();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  AdminServer(AdminSettings settings) {
    this(settings, HttpLimits.usual());
  }

  AdminServer(AdminSettings settings, HttpLimits limits) {
    this(settings, limits, StreamLimits.usual());
  }

  AdminServer(AdminSettings settings, HttpLimits limits, StreamLimits streamLimits) {
    AdminVerticle verticle =
        new AdminVerticle(settings, control, this::scrape, limits, streamLimits);
    try {
      vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
    port = verticle.port();
  }

  private MetricsText scrape(String accept) {
    Metrics.Text text = metrics.scrape(accept);
    return new MetricsText(text.contentType(), text.body());
  }

  static AdminServer open() {
    return new AdminServer(AdminSettings.open("127.0.0.1", 0));
  }

  int port() {
    return port;
  }

  HttpResponse<String> call(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> get(String path) {
    return call("GET", path, null);
  }

  HttpResponse<String> post(String path) {
    return call("POST", path, null);
  }

  HttpResponse<String> put(String path, Object document) {
    return call("PUT", path, Json.encode(document), "content-type", "application/json");
  }

  /** Status line of a request with headers that Java's client does not allow to set. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  @Override
  public void close() {
    vertx.close().await();
    metrics.close();
  }
}
