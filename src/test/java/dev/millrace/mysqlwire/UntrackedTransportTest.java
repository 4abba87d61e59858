package dev.millrace.mysqlwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.mysql.Connections;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.VertxInternal;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UntrackedTransportTest {
  private static final int ATTEMPTS = 50;

  @Test
  void attemptsToConnectLeaveNothingBehind() throws Exception {
    Vertx vertx = Vertx.vertx();
    // Port 1 is nobody's: refused at once.
    Destination destination =
        new Destination(Dialect.MARIADB, "127.0.0.1", 1, "d", "u", null, Destination.Tls.DISABLED);
    Connections connections = new Connections(vertx, destination, DatabaseTimeouts.DEFAULT);
    assertThat(catchThrowable(() -> open(connections))).isNotNull();
    int before = toBeClosed(vertx);

    for (int i = 0; i < ATTEMPTS; i++) {
      assertThat(catchThrowable(() -> open(connections))).isNotNull();
    }

    assertThat(toBeClosed(vertx)).isLessThan(before + ATTEMPTS);
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static void open(Connections connections) throws Exception {
    connections.open().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** How much Vert.x keeps in order to close it with itself. */
  private static int toBeClosed(Vertx vertx) throws ReflectiveOperationException {
    CloseFuture closing = ((VertxInternal) vertx).closeFuture();
    Field children = CloseFuture.class.getDeclaredField("children");
    children.setAccessible(true);
    Map<?, ?> kept = (Map<?, ?>) children.get(closing);
    return kept == null ? 0 : kept.size();
  }
}
