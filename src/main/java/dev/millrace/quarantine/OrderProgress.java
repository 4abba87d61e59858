package dev.millrace.quarantine;

import dev.millrace.answer.DropReport;
import dev.millrace.answer.ReplayReport;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.ReplayRejection;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.quarantine.QuarantineReplay.Moved;
import dev.millrace.quarantine.QuarantineStore.Batch;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** What an order about quarantined records has done so far. */
final class OrderProgress {
  /** Records that are told one by one. */
  private static final int MAX_TOLD = 1_000;

  private final List<ReplayRejection> told = new ArrayList<>();
  private final RefusedCauses causes = new RefusedCauses();
  private long written;
  private long nulledFields;
  private long roundedFields;
  private long stayed;
  private long dropped;
  private long missing;

  void moved(Batch batch, Moved moved) {
    written += moved.written();
    nulledFields += moved.nulledFields();
    roundedFields += moved.roundedFields();
    stayed += moved.stayed().size();
    missing += batch.offsets().size() - moved.written() - moved.stayed().size();
    moved.stayed().forEach(causes::add);
    moved.stayed().stream().limit(MAX_TOLD - told.size()).forEach(told::add);
  }

  void dropped(Batch batch, int rows) {
    dropped += rows;
    missing += batch.offsets().size() - rows;
  }

  void missing(long records) {
    missing += records;
  }

  /**
   * @param next behind which the rest is, where time was up, else null
   * @param dryRun whether nothing was moved, and the counts are of what would be
   */
  ReplayReport ofReplay(QuarantinePlace next, boolean dryRun) {
    return new ReplayReport(
        dryRun, written, nulledFields, roundedFields, stayed, missing, next, causes.told(), told);
  }

  DropReport ofDrop() {
    return new DropReport(dropped, missing);
  }

  /** For {@link Future#recover}: what was moved before the failure is moved, so it is said. */
  <T> Future<T> explain(Throwable failure) {
    if (!(failure instanceof InvalidDocument invalid) || written + stayed == 0) {
      return Future.failedFuture(failure);
    }
    return Future.failedFuture(
        new InvalidDocument(
            invalid.faults().stream()
                .map(
                    fieldError ->
                        new FieldError(
                            fieldError.pointer(),
                            fieldError.detail()
                                + " (before that "
                                + written
                                + " records were moved into the table and "
                                + stayed
                                + " did not fit; replay again to go on)"))
                .toList()));
  }
}
