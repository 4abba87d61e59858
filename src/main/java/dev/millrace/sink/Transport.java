package dev.millrace.sink;

import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.spi.MySQLDriver;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes what one session connects through, so that nothing of it is left when it was closed.
 *
 * <p>Vert.x 5.0.10 enters every net client in the list of what is to be closed with its context,
 * for most the process's own, and does not take it out when the client is closed: an outage of a
 * day with its attempts to connect would be a day of clients in memory. So each is made in a
 * context with a list of its own, which goes with it. Leans on Vert.x's inside, as there is no
 * option.
 */
final class Transport {
  private Transport() {}

  /** The caller closes it; closing Vert.x does not. */
  static ConnectionFactory<MySQLConnectOptions> create(Vertx vertx, NetClientOptions options) {
    ContextInternal current = (ContextInternal) vertx.getOrCreateContext();
    AtomicReference<ConnectionFactory<MySQLConnectOptions>> made = new AtomicReference<>();
    ((VertxInternal) vertx)
        .contextBuilder()
        .withEventLoop(current.nettyEventLoop())
        .withCloseFuture(new CloseFuture())
        .build()
        .dispatch(() -> made.set(MySQLDriver.INSTANCE.createConnectionFactory(vertx, options)));
    return made.get();
  }
}
