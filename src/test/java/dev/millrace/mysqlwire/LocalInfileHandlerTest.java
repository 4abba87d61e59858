package dev.millrace.mysqlwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.mysql.Connections;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalInfileHandlerTest {
  private final Buffer received = Buffer.buffer();

  @Test
  void aServerThatAsksForAFileGetsNothing(@TempDir Path temporary) throws Exception {
    Path secret = Files.writeString(temporary.resolve("secret"), "millrace-test-secret");
    Vertx vertx = Vertx.vertx();
    int port = get(hostile(vertx, secret).listen(0, "127.0.0.1")).actualPort();
    Destination destination =
        new Destination(
            Dialect.MARIADB, "127.0.0.1", port, "d", "u", null, Destination.Tls.DISABLED);

    Throwable failure =
        catchThrowable(
            () -> get(new Connections(vertx, destination, DatabaseTimeouts.DEFAULT).open()));

    assertThat(failure).isNotNull();
    assertThat(received.toString("ISO-8859-1"))
        .contains("SET SESSION")
        .doesNotContain("millrace-test-secret");
    get(vertx.close());
  }

  /** Greets, accepts every log-in, and answers the first statement with a request for the file. */
  private NetServer hostile(Vertx vertx, Path file) {
    return vertx
        .createNetServer()
        .connectHandler(
            socket -> {
              socket.handler(
                  bytes -> {
                    received.appendBuffer(bytes);
                    boolean login = bytes.getByte(3) == 1;
                    socket.write(
                        login
                            ? packet(2, Buffer.buffer(new byte[] {0, 0, 0, 2, 0, 0, 0}))
                            : packet(
                                1,
                                Buffer.buffer(new byte[] {(byte) 0xFB})
                                    .appendString(file.toString())));
                  });
              socket.write(packet(0, greeting()));
            });
  }

  /** HandshakeV10 of a server with plug-in authentication. */
  private static Buffer greeting() {
    return Buffer.buffer(new byte[] {10})
        .appendString("5.5.5-10.11.0-MariaDB")
        .appendBytes(new byte[] {0, 1, 0, 0, 0})
        .appendString("12345678")
        .appendBytes(new byte[] {0, (byte) 0xFF, (byte) 0xF7, 45, 2, 0, (byte) 0xFF, 0, 21})
        .appendBytes(new byte[10])
        .appendString("123456789012")
        .appendBytes(new byte[] {0})
        .appendString("mysql_native_password")
        .appendBytes(new byte[] {0});
  }

  private static Buffer packet(int number, Buffer payload) {
    return Buffer.buffer()
        .appendMediumLE(payload.length())
        .appendByte((byte) number)
        .appendBuffer(payload);
  }

  private static <T> T get(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
