package dev.millrace.sink;

import dev.millrace.model.Destination;
import dev.millrace.model.Fault;
import dev.millrace.model.JobError;
import dev.millrace.model.JobSpec;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.TableChecksum;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The destination as the {@code job} room sees it: looks, creates the table, reads and resets the
 * ledger. One connection of its own, opened when first needed and again after it was lost.
 *
 * <p>Every future fails with {@link DatabaseTrouble} only, within 10 s of the call's turn. Calls
 * are done one after the other. Event loop only: it lives on the context of its first call.
 */
public final class DestinationDatabase {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final Destination destination;
  private final Vertx vertx;
  private final Supplier<Future<Destination>> resolve;
  private Session session;
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

  /** What is there; the table is the destination's. */
  public Future<Inspection> inspect() {
    return call(open -> new SchemaReader(open, destination).inspect());
  }

  /** The table's checksum as it is now; only where the server has transactions. Cheap. */
  public Future<TableChecksum> checksum() {
    return call(open -> TableGuard.read(open, destination));
  }

  /** Creates the table, of a mapping that {@link CreateTable#faults} found nothing wrong with. */
  public Future<Void> createTable(List<MappingEntry> mapping) {
    return call(
        open ->
            new KeyComparisonReader(open, destination)
                .exact()
                .compose(exact -> open.send(CreateTable.sql(destination, mapping, exact)))
                .mapEmpty());
  }

  /** All rows of the job in order of topic and partition; empty where there is no ledger yet. */
  public Future<List<LedgerEntry>> readLedger(String job) {
    return onLedger(List.of(), open -> ledger(job).read(open));
  }

  /** Adds the rows for partitions that the ledger does not know; the others stay as they are. */
  public Future<Void> initLedger(String job, List<LedgerRow> candidates) {
    return onLedger(null, open -> ledger(job).init(open, candidates));
  }

  /** Forgets the job: its ledger rows are deleted, so lanes that still run are fenced. */
  public Future<Void> resetLedger(String job) {
    return onLedger(null, open -> ledger(job).reset(open, destination.dialect()));
  }

  /**
   * What the user may not do and the job needs. Changes nothing.
   *
   * @param tablePresent whether the table is there; one that is not needs to be created
   */
  public Future<List<Fault>> checkPrivileges(
      JobSpec spec, boolean tablePresent, List<String> columns) {
    return call(open -> new PrivilegeCheck(open, destination, spec, columns).faults(tablePresent));
  }

  private Ledger ledger(String job) {
    return new Ledger(job, LedgerTarget.of(destination), null);
  }

  /** Database and table as the ledger names them. */
  public String ledgerTarget() {
    return LedgerTarget.of(destination).text();
  }

  public Future<Void> close() {
    closed = true;
    return session == null ? Future.succeededFuture() : session.close();
  }

  /** Where there are no transactions there is no ledger, and it is not asked for either. */
  private <T> Future<T> onLedger(T without, Function<Session, Future<T>> work) {
    return destination.dialect().hasTransactions() ? call(work) : Future.succeededFuture(without);
  }

  private <T> Future<T> call(Function<Session, Future<T>> work) {
    Future<T> done =
        last.transform(
            before ->
                session != null && session.usable()
                    ? bounded(destination, work)
                    : resolve.get().compose(resolved -> bounded(resolved, work)));
    last = done;
    return done;
  }

  private <T> Future<T> bounded(Destination resolved, Function<Session, Future<T>> work) {
    if (closed) {
      return Future.failedFuture(
          new DatabaseTrouble(JobError.of("database", "closed", "no longer in use"), false));
    }
    return session(resolved)
        .compose(work)
        .timeout(BOUND.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            failure -> {
              if (failure instanceof TimeoutException && session != null) {
                session.kill();
              }
              return Future.failedFuture(
                  failure instanceof DatabaseTrouble
                      ? failure
                      : ServerErrors.of(failure).asException());
            });
  }

  private Future<Session> session(Destination resolved) {
    if (session != null && session.usable()) {
      return Future.succeededFuture(session);
    }
    if (session != null) {
      session.kill();
    }
    Patience usual = Patience.DEFAULT;
    return new Connections(
            vertx, resolved, new Patience(BOUND, BOUND, usual.firstPause(), usual.longestPause()))
        .open()
        .onSuccess(opened -> session = opened);
  }
}
