package dev.millrace.job;

import dev.millrace.model.TableSchema;
import dev.millrace.schema.TableInspection;
import dev.millrace.sink.DestinationDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Looks every few seconds whether the table of a running job is still as its lanes know it. What a
 * batch must know exactly its own transaction asks; this is for a job that has nothing to write, or
 * whose values are refused although they would fit by now. Trouble is left to those who write.
 * Event loop only.
 */
final class TableWatch {
  private static final long INTERVAL_MS = 3_000;

  private final Vertx vertx;
  private final DestinationDatabase database;
  private final TableSchema table;
  private final Runnable onChanged;
  private long timer;
  private boolean looking;
  private boolean stopped;

  /**
   * @param onChanged called once at most
   */
  TableWatch(Vertx vertx, DestinationDatabase database, TableSchema table, Runnable onChanged) {
    this.vertx = vertx;
    this.database = database;
    this.table = table;
    this.onChanged = onChanged;
    timer = vertx.setPeriodic(INTERVAL_MS, t -> look());
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    isChanged()
        .onComplete(
            done -> {
              looking = false;
              if (!stopped && done.succeeded() && done.result()) {
                stop();
                onChanged.run();
              }
            });
  }

  /** Whether the table is there and another one by now. */
  Future<Boolean> isChanged() {
    return table.checksum() != null
        ? database.checksum().map(now -> now.hasTable() && !now.equals(table.checksum()))
        : database
            .inspect()
            .map(TableInspection::table)
            .map(now -> now.isPresent() && !now.get().equals(table));
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }
}
