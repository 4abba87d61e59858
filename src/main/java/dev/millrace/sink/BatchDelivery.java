package dev.millrace.sink;

import dev.millrace.dialect.Feature;
import dev.millrace.error.JobError;
import dev.millrace.flow.Claim;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.Segment;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.LedgerRow;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.statement.BatchText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** How batches of one lane reach the table, and what their failures lead to. Event loop only. */
final class BatchDelivery {
  /** How often a batch is sent again when the server refused it but none of its rows. */
  private static final int MAX_UNEXPLAINED_REFUSALS = 2;

  /** What a load may say where INSERT of the same rows says something better, or nothing. */
  private static final Set<Recovery> RETRIED_WITHOUT_LOAD =
      Set.of(Recovery.RETRY_AS_INSERT, Recovery.REJECT_ROWS, Recovery.NEEDS_OPERATOR);

  private final OwnedPartitions ownedPartitions;
  private final BatchDestination destination;
  private final BatchText text;
  private final BatchWriter writer;
  private final Bisection bisection;
  private final LoadDataSwitch loadDataSwitch;
  private final QuarantineLimit bound;
  private final TableGuards guards;

  /** By table. */
  private final List<RefusalReason> refusalReasons;

  private boolean quarantinePresent;

  BatchDelivery(Vertx vertx, SinkConfig config, OwnedPartitions ownedPartitions) {
    this.ownedPartitions = ownedPartitions;
    text = new BatchText(config.job(), config.destination().dialect(), config.tables());
    writer = new BatchWriter(text);
    bisection = new Bisection(text);
    loadDataSwitch = new LoadDataSwitch(config);
    bound = new QuarantineLimit(vertx, config);
    guards = new TableGuards(config.destination().database(), config.tables());
    destination =
        config.isTransactional()
            ? new TransactionalDestination(
                config, ownedPartitions, writer, bound, guards, loadDataSwitch)
            : new AtLeastOnceDestination(ownedPartitions, writer, bound);
    refusalReasons =
        config.tables().stream()
            .map(table -> RefusalReason.of(table.schema(), table.columns()))
            .toList();
  }

  /** Makes the partitions this lane's. */
  Future<List<LedgerRow>> claim(Claim claim, BatchDestination.OnSession session) {
    return destination.claim(claim, session).onSuccess(ownedPartitions::put);
  }

  Attempts attempts(RowBatch batch) {
    return new Attempts(batch);
  }

  /** The attempts to write one batch; remembers whether the last one left doubt. */
  final class Attempts {
    private final RowBatch batch;
    private boolean doubtful;
    private int unexplainedRefusals;

    /** Whether failure that fewer records may avoid was waited for already. */
    private boolean paused;

    /** Of the rows that are on their way those that go by LOAD DATA. */
    private Map<Segment, String> loads = Map.of();

    /** What a load said that failed; from then on this batch goes by INSERT. */
    private String loadFailure;

    private Attempts(RowBatch batch) {
      this.batch = batch;
    }

    /** One attempt. Fails with a failure that may pass, or with what only a person can mend. */
    Future<WriteOutcome> next(Session session) {
      text.to(session.facts());
      List<RefusedRow> tooLarge = writer.tooLarge(session, batch);
      if (!tooLarge.isEmpty()) {
        return Future.succeededFuture(new WriteOutcome.Refused(tooLarge));
      }
      return settle(session)
          .compose(known -> known != null ? Future.succeededFuture(known) : send(session))
          .onFailure(
              failure -> doubtful |= ServerErrors.of(failure).recovery() == Recovery.RETRY_LATER);
    }

    /** After an attempt that ended in doubt, what became of it; null where it is to be sent. */
    private Future<WriteOutcome> settle(Session session) {
      if (!doubtful) {
        return Future.succeededFuture();
      }
      return destination
          .settled(session, batch)
          .map(
              committed -> {
                doubtful = false;
                if (committed == null) {
                  return fenced("another writer claimed a partition while the connection was lost");
                }
                return committed ? new WriteOutcome.Committed(ownedPartitions.of(batch)) : null;
              });
    }

    private Future<WriteOutcome> send(Session session) {
      return ensureQuarantine(session)
          .compose(x -> write(session))
          .recover(
              failure ->
                  Transactions.<WriteOutcome>undo(session)
                      .apply(failure)
                      .recover(x -> judge(session, failure)));
    }

    private Future<WriteOutcome> write(Session session) {
      loads = Map.of();
      Future<Map<Segment, String>> found =
          loadFailure == null
              ? destination.loads(session, batch)
              : Future.succeededFuture(Map.of());
      return found.compose(
          statements -> {
            loads = statements;
            return destination.write(session, batch, loads);
          });
    }

    private Future<WriteOutcome> judge(Session session, Throwable failure) {
      DatabaseFailure databaseFailure = ServerErrors.of(failure);
      if (!loads.isEmpty() && RETRIED_WITHOUT_LOAD.contains(databaseFailure.recovery())) {
        return asInsert(session, databaseFailure);
      }
      return switch (databaseFailure.recovery()) {
        case REJECT_ROWS -> unlessChanged(session, () -> refused(session, failure));
        case NEEDS_OPERATOR -> unlessChanged(session, () -> Future.failedFuture(failure));
        case SMALLER_BATCH, RETRY_SMALLER_OR_LATER -> tooMuch(databaseFailure, failure);
        case TABLE_CHANGED -> Future.succeededFuture(guards.changed());
        case NOTHING_FULL -> bound.full(session);
        case NOTHING_FENCED ->
            Future.succeededFuture(fenced("the ledger's row is not as this lane left it"));
        default -> Future.failedFuture(failure);
      };
    }

    /**
     * Fewer records may do. What may pass is tried once more after a pause first, so that one blip
     * makes no batch smaller; and a single record, which cannot be fewer, is tried until it passes.
     */
    private Future<WriteOutcome> tooMuch(DatabaseFailure databaseFailure, Throwable failure) {
      boolean mayPass = databaseFailure.mayPass();
      if (mayPass && (records() <= 1 || !paused)) {
        paused = true;
        return Future.failedFuture(failure);
      }
      return Future.succeededFuture(new WriteOutcome.TooMuch(databaseFailure.error()));
    }

    /** What could be sent one by one: a record may be many rows, or none. */
    private long records() {
      return batch.moves().stream().mapToLong(m -> Math.max(1, m.counts().records())).sum();
    }

    /** No row is blamed for what an altered table does not take any more. */
    private Future<WriteOutcome> unlessChanged(
        Session session, Supplier<Future<WriteOutcome>> otherwise) {
      return session.usable()
          ? guards
              .changed(session, batch)
              .compose(
                  changed -> changed != null ? Future.succeededFuture(changed) : otherwise.get())
          : otherwise.get();
    }

    /**
     * The same rows by INSERT: either it names the refused ones, or the load itself was at fault.
     */
    private Future<WriteOutcome> asInsert(Session session, DatabaseFailure databaseFailure) {
      // It goes to the log, where the server's words about a row have no place.
      loadFailure =
          databaseFailure.recovery() == Recovery.REJECT_ROWS
              ? databaseFailure.code()
              : databaseFailure.message();
      Set<Segment> loaded = loads.keySet();
      return send(session)
          .onSuccess(
              outcome -> {
                if (outcome instanceof WriteOutcome.Committed) {
                  loadDataSwitch.off(loaded, loadFailure);
                }
              });
    }

    private Future<WriteOutcome> refused(Session session, Throwable failure) {
      Future<List<RefusedRow>> search =
          session.dialect().can(Feature.TRANSACTIONS)
              ? bisection
                  .inTransaction(session, guards.failIfChanged(batch), batch)
                  .recover(Transactions.undo(session))
              : bisection.inPlace(session, batch);
      return search
          .<WriteOutcome>compose(
              refusedRows -> {
                if (!refusedRows.isEmpty()) {
                  return rejected(refusedRows);
                }
                DatabaseFailure databaseFailure = ServerErrors.of(failure);
                return ++unexplainedRefusals > MAX_UNEXPLAINED_REFUSALS
                    ? Future.failedFuture(new DestinationException(databaseFailure.error(), false))
                    : send(session);
              })
          .recover(
              e -> {
                DatabaseFailure databaseFailure = ServerErrors.of(e);
                return switch (databaseFailure.recovery()) {
                  case TABLE_CHANGED -> Future.succeededFuture(guards.changed());
                  case SMALLER_BATCH, RETRY_SMALLER_OR_LATER -> tooMuch(databaseFailure, e);
                  default -> Future.failedFuture(e);
                };
              });
    }

    private Future<WriteOutcome> rejected(List<RefusedRow> refusedRows) {
      List<RefusedRow> named = refusedRows.stream().map(row -> reasonOf(row).named(row)).toList();
      for (RefusedRow row : named) {
        JobError ofTable = reasonOf(row).ofTable(row);
        if (ofTable != null) {
          return Future.failedFuture(new DestinationException(ofTable, false));
        }
      }
      return Future.succeededFuture(new WriteOutcome.Refused(named));
    }

    private RefusalReason reasonOf(RefusedRow row) {
      return refusalReasons.get(batch.segments().get(row.segment()).table());
    }

    private WriteOutcome fenced(String detail) {
      ownedPartitions.remove(batch);
      return new WriteOutcome.Fenced(detail);
    }

    private Future<Void> ensureQuarantine(Session session) {
      if (quarantinePresent || batch.quarantine().isEmpty()) {
        return Future.succeededFuture();
      }
      return QuarantineTable.ensure(session).onSuccess(x -> quarantinePresent = true);
    }
  }
}
