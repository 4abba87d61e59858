package dev.millrace.job;

import dev.millrace.model.TableSchema;
import dev.millrace.schema.TableInspection;
import dev.millrace.sink.DestinationDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Looks every few seconds whether the tables of a running job are still as its lanes know them.
 * What a batch must know exactly its own transaction asks; this is for a job that has nothing to
 * write, or whose values are refused although they would fit by now. Trouble is left to those who
 * write. Event loop only.
 */
final class TableWatch {
  private static final long INTERVAL_MS = 3_000;

  private final Vertx vertx;
  private final DestinationDatabase database;
  private final List<TableSchema> tables;
  private final Runnable onChanged;
  private long timer;
  private boolean looking;
  private boolean stopped;

  /**
   * @param onChanged called once at most
   */
  TableWatch(
      Vertx vertx, DestinationDatabase database, List<TableSchema> tables, Runnable onChanged) {
    this.vertx = vertx;
    this.database = database;
    this.tables = tables;
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

  /** Whether one of the tables is there and another one by now. */
  Future<Boolean> isChanged() {
    Future<Boolean> changed = Future.succeededFuture(false);
    for (TableSchema table : tables) {
      changed = changed.compose(before -> before ? Future.succeededFuture(true) : isChanged(table));
    }
    return changed;
  }

  private Future<Boolean> isChanged(TableSchema table) {
    return table.checksum() != null
        ? database
            .checksum(table.table())
            .map(now -> now.hasTable() && !now.equals(table.checksum()))
        : database
            .inspect(table.table())
            .map(TableInspection::table)
            .map(now -> now.isPresent() && !now.get().equals(table));
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }
}
