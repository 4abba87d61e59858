package dev.millrace.sink;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands between the sink and the server, and lets answers get lost. */
public final class CuttingProxy {
  private final Vertx vertx;
  private final int target;
  private final List<NetSocket> clients = new CopyOnWriteArrayList<>();
  private volatile String swallowAfter;
  private volatile long cutAfterMs;
  private NetServer server;

  public CuttingProxy(Vertx vertx, int target) {
    this.vertx = vertx;
    this.target = target;
  }

  public Future<Integer> start() {
    server = vertx.createNetServer().connectHandler(this::connected);
    return server.listen(0, "127.0.0.1").map(NetServer::actualPort);
  }

  /**
   * Once: from the next packet that holds {@code text} on, answers do not come back; the connection
   * is cut after the time given, or never where that is 0.
   */
  public void swallowAnswersTo(String text, long cutAfterMs) {
    this.cutAfterMs = cutAfterMs;
    swallowAfter = text;
  }

  private void connected(NetSocket client) {
    client.pause();
    clients.add(client);
    vertx
        .createNetClient()
        .connect(target, "127.0.0.1")
        .onSuccess(
            upstream -> {
              AtomicBoolean mute = new AtomicBoolean();
              client.handler(
                  bytes -> {
                    if (swallowAfter != null
                        && bytes.toString("ISO-8859-1").contains(swallowAfter)) {
                      swallowAfter = null;
                      mute.set(true);
                      if (cutAfterMs > 0) {
                        vertx.setTimer(cutAfterMs, x -> client.close());
                      }
                    }
                    upstream.write(bytes);
                  });
              upstream.handler(
                  (Buffer bytes) -> {
                    if (!mute.get()) {
                      client.write(bytes);
                    }
                  });
              client.closeHandler(x -> upstream.close());
              upstream.closeHandler(x -> client.close());
              client.resume();
            })
        .onFailure(x -> client.close());
  }
}
