package dev.millrace.timeline;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.answer.TimelinePage;
import dev.millrace.error.NotStored;
import dev.millrace.model.JobState;
import dev.millrace.secret.SecretMask;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one job. An entry is kept or not, and nobody waits for it: more than one a
 * second, in the long run, are counted instead, and so are those that the disk does not take. Event
 * loop only.
 */
public final class JobTimeline implements EntryWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JobTimeline.class);

  /** What retention a lag has used changes in minutes. */
  private static final int RETENTION_SECONDS = 10;

  private static final int MESSAGE_CHARS = 2_000;
  private static final int DATA_CHARS = 64 << 10;

  private final String job;
  private final String node;
  private final TimelineFile file;
  private final TimelineDisk disk;
  private final EntryBudget budget = new EntryBudget();
  private final RetryEpisode retries = new RetryEpisode(this);
  private final Rebalances rebalances = new Rebalances(this);
  private final RetentionAlarm retention = new RetentionAlarm(this);
  private final EntryListener listener;

  private JobState before;
  private boolean deleted;

  /** Whether the disk did not take the newest entry. Written by callbacks, on the event loop. */
  private boolean failing;

  JobTimeline(
      String job, String node, TimelineFile file, TimelineDisk disk, EntryListener listener) {
    this.job = job;
    this.node = node;
    this.file = file;
    this.disk = disk;
    this.listener = listener;
  }

  @Override
  public void add(EntryKind kind, String actor, String message, Map<String, Object> data) {
    // What comes late must not begin the timeline of the next job of that name.
    if (deleted) {
      return;
    }
    Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    String masked = SecretMask.maskData(message);
    String told = masked.substring(0, Math.min(masked.length(), MESSAGE_CHARS));
    listener.entry(job, kind, at, told, data);
    if (!budget.take(System.nanoTime())) {
      return;
    }
    long leftOut = budget.takeLeftOut();
    if (leftOut > 0) {
      write(
          entry(
              EntryKind.LEFT_OUT,
              at,
              null,
              leftOut + " entries were left out: too many at once, or the disk did not take them",
              Map.of("count", leftOut)));
    }
    write(entry(kind, at, actor, told, data));
  }

  private JsonObject entry(
      EntryKind kind, Instant at, String actor, String message, Map<String, Object> data) {
    JsonObject told = new JsonObject(data);
    return new JsonObject()
        .put("at", at.toString())
        .put("node", node)
        .put("kind", kind.label())
        .put("actor", actor)
        .put("message", message)
        .put(
            "data",
            told.encode().length() > DATA_CHARS ? new JsonObject().put("tooLong", true) : told);
  }

  private void write(JsonObject entry) {
    if (!disk.reserve()) {
      budget.leave();
      return;
    }
    disk.write(
            () -> {
              file.append(entry);
              return null;
            })
        .onComplete(
            done -> {
              if (done.failed()) {
                budget.leave();
                if (!failing) {
                  LOG.warn(
                      "job {}: its timeline cannot be written ({}); the job goes on, and what"
                          + " happens to it is not kept until the disk of data.dir takes it",
                      job,
                      done.cause().toString());
                }
              }
              failing = done.failed();
            });
  }

  /** The job is in another state, or in the same for another reason. */
  public void state(JobChange.StateChanged change) {
    retries.state(change, System.nanoTime());
    // A start that was refused, or a reset, leads from one rest to another without a run.
    boolean ran = before == JobState.STOPPING;
    before = change.state();
    if (before == JobState.STOPPING) {
      // Else it would be told after the end of the run whose lanes they were.
      rebalances.end();
    }
    if (before == JobState.RUNNING && !retries.isOpen()) {
      add(EntryKind.RUNNING, null, "the job runs", Map.of());
    } else if (ran) {
      rests(change);
    }
  }

  private void rests(JobChange.StateChanged change) {
    rebalances.rest();
    switch (change.state()) {
      case STOPPED -> add(EntryKind.STOPPED, null, "the job has stopped", Map.of());
      case FINISHED -> add(EntryKind.FINISHED, null, "the job has reached its stopAt", Map.of());
      case FAILED ->
          add(
              EntryKind.FAILED,
              null,
              change.error() == null ? "the job failed" : change.error().logged(),
              change.error() == null ? Map.of() : Map.of("code", change.error().code()));
      default -> {}
    }
  }

  /** Somebody altered the table, and the lanes restart. */
  public void tableChanged() {
    add(
        EntryKind.TABLE_CHANGED,
        null,
        "the table was altered; the lanes restart with its columns as they are now",
        Map.of());
  }

  /** The lanes are made anew. */
  public void lanesBegin() {
    rebalances.begin();
  }

  /** A lane has these partitions from now on. */
  public void assigned(int lane, Collection<?> partitions) {
    rebalances.assigned(lane, partitions, System.nanoTime());
  }

  /**
   * Once a second while the job is active, or stands where a start would go on: how much of its
   * topic's retention the lag has used is looked at now and then.
   */
  public void partitions(long nowMillis, Supplier<List<PartitionStatus>> partitions) {
    if (Math.floorMod(nowMillis / 1_000, RETENTION_SECONDS) == 0) {
      retention.look(partitions.get());
    }
  }

  /** Once a second: what is gathered is written when it has come to rest. */
  public void tick() {
    retries.tick(System.nanoTime());
    rebalances.tick(System.nanoTime());
  }

  /** Writes what is gathered: the process ends. */
  public void end() {
    retries.end(System.nanoTime());
    rebalances.end();
  }

  /** Fails with {@link NotStored} where the disk does not answer. */
  public Future<TimelinePage> read(long after, int limit) {
    return disk.ask(() -> file.read(after, limit))
        .recover(
            e ->
                Future.failedFuture(
                    new NotStored(
                        "the timeline of job "
                            + job
                            + " cannot be read from data.dir ("
                            + e.getClass().getSimpleName()
                            + "); see to its disk, and try again")));
  }

  /** The job is deleted, and what happened to it is forgotten. */
  public void delete() {
    deleted = true;
    disk.ask(
            () -> {
              file.delete();
              return null;
            })
        .onFailure(e -> LOG.warn("job {}: its timeline was not deleted: {}", job, e.toString()));
  }
}
