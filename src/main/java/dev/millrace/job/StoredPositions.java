package dev.millrace.job;

import dev.millrace.model.Fault;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobSpec;
import dev.millrace.model.LedgerEntry;
import io.vertx.core.Future;
import java.util.List;

/** How far a job has got, wherever its delivery keeps that: in its database or with its group. */
final class StoredPositions {
  private StoredPositions() {}

  /**
   * What the job's ledger has of the topic that is read, wherever its delivery keeps it. Rows of
   * topics that the job read before stay there and count no more.
   */
  static Future<List<LedgerEntry>> entries(String job, JobSpec spec, Reality reality) {
    return Resolving.trying(
        () ->
            spec.exactlyOnce()
                ? reality.database().readLedger(job).map(entries -> ofTopic(entries, reality))
                : reality
                    .probe()
                    .groupLedger(spec.groupOf(job))
                    .map(rows -> rows.stream().map(LedgerEntry::of).toList()));
  }

  /** The same of an exactly-once job, and never from a replica of the database that is behind. */
  static Future<List<LedgerEntry>> entriesFromWriter(String job, Reality reality) {
    return Resolving.trying(
        () ->
            reality.database().readLedgerFromWriter(job).map(entries -> ofTopic(entries, reality)));
  }

  private static List<LedgerEntry> ofTopic(List<LedgerEntry> entries, Reality reality) {
    String topic = reality.topicName();
    return entries.stream().filter(e -> topic == null || e.row().topic().equals(topic)).toList();
  }

  /** Deletes the job's ledger; fails with {@link InvalidDocument} when that cannot be. */
  static Future<Void> forget(String job, JobSpec spec, Reality reality) {
    return Resolving.trying(
            () ->
                spec.exactlyOnce()
                    ? reality.database().resetLedger(job)
                    : reality.probe().deleteGroup(spec.groupOf(job)))
        .recover(
            e -> {
              Trouble trouble = Trouble.of(e);
              return Future.failedFuture(
                  trouble.isBug()
                      ? e
                      : new InvalidDocument(
                          List.of(new Fault("/destination", trouble.error().message()))));
            });
  }
}
