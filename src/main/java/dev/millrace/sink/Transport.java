package dev.millrace.sink;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.spi.MySQLDriver;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Makes what one session connects through, so that nothing of it is left when it was closed.
 *
 * <p>Vert.x 5.0.10 enters every net client in the list of what is to be closed with its context,
 * for most the process's own, and does not take it out when the client is closed: an outage of a
 * day with its attempts to connect would be a day of clients in memory. So each is made in a
 * context with a list of its own, which goes with it. Leans on Vert.x's inside, as there is no
 * option; nor is there one to put a handler of one's own before the driver's, which must not be the
 * first to see what a server sends.
 */
final class Transport {
  private Transport() {}

  /**
   * The caller closes it; closing Vert.x does not.
   *
   * @param connected gets each connection's pipeline before the driver does; its last handler is
   *     {@code "handler"}
   */
  static ConnectionFactory<MySQLConnectOptions> create(
      Vertx vertx, NetClientOptions options, Consumer<ChannelPipeline> connected) {
    ContextInternal current = (ContextInternal) vertx.getOrCreateContext();
    AtomicReference<ConnectionFactory<MySQLConnectOptions>> made = new AtomicReference<>();
    Vertx watched = new WatchedVertx((VertxInternal) vertx, connected);
    ((VertxInternal) vertx)
        .contextBuilder()
        .withEventLoop(current.nettyEventLoop())
        .withCloseFuture(new CloseFuture())
        .build()
        .dispatch(() -> made.set(MySQLDriver.INSTANCE.createConnectionFactory(watched, options)));
    return made.get();
  }

  /** The driver makes its net client by this. */
  private static final class WatchedVertx extends VertxWrapper {
    private final Consumer<ChannelPipeline> connected;

    WatchedVertx(VertxInternal vertx, Consumer<ChannelPipeline> connected) {
      super(vertx);
      this.connected = connected;
    }

    @Override
    public NetClient createNetClient(NetClientOptions options) {
      return new WatchedClient(super.createNetClient(options), connected);
    }
  }

  /** On the event loop of the connection, which reads nothing before the driver was told of it. */
  private record WatchedClient(NetClient client, Consumer<ChannelPipeline> connected)
      implements NetClient {

    private Future<NetSocket> watched(Future<NetSocket> connecting) {
      return connecting.map(
          socket -> {
            connected.accept(((NetSocketInternal) socket).channelHandlerContext().pipeline());
            return socket;
          });
    }

    @Override
    public Future<NetSocket> connect(int port, String host) {
      return watched(client.connect(port, host));
    }

    @Override
    public Future<NetSocket> connect(int port, String host, String serverName) {
      return watched(client.connect(port, host, serverName));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress address) {
      return watched(client.connect(address));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress address, String serverName) {
      return watched(client.connect(address, serverName));
    }

    @Override
    public Future<NetSocket> connect(ConnectOptions options) {
      return watched(client.connect(options));
    }

    @Override
    public Future<Void> shutdown(long timeout, TimeUnit unit) {
      return client.shutdown(timeout, unit);
    }

    @Override
    public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
      return client.updateSSLOptions(options, force);
    }
  }
}
