package dev.millrace.mysql;

import dev.millrace.dialect.Dialects;
import dev.millrace.mysqlerror.ConnectFailure;
import dev.millrace.mysqlerror.HandshakeException;
import dev.millrace.mysqlwire.AnswerGuard;
import dev.millrace.mysqlwire.LocalInfileHandler;
import dev.millrace.mysqlwire.TlsOptions;
import dev.millrace.mysqlwire.UntrackedTransport;
import dev.millrace.spec.Destination;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Opens sessions to one destination. Each has a transport of its own, so that it can be cut; each
 * is set up and then asked what it really is, for the row text is safe under one sql_mode only.
 */
public final class Connections {
  private final Vertx vertx;
  private final Destination destination;
  private final DatabaseTimeouts databaseTimeouts;

  public Connections(Vertx vertx, Destination destination, DatabaseTimeouts databaseTimeouts) {
    this.vertx = vertx;
    this.destination = destination;
    this.databaseTimeouts = databaseTimeouts;
  }

  /**
   * A session ready for statements; fails with the driver's exception or {@link
   * dev.millrace.mysqlerror.DestinationException}.
   */
  public Future<Session> open() {
    AnswerGuard answers = new AnswerGuard(destination.host() + ":" + destination.port());
    AtomicBoolean connected = new AtomicBoolean();
    UntrackedTransport untrackedTransport =
        UntrackedTransport.create(
            vertx,
            new NetClientOptions()
                .setConnectTimeout((int) databaseTimeouts.connect().toMillis())
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true),
            destination,
            pipeline -> {
              connected.set(true);
              answers.watch(pipeline);
            });
    return options()
        .compose(options -> untrackedTransport.connect(vertx.getOrCreateContext(), options))
        .map(connection -> guarded(connection, untrackedTransport, answers))
        .compose(session -> SessionSettings.establish(session).map(session::verified))
        .timeout(databaseTimeouts.connect().toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            failure ->
                Future.failedFuture(
                    answers.failure() == null
                        ? ConnectFailure.explained(
                            HandshakeException.explained(
                                failure, destination, untrackedTransport.encrypted()),
                            destination,
                            connected.get(),
                            databaseTimeouts.connect().toSeconds())
                        : answers.failure()))
        .onFailure(failure -> untrackedTransport.close(Promise.promise()));
  }

  private Session guarded(
      SqlConnection connection, ConnectionFactory<?> transport, AnswerGuard answers) {
    LocalInfileHandler file = LocalInfileHandler.guard(connection, answers);
    return new Session(
        connection,
        transport,
        answers,
        file,
        databaseTimeouts.statement(),
        Dialects.of(destination.dialect()));
  }

  private Future<MySQLConnectOptions> options() {
    String password = destination.password() == null ? "" : destination.password().reveal();
    MySQLConnectOptions options =
        new MySQLConnectOptions()
            .setHost(destination.host())
            .setPort(destination.port())
            .setDatabase(destination.database())
            .setUser(destination.user())
            .setPassword(password)
            .setCharset("utf8mb4")
            .setCharacterEncoding("ISO-8859-1")
            .setPipeliningLimit(1)
            .setCachePreparedStatements(false);
    options.setSslMode(
        switch (destination.tls()) {
          case DISABLED -> SslMode.DISABLED;
          case PREFERRED -> SslMode.PREFERRED;
          case REQUIRED -> SslMode.REQUIRED;
          case VERIFY -> SslMode.VERIFY_IDENTITY;
        });
    return destination.tls() == Destination.Tls.DISABLED
        ? Future.succeededFuture(options)
        : TlsOptions.of(vertx, destination).map(options::setSslOptions);
  }
}
