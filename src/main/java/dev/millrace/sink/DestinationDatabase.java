package dev.millrace.sink;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.error.FieldError;
import dev.millrace.error.JobError;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.TableChecksum;
import dev.millrace.mysql.Session;
import dev.millrace.mysql.SessionState;
import dev.millrace.mysql.SharedSessions;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.schema.CreateTable;
import dev.millrace.schema.InspectedTable;
import dev.millrace.schema.KeyComparisonReader;
import dev.millrace.schema.SchemaReader;
import dev.millrace.schema.ServerInspection;
import dev.millrace.schema.ServerReader;
import dev.millrace.schema.TableGuard;
import dev.millrace.schema.TableInspection;
import dev.millrace.spec.Destination;
import dev.millrace.spec.MappingEntry;
import dev.millrace.statement.LedgerTarget;
import dev.millrace.statement.QuarantineQueries;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The destination as the {@code job} room sees it: looks, creates the table, reads and resets the
 * ledger. Its connection is shared with others who look at the same database, see {@link
 * SharedSessions}.
 *
 * <p>Every future fails with {@link DestinationException} only, in a time that {@link
 * SharedSessions} bounds. Calls are done one after the other. Event loop only: it lives on the
 * context of its first call.
 */
public final class DestinationDatabase {
  private final Destination destination;
  private final Vertx vertx;
  private final Supplier<Future<Destination>> resolve;
  private Future<?> last = Future.succeededFuture();
  private boolean closed;

  /** For {@code destination}, its secrets resolved. Does not connect yet. */
  public DestinationDatabase(Vertx vertx, Destination destination) {
    this(vertx, destination, () -> Future.succeededFuture(destination));
  }

  /**
   * Does not connect yet.
   *
   * @param resolve the destination with its secrets resolved, asked for each connection; what it
   *     fails with is passed on as it is
   */
  public DestinationDatabase(
      Vertx vertx, Destination destination, Supplier<Future<Destination>> resolve) {
    this.vertx = vertx;
    this.destination = destination;
    this.resolve = resolve;
  }

  /** What is there of this table. */
  public Future<TableInspection> inspect(String table) {
    return call(open -> new SchemaReader(open, destination, table).inspect());
  }

  /**
   * What the server is and has. On a connection of its own, closed with the answer.
   *
   * @param table to look at, too, or null
   */
  public Future<ServerInspection> inspectServer(String table) {
    return turn(
        () ->
            SharedSessions.alone(
                vertx, resolve, open -> new ServerReader(open, destination).read(table)));
  }

  /** The table's checksum as it is now; only where the server has transactions. Cheap. */
  public Future<TableChecksum> checksum(String table) {
    return call(open -> TableGuard.read(open, destination.database(), table));
  }

  /**
   * What the server says that the session of this number waits for or does, in its own words; null
   * where it does not say. It is asked of sessions of this user only, which needs no privilege.
   */
  public Future<String> sessionState(long connectionId) {
    return call(open -> new SessionState(open).of(connectionId));
  }

  /** Creates the table, of a mapping that {@link CreateTable#faults} found nothing wrong with. */
  public Future<Void> createTable(String table, List<MappingEntry> mapping) {
    return call(
        open ->
            new KeyComparisonReader(open, destination.database(), table)
                .exact()
                .compose(
                    exact ->
                        open.send(CreateTable.sql(destination.dialect(), table, mapping, exact)))
                .mapEmpty());
  }

  /** All rows of the job in order of topic and partition; empty where there is no ledger yet. */
  public Future<List<LedgerEntry>> readLedger(String job, LedgerTarget target) {
    return onLedger(List.of(), open -> new Ledger(job, target, null).read(open));
  }

  /**
   * The same, but never from a replica that is behind. Locks the rows for a moment: for a doubt,
   * not for each look.
   */
  public Future<List<LedgerEntry>> readLedgerFromWriter(String job, LedgerTarget target) {
    return onLedger(List.of(), open -> new Ledger(job, target, null).readFromWriter(open));
  }

  /** Adds the rows for partitions that the ledger does not know; the others stay as they are. */
  public Future<Void> initLedger(String job, LedgerTarget target, List<LedgerRow> candidates) {
    return onLedger(null, open -> new Ledger(job, target, null).init(open, candidates));
  }

  /** Forgets the job: its ledger rows are deleted, so lanes that still run are fenced. */
  public Future<Void> resetLedger(String job, LedgerTarget target) {
    return onLedger(null, open -> new Ledger(job, target, null).reset(open));
  }

  /** How many records of the job are in quarantine; 0 where there is no quarantine yet. */
  public Future<Long> countQuarantined(String job) {
    return call(
        open ->
            open.send(QuarantineQueries.countBeside(job, List.of()))
                .map(count -> count.iterator().next().getLong(0))
                .recover(
                    failure ->
                        ServerErrors.of(failure).number() == ServerErrors.NO_SUCH_TABLE
                            ? Future.succeededFuture(0L)
                            : Future.failedFuture(failure)));
  }

  /**
   * What the user may not do and the job needs, and which of the tables' own defaults they refuse.
   * Changes nothing. On a connection of its own, for what was granted meanwhile counts for new ones
   * only.
   *
   * @param ledger whether rows move with the ledger
   * @param quarantine whether records may be set aside
   */
  public Future<List<FieldError>> checkPrivileges(
      List<InspectedTable> tables, boolean ledger, boolean quarantine) {
    return turn(
        () ->
            SharedSessions.alone(
                vertx,
                resolve,
                open ->
                    new PrivilegeCheck(open, destination.user())
                        .faults(tables, ledger, quarantine)
                        .compose(denied -> defaults(open, tables, denied))));
  }

  private static Future<List<FieldError>> defaults(
      Session open, List<InspectedTable> tables, List<FieldError> before) {
    Future<List<FieldError>> all = Future.succeededFuture(before);
    for (InspectedTable table : tables) {
      if (!table.isMissing()) {
        all =
            all.compose(
                found ->
                    new DefaultsCheck(open, table)
                        .faults()
                        .map(more -> Stream.concat(found.stream(), more.stream()).toList()));
      }
    }
    return all;
  }

  /** Nothing is asked any more; the connection is others' too, and closed when it is idle. */
  public Future<Void> close() {
    closed = true;
    return Future.succeededFuture();
  }

  /** Where there are no transactions there is no ledger, and it is not asked for either. */
  private <T> Future<T> onLedger(T without, Function<Session, Future<T>> work) {
    return Dialects.of(destination.dialect()).can(Feature.TRANSACTIONS)
        ? call(work)
        : Future.succeededFuture(without);
  }

  private <T> Future<T> call(Function<Session, Future<T>> work) {
    return turn(() -> SharedSessions.of(vertx, destination).with(resolve, work));
  }

  private <T> Future<T> turn(Supplier<Future<T>> work) {
    Future<T> done =
        last.transform(
            before ->
                closed
                    ? Future.failedFuture(
                        new DestinationException(
                            JobError.of("database", "closed", "no longer in use"), false))
                    : work.get());
    last = done;
    return done;
  }
}
