package dev.millrace.preflight;

import dev.millrace.model.FieldError;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobSpec;
import dev.millrace.model.LedgerEntry;
import io.vertx.core.Future;
import java.util.List;

/** How far a job has got, wherever its delivery keeps that: in its database or with its group. */
public final class StoredPositions {
  private StoredPositions() {}

  /**
   * What the job's ledger has of the topic that is read, wherever its delivery keeps it. Rows of
   * topics that the job read before stay there and count no more.
   */
  public static Future<List<LedgerEntry>> entries(String job, JobSpec spec, Preflight preflight) {
    return SecretResolver.trying(
        () ->
            spec.exactlyOnce()
                ? preflight.database().readLedger(job).map(entries -> ofTopic(entries, preflight))
                : preflight
                    .probe()
                    .groupLedger(spec.groupOf(job))
                    .map(rows -> rows.stream().map(LedgerEntry::of).toList()));
  }

  /** The same of an exactly-once job, and never from a replica of the database that is behind. */
  public static Future<List<LedgerEntry>> entriesFromWriter(String job, Preflight preflight) {
    return SecretResolver.trying(
        () ->
            preflight
                .database()
                .readLedgerFromWriter(job)
                .map(entries -> ofTopic(entries, preflight)));
  }

  private static List<LedgerEntry> ofTopic(List<LedgerEntry> entries, Preflight preflight) {
    String topic = preflight.topicName();
    return entries.stream().filter(e -> topic == null || e.row().topic().equals(topic)).toList();
  }

  /** Deletes the job's ledger; fails with {@link InvalidDocument} when that cannot be. */
  public static Future<Void> forget(String job, JobSpec spec, Preflight preflight) {
    return SecretResolver.trying(
            () ->
                spec.exactlyOnce()
                    ? preflight.database().resetLedger(job)
                    : preflight.probe().deleteGroup(spec.groupOf(job)))
        .recover(
            e -> {
              JobFailure jobFailure = JobFailure.of(e);
              return Future.failedFuture(
                  jobFailure.isBug()
                      ? e
                      : new InvalidDocument(
                          List.of(new FieldError("/destination", jobFailure.error().message()))));
            });
  }
}
