package dev.millrace.mysqlwire;

import dev.millrace.spec.Destination;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import io.vertx.mysqlclient.impl.MySQLCollation;
import io.vertx.mysqlclient.impl.MySQLConnectionFactory;
import io.vertx.mysqlclient.impl.MySQLSocketConnection;
import io.vertx.mysqlclient.impl.command.InitialHandshakeCommand;
import io.vertx.mysqlclient.impl.protocol.CapabilitiesFlag;
import io.vertx.sqlclient.internal.Connection;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Makes what one session connects through, so that nothing of it is left when it was closed, and so
 * that a {@link Handshake} stands before the driver.
 *
 * <p>Vert.x 5.0.10 enters every net client in the list of what is to be closed with its context,
 * for most the process's own, and does not take it out when the client is closed: an outage of a
 * day with its attempts to connect would be a day of clients in memory. So each is made in a
 * context with a list of its own, which goes with it. Leans on Vert.x's inside, as there is no
 * option; nor is there one to put handlers of one's own before the driver's, which must not be the
 * first to see what a server sends, so that its way to connect is repeated here.
 */
public final class UntrackedTransport extends MySQLConnectionFactory {
  private final Destination destination;
  private final Consumer<ChannelPipeline> connected;
  private volatile boolean encrypted;

  private UntrackedTransport(
      VertxInternal vertx,
      NetClientOptions options,
      Destination destination,
      Consumer<ChannelPipeline> connected) {
    super(vertx, options);
    this.destination = destination;
    this.connected = connected;
  }

  /**
   * The caller closes it; closing Vert.x does not.
   *
   * @param destination its secrets resolved
   * @param connected gets each connection's pipeline before the driver does; its last handler is
   *     {@code "handler"}
   */
  public static UntrackedTransport create(
      Vertx vertx,
      NetClientOptions options,
      Destination destination,
      Consumer<ChannelPipeline> connected) {
    ContextInternal current = (ContextInternal) vertx.getOrCreateContext();
    AtomicReference<UntrackedTransport> made = new AtomicReference<>();
    VertxInternal inside = (VertxInternal) vertx;
    inside
        .contextBuilder()
        .withEventLoop(current.nettyEventLoop())
        .withCloseFuture(new CloseFuture())
        .build()
        .dispatch(() -> made.set(new UntrackedTransport(inside, options, destination, connected)));
    return made.get();
  }

  /** Whether the last connection was, or was to be, encrypted. */
  public boolean encrypted() {
    return encrypted;
  }

  @Override
  protected Future<Connection> doConnectInternal(
      MySQLConnectOptions options, ContextInternal context) {
    return client
        .connect(new ConnectOptions().setRemoteAddress(options.getSocketAddress()))
        .compose(socket -> logIn(socket, options, context));
  }

  private Future<Connection> logIn(
      NetSocket socket, MySQLConnectOptions options, ContextInternal context) {
    MySQLSocketConnection connection =
        new MySQLSocketConnection(
            (NetSocketInternal) socket,
            null,
            options,
            false,
            1,
            sql -> false,
            options.getPipeliningLimit(),
            context);
    ChannelPipeline pipeline = connection.socket().channelHandlerContext().pipeline();
    connected.accept(pipeline);
    connection.init();
    Promise<Connection> done = Promise.promise();
    Handshake handshake = new Handshake(destination, done::tryFail);
    pipeline.addAfter("packetDecoder", "handshake", handshake);
    boolean disabled = options.getSslMode() == SslMode.DISABLED;
    int database =
        options.getDatabase() == null || options.getDatabase().isEmpty()
            ? 0
            : CapabilitiesFlag.CLIENT_CONNECT_WITH_DB;
    connection
        .schedule(
            context,
            new InitialHandshakeCommand(
                connection,
                options.getUser(),
                options.getPassword(),
                options.getDatabase(),
                MySQLCollation.valueOfName(
                    MySQLCollation.getDefaultCollationFromCharsetName(options.getCharset())),
                null,
                options.getProperties(),
                options.getSslMode(),
                disabled ? null : options.getSslOptions(),
                CapabilitiesFlag.CLIENT_SUPPORTED_CAPABILITIES_FLAGS
                    | database
                    | CapabilitiesFlag.CLIENT_CONNECT_ATTRS
                    | CapabilitiesFlag.CLIENT_FOUND_ROWS,
                Charset.forName(options.getCharacterEncoding()),
                options.getAuthenticationPlugin()))
        .onComplete(done::tryComplete, done::tryFail);
    return done.future().onComplete(ended -> encrypted = handshake.encrypted());
  }

  /** The present context itself, not one that was made of it for a single request. */
  public static Context context(Vertx vertx) {
    return ((ContextInternal) vertx.getOrCreateContext()).unwrap();
  }
}
