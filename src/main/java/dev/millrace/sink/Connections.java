package dev.millrace.sink;

import dev.millrace.model.Destination;
import dev.millrace.model.Dialect;
import dev.millrace.model.JobError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Opens sessions to one destination. Each has a transport of its own, so that it can be cut; each
 * is set up and then asked what it really is, for the row text is safe under one sql_mode only.
 */
final class Connections {
  /**
   * To a server with transactions; a record's 0 for an AUTO_INCREMENT column is 0. Two statements,
   * for MariaDB before 11.1 has no such variable.
   *
   * <p>The wait_timeout is for a network that fails between two packets of a transaction: nobody
   * tells the server, and it would keep the ledger's row locked for its default of eight hours.
   */
  static final String SET_UP =
      "SET SESSION wait_timeout=120,sql_mode='STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
          + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO',time_zone='+00:00',autocommit=1;SET"
          + " SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

  static final String ASK =
      "SELECT @@version,@@sql_mode,@@character_set_client,@@max_allowed_packet";

  private final Vertx vertx;
  private final Destination destination;
  private final Patience patience;

  Connections(Vertx vertx, Destination destination, Patience patience) {
    this.vertx = vertx;
    this.destination = destination;
    this.patience = patience;
  }

  /**
   * A session ready for statements; fails with the driver's exception or {@link DatabaseTrouble}.
   */
  Future<Session> open() {
    AnswerGuard answers = new AnswerGuard(destination.host() + ":" + destination.port());
    Transport transport =
        Transport.create(
            vertx,
            new NetClientOptions()
                .setConnectTimeout((int) patience.connect().toMillis())
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true),
            destination,
            answers::watch);
    return options()
        .compose(options -> transport.connect(vertx.getOrCreateContext(), options))
        .map(connection -> guarded(connection, transport, answers))
        .compose(session -> setUp(session).compose(done -> verify(session)))
        .timeout(patience.connect().toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            failure ->
                Future.failedFuture(
                    answers.trouble() == null
                        ? HandshakeTrouble.explained(failure, destination, transport.encrypted())
                        : answers.trouble()))
        .onFailure(failure -> transport.close(Promise.promise()));
  }

  private Session guarded(
      SqlConnection connection, ConnectionFactory<?> transport, AnswerGuard answers) {
    LocalFile file = LocalFile.guard(connection, answers);
    return new Session(
        connection,
        transport,
        answers,
        file,
        patience.statement(),
        destination.dialect().hasTransactions());
  }

  private Future<?> setUp(Session session) {
    return destination.dialect() == Dialect.ANALYTICDB
        ? Future.succeededFuture()
        : session.send(SET_UP);
  }

  private Future<Session> verify(Session session) {
    return session.send(ASK).map(answer -> session.verified(verified(answer)));
  }

  private ServerFacts verified(RowSet<Row> answer) {
    Row row = answer.iterator().next();
    String mode = String.valueOf(row.getValue(1)).toUpperCase(Locale.ROOT);
    if (mode.contains("ANSI_QUOTES") || mode.contains("NO_BACKSLASH_ESCAPES")) {
      throw unfit(
          "sql-mode",
          "the server's sql_mode is '"
              + mode
              + "'; ANSI_QUOTES and"
              + " NO_BACKSLASH_ESCAPES must be off for the connection");
    }
    String charset = String.valueOf(row.getValue(2)).toLowerCase(Locale.ROOT);
    if (!charset.equals("utf8mb4") && destination.dialect().hasTransactions()) {
      throw unfit(
          "charset",
          "the server takes the connection's text as "
              + charset
              + ", but utf8mb4 was asked for (skip-character-set-client-handshake?)");
    }
    return new ServerFacts(
        String.valueOf(row.getValue(0)), Long.parseLong(String.valueOf(row.getValue(3))));
  }

  private static DatabaseTrouble unfit(String code, String message) {
    return new DatabaseTrouble(JobError.of("database", code, message), false);
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
