package dev.millrace.sink;

import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.JobError;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.schema.TableGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** How batches of one lane reach the table, and what their failures lead to. Event loop only. */
public final class BatchDelivery {
  /** How often a batch is sent again when the server refused it but none of its rows. */
  private static final int NOBODY_GUILTY = 2;

  /** What a load may say where INSERT of the same rows says something better, or nothing. */
  private static final Set<Recovery> LOAD_IS_NO_JUDGE =
      Set.of(Recovery.AS_INSERT, Recovery.OTHER_ROWS, Recovery.PERSON);

  private final SinkConfig config;
  private final OwnedPartitions ownedPartitions;
  private final Ledger ledger;
  private final BatchText text;
  private final BatchWriter writer;
  private final Bisection bisection;
  private final LoadDataSwitch loadDataSwitch;
  private final QuarantineLimit bound;
  private final TableGuard guard;
  private final RefusalReason refusalReason;
  private boolean quarantinePresent;

  BatchDelivery(Vertx vertx, SinkConfig config, OwnedPartitions ownedPartitions, Ledger ledger) {
    this.config = config;
    this.ownedPartitions = ownedPartitions;
    this.ledger = ledger;
    text = new BatchText(config.job(), new InsertSql(config));
    writer = new BatchWriter(text);
    bisection = new Bisection(text, config.guard());
    loadDataSwitch = new LoadDataSwitch(config);
    bound = new QuarantineLimit(vertx, config);
    guard = config.guard();
    refusalReason = RefusalReason.of(config.table(), config.columns());
  }

  Attempts attempts(RowBatch batch) {
    return new Attempts(batch);
  }

  /** Rolls back, or cuts the connection where that does not work; then fails as before. */
  public static <T> Function<Throwable, Future<T>> undo(Session session) {
    return failure -> {
      Recovery recovery = ServerErrors.of(failure).cure();
      Future<Void> undone = recovery == Recovery.WAITING ? session.kill() : session.rollback();
      return undone.recover(x -> session.kill()).compose(x -> Future.failedFuture(failure));
    };
  }

  /** The attempts to write one batch; remembers whether the last one left doubt. */
  final class Attempts {
    private final RowBatch batch;
    private boolean doubtful;
    private int nobodyGuilty;

    /** Whether trouble that fewer records may avoid was waited for already. */
    private boolean paused;

    /** Whether the rows that are on their way go by LOAD DATA. */
    private boolean loaded;

    /** What a load said that failed; from then on this batch goes by INSERT. */
    private String loadFailure;

    private Attempts(RowBatch batch) {
      this.batch = batch;
    }

    /** One attempt. Fails with trouble that may pass, or with what only a person can mend. */
    Future<WriteOutcome> next(Session session) {
      text.to(session.facts());
      List<RefusedRow> tooLarge = writer.tooLarge(session, batch);
      if (!tooLarge.isEmpty()) {
        return Future.succeededFuture(new WriteOutcome.Refused(tooLarge));
      }
      Future<WriteOutcome> outcome =
          config.exactlyOnce()
              ? settle(session).compose(o -> o != null ? Future.succeededFuture(o) : send(session))
              : send(session);
      return outcome.onFailure(
          failure -> doubtful |= ServerErrors.of(failure).cure() == Recovery.WAITING);
    }

    /**
     * After an attempt that ended in doubt, asks the ledger what became of it. The raised epochs
     * make sure that nothing of that attempt can still happen.
     */
    private Future<WriteOutcome> settle(Session session) {
      if (!doubtful) {
        return Future.succeededFuture();
      }
      return ledger
          .reclaim(session, ownedPartitions.rows())
          .recover(undo(session))
          .map(
              rows -> {
                doubtful = false;
                Boolean committed = ownedPartitions.settled(batch, rows);
                if (committed == null) {
                  return fenced("another writer claimed a partition while the connection was lost");
                }
                return committed ? new WriteOutcome.Committed(ownedPartitions.of(batch)) : null;
              });
    }

    private Future<WriteOutcome> send(Session session) {
      return ensureQuarantine(session)
          .compose(x -> config.exactlyOnce() ? withLedger(session) : withoutLedger(session))
          .recover(
              failure ->
                  BatchDelivery.<WriteOutcome>undo(session)
                      .apply(failure)
                      .recover(x -> judge(session, failure)));
    }

    /** The quarantine first: a record must not be passed that is in neither. */
    private Future<WriteOutcome> withoutLedger(Session session) {
      return bound
          .within(session, batch, () -> writer.quarantineAlone(session, batch))
          .compose(
              full ->
                  full != null
                      ? Future.succeededFuture(full)
                      : writer.writeRows(session, batch).map(x -> committed()));
    }

    private WriteOutcome committed() {
      return new WriteOutcome.Committed(ownedPartitions.moved(batch));
    }

    private Future<WriteOutcome> withLedger(Session session) {
      loaded = false;
      boolean judged = batch.rows() > 0 || !batch.quarantine().isEmpty();
      String move =
          LedgerSql.failIfMoved(config.job(), batch.moves(), ownedPartitions.rows())
              + bound.guarded(
                  LedgerSql.move(config.job(), batch.moves(), ownedPartitions.rows()), batch)
              + (judged ? LedgerSql.failIfChanged(guard) : "");
      Future<String> load =
          loadFailure == null ? loadDataSwitch.statement(session, batch) : Future.succeededFuture();
      return load.compose(
              statement -> {
                loaded = statement != null;
                return loaded
                    ? writer.loadWithLedger(session, move, statement, batch)
                    : writer.writeWithLedger(session, move, batch);
              })
          .map(x -> committed());
    }

    private Future<WriteOutcome> judge(Session session, Throwable failure) {
      DatabaseFailure databaseFailure = ServerErrors.of(failure);
      if (loaded && LOAD_IS_NO_JUDGE.contains(databaseFailure.cure())) {
        return asInsert(session, databaseFailure);
      }
      return switch (databaseFailure.cure()) {
        case OTHER_ROWS -> unlessChanged(session, () -> refused(session, failure));
        case PERSON -> unlessChanged(session, () -> Future.failedFuture(failure));
        case SMALLER_BATCH, SMALLER_OR_WAITING -> tooMuch(databaseFailure, failure);
        case TABLE_CHANGED -> Future.succeededFuture(tableChanged());
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
      return guard == null || !session.usable()
          ? otherwise.get()
          : guard
              .isChanged(session)
              .compose(
                  changed -> changed ? Future.succeededFuture(tableChanged()) : otherwise.get());
    }

    private WriteOutcome tableChanged() {
      return new WriteOutcome.TableChanged(
          "table '" + config.destination().table() + "' is not as it was when it was last read");
    }

    /**
     * The same rows by INSERT: either it names the guilty ones, or the load itself was at fault.
     */
    private Future<WriteOutcome> asInsert(Session session, DatabaseFailure databaseFailure) {
      // It goes to the log, where the server's words about a row have no place.
      loadFailure =
          databaseFailure.cure() == Recovery.OTHER_ROWS
              ? databaseFailure.code()
              : databaseFailure.message();
      return send(session)
          .onSuccess(
              outcome -> {
                if (outcome instanceof WriteOutcome.Committed) {
                  loadDataSwitch.off(loadFailure);
                }
              });
    }

    private Future<WriteOutcome> refused(Session session, Throwable failure) {
      Future<List<RefusedRow>> search =
          config.destination().dialect().hasTransactions()
              ? bisection.inTransaction(session, batch).recover(undo(session))
              : bisection.inPlace(session, batch);
      return search
          .<WriteOutcome>compose(
              guilty -> {
                if (!guilty.isEmpty()) {
                  return blamed(guilty);
                }
                DatabaseFailure databaseFailure = ServerErrors.of(failure);
                return ++nobodyGuilty > NOBODY_GUILTY
                    ? Future.failedFuture(new DestinationException(databaseFailure.error(), false))
                    : send(session);
              })
          .recover(
              e -> {
                DatabaseFailure databaseFailure = ServerErrors.of(e);
                return switch (databaseFailure.cure()) {
                  case TABLE_CHANGED -> Future.succeededFuture(tableChanged());
                  case SMALLER_BATCH, SMALLER_OR_WAITING -> tooMuch(databaseFailure, e);
                  default -> Future.failedFuture(e);
                };
              });
    }

    private Future<WriteOutcome> blamed(List<RefusedRow> guilty) {
      List<RefusedRow> named = guilty.stream().map(refusalReason::named).toList();
      for (RefusedRow row : named) {
        JobError ofTable = refusalReason.ofTable(row);
        if (ofTable != null) {
          return Future.failedFuture(new DestinationException(ofTable, false));
        }
      }
      return Future.succeededFuture(new WriteOutcome.Refused(named));
    }

    private WriteOutcome fenced(String detail) {
      ownedPartitions.remove(batch);
      return new WriteOutcome.Fenced(detail);
    }

    private Future<Void> ensureQuarantine(Session session) {
      if (quarantinePresent || batch.quarantine().isEmpty()) {
        return Future.succeededFuture();
      }
      return QuarantineTable.ensure(session, config.destination().dialect())
          .onSuccess(x -> quarantinePresent = true);
    }
  }
}
