package dev.millrace.testkit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Stands between a client and a MySQL-protocol server and reads, in the server's own answers to the
 * client's own statements, how many warnings each drew. Only commands that write rows count, which
 * begin with BEGIN, INSERT or REPLACE. The client must not encrypt.
 */
public final class WarningCounter implements AutoCloseable {
  /** Length and number of the packet, and the byte that says it is a query. */
  private static final int PACKET_HEAD_BYTES = 5;

  private static final Pattern WRITES = Pattern.compile("BEGIN|INSERT|REPLACE");

  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong affectedRows = new AtomicLong();
  private final AtomicLong warnings = new AtomicLong();
  private final AtomicReference<String> warned = new AtomicReference<>();
  private final String host;
  private final int serverPort;
  private final int port;

  public WarningCounter(String host, int serverPort) {
    this.host = host;
    this.serverPort = serverPort;
    NetServer listener = vertx.createNetServer().connectHandler(this::accept);
    await(listener.listen(0, "127.0.0.1"));
    port = listener.actualPort();
  }

  public int port() {
    return port;
  }

  /** Statements that the server called done. */
  public long statements() {
    return statements.get();
  }

  /** Rows that these changed, by the server's count. */
  public long affectedRows() {
    return affectedRows.get();
  }

  /** Warnings and notes that these drew, by the server's count. */
  public long warnings() {
    return warnings.get();
  }

  /** The first command that drew one, or null. */
  public String firstWarned() {
    return warned.get();
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private void accept(NetSocket near) {
    near.pause();
    client
        .connect(serverPort, host)
        .onFailure(e -> near.close())
        .onSuccess(
            far -> {
              near.closeHandler(v -> far.close());
              far.closeHandler(v -> near.close());
              near.exceptionHandler(e -> near.close());
              far.exceptionHandler(e -> far.close());
              OkPackets packets = new OkPackets(this::done);
              near.handler(
                  bytes -> {
                    packets.command(bytes);
                    far.write(bytes);
                  });
              far.handler(
                  bytes -> {
                    packets.answer(bytes);
                    near.write(bytes);
                  });
              near.resume();
            });
  }

  private void done(OkPackets.Ok ok, Buffer command) {
    if (!WRITES.matcher(command.getString(0, Math.min(12, command.length()))).find()) {
      return;
    }
    statements.incrementAndGet();
    affectedRows.addAndGet(ok.affectedRows());
    if (ok.warnings() > 0) {
      warnings.addAndGet(ok.warnings());
      warned.compareAndSet(null, command.getString(PACKET_HEAD_BYTES, command.length()));
    }
  }

  private static <T> void await(Future<T> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the warning counter failed: " + e, e);
    }
  }
}
