package dev.millrace.mysql;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.dialect.SqlDialect;
import dev.millrace.mysqlwire.AnswerBounds;
import dev.millrace.mysqlwire.AnswerGuard;
import dev.millrace.mysqlwire.Latin1Wire;
import dev.millrace.mysqlwire.LocalFile;
import dev.millrace.mysqlwire.LocalInfileHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One verified connection. A statement that gets no answer in time, or loses the connection, leaves
 * the session broken: what became of the statement is unknown and nothing more is sent. Event loop
 * only.
 */
public final class Session {
  private final SqlConnection connection;
  private final ConnectionFactory<?> transport;
  private final AnswerGuard answers;
  private final LocalInfileHandler file;
  private final Duration timeout;
  private volatile SqlDialect dialect;
  private volatile ServerFacts facts;
  private boolean broken;

  /** {@code System.nanoTime()} when the statement that is under way was sent; 0 while none is. */
  private volatile long sentNanos;

  /**
   * @param transport closed with the session
   * @param answers bounds what the server answers
   * @param file what the session gives to a server that asks
   * @param named the dialect that the job names
   */
  Session(
      SqlConnection connection,
      ConnectionFactory<?> transport,
      AnswerGuard answers,
      LocalInfileHandler file,
      Duration timeout,
      SqlDialect named) {
    this.connection = connection;
    this.transport = transport;
    this.answers = answers;
    this.file = file;
    this.timeout = timeout;
    this.dialect = named;
    connection.closeHandler(closed -> broken = true);
    // The statement that is under way fails by itself; the driver's log line would say nothing
    // more.
    connection.exceptionHandler(failure -> broken = true);
  }

  /** Null until {@link Connections} has verified the session. */
  public ServerFacts facts() {
    return facts;
  }

  Session verified(ServerFacts found) {
    this.facts = found;
    this.dialect = Dialects.found(dialect, found.version());
    return this;
  }

  /** The statement that the server has not answered yet, or null. Any thread. */
  public UnansweredStatement unanswered() {
    long sent = sentNanos;
    ServerFacts known = facts;
    return sent == 0 || known == null ? null : new UnansweredStatement(known.connectionId(), sent);
  }

  /** Whether a statement can be sent. */
  public boolean usable() {
    return !broken;
  }

  /** What the server really is; what the job names, before the session was verified. */
  public SqlDialect dialect() {
    return dialect;
  }

  /** Sends ordinary text; the answer is the first result, others follow by {@code next()}. */
  public Future<RowSet<Row>> send(String sql) {
    return send(sql, AnswerBounds.STATEMENT);
  }

  /** The same for a statement that brings more than others do. */
  public Future<RowSet<Row>> send(String sql, AnswerBounds bounds) {
    return sendWire(Latin1Wire.sql(sql), bounds);
  }

  /** Sends text that already is in {@link Latin1Wire} form. */
  public Future<RowSet<Row>> sendWire(String wire) {
    return sendWire(wire, AnswerBounds.STATEMENT);
  }

  private Future<RowSet<Row>> sendWire(String wire, AnswerBounds bounds) {
    answers.expect(bounds);
    sentNanos = System.nanoTime() | 1;
    return connection
        .query(wire)
        .execute()
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(done -> sentNanos = 0)
        .onFailure(
            failure -> {
              if (!(failure instanceof DatabaseException)) {
                kill();
              }
            })
        .recover(
            failure ->
                Future.failedFuture(answers.failure() == null ? failure : answers.failure()));
  }

  /**
   * Sends text in {@link Latin1Wire} form that loads these files, and their content when the server
   * asks for it. Their arrays stay as they are until this is answered or the session killed.
   */
  public Future<RowSet<Row>> load(String wire, List<LocalFile> files) {
    file.offer(files, facts.maxAllowedPacketBytes());
    return sendWire(wire).onComplete(done -> file.withdraw());
  }

  /** Ends the transaction after an answered error, so that the session can go on. */
  public Future<Void> rollback() {
    return dialect.can(Feature.TRANSACTIONS) && usable()
        ? send("ROLLBACK").mapEmpty()
        : Future.succeededFuture();
  }

  /**
   * Cuts the connection without waiting for the server. {@code SqlConnection.close()} would queue
   * behind a statement that is not answered, so the transport is closed instead.
   */
  public Future<Void> kill() {
    broken = true;
    Promise<Void> closed = Promise.promise();
    transport.close(closed);
    return closed.future();
  }

  /** Says goodbye where that is possible, else cuts. */
  public Future<Void> close() {
    if (broken) {
      return kill();
    }
    broken = true;
    return connection.close().timeout(1, TimeUnit.SECONDS).transform(done -> kill());
  }
}
