package dev.millrace.job;

import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.Destination;
import dev.millrace.status.StatusBoard;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/**
 * How many records of a job are in quarantine: counted in the destination's table, so that it is
 * right after a restart and after what other processes did. Counted anew when the ledger's count
 * has moved or an order has taken some out, and now and then. Event loop only.
 */
final class QuarantineBacklog {
  private static final long WHILE_ACTIVE = TimeUnit.MINUTES.toNanos(1);
  private static final long AT_REST = TimeUnit.MINUTES.toNanos(10);
  private static final long SHORTEST_PAUSE = TimeUnit.SECONDS.toNanos(2);
  private static final long FIRST_BACKOFF = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST_DOUBLINGS = 6;

  /** The database counts for a twentieth of the time at most. */
  private static final int PAUSE_PER_COUNT = 20;

  private final EngineParts engineParts;
  private final String job;
  private final CatalogEntry entry;
  private final StatusBoard board;
  private final JobMeters meters;
  private boolean changed = true;
  private boolean counting;
  private long countedLedger;
  private long countedNanos;
  private long notBefore = System.nanoTime();
  private int failures;

  QuarantineBacklog(
      EngineParts engineParts,
      String job,
      CatalogEntry entry,
      StatusBoard board,
      JobMeters meters) {
    this.engineParts = engineParts;
    this.job = job;
    this.entry = entry;
    this.board = board;
    this.meters = meters;
  }

  /** Some records were taken out. */
  void changed() {
    changed = true;
  }

  /** Counts that failed since the last that did not. */
  int failures() {
    return failures;
  }

  boolean isDue(boolean active, long nanos) {
    return !counting
        && nanos - notBefore >= 0
        && (changed
            || countedLedger != board.quarantined()
            || nanos - countedNanos > (active ? WHILE_ACTIVE : AT_REST));
  }

  /** Completes in a bounded time; never fails. What was known stays where it cannot be counted. */
  Future<Void> count() {
    counting = true;
    changed = false;
    long begin = System.nanoTime();
    long ledger = board.quarantined();
    Destination to = entry.now().spec().destination();
    DestinationDatabase database =
        new DestinationDatabase(
            engineParts.vertx(),
            to,
            () -> SecretResolver.resolved(engineParts.vertx(), engineParts.secrets(), to));
    return SecretResolver.trying(() -> database.countQuarantined(job))
        .onComplete(
            done -> {
              counting = false;
              countedNanos = System.nanoTime();
              if (done.succeeded()) {
                failures = 0;
                countedLedger = ledger;
                notBefore =
                    countedNanos
                        + Math.max(SHORTEST_PAUSE, PAUSE_PER_COUNT * (countedNanos - begin));
                meters.set(Meter.QUARANTINE_BACKLOG, done.result());
              } else {
                changed = true;
                notBefore = countedNanos + (FIRST_BACKOFF << Math.min(failures, MOST_DOUBLINGS));
                failures++;
              }
            })
        .transform(done -> Future.succeededFuture());
  }
}
