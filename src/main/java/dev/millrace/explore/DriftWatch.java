package dev.millrace.explore;

import dev.millrace.answer.PathDrift;
import dev.millrace.answer.PathDrift.Change;
import dev.millrace.error.BugReport;
import dev.millrace.infer.DriftProfile;
import dev.millrace.infer.DriftProfile.Found;
import dev.millrace.model.PartitionId;
import dev.millrace.model.Sample;
import dev.millrace.spec.JobSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lanes sampled of a job's records, held against those that came first. Records are looked at
 * on a worker, one lot at a time; what comes meanwhile waits, up to {@link #MAX_WAITING_BYTES}, and
 * is passed over beyond that. Event loop only.
 */
public final class DriftWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);
  private static final int MAX_WAITING_BYTES = 4 << 20;

  private final Vertx vertx;
  private final String job;

  /** Null before the first start. Used on workers, under its own lock. */
  private DriftProfile profile;

  private List<Sample> waiting = new ArrayList<>();
  private int waitingBytes;
  private boolean working;

  public DriftWatch(Vertx vertx, String job) {
    this.vertx = vertx;
    this.job = job;
  }

  /** The job starts: what comes first from now on is what is known. */
  public void started() {
    profile = null;
  }

  /**
   * Lanes begin; those of a later attempt to go on begin nothing anew.
   *
   * @param spec with its effective mappings
   */
  public void begin(JobSpec spec) {
    if (profile != null) {
      return;
    }
    profile =
        new DriftProfile(
            spec.parse(),
            spec.tables().stream()
                .flatMap(table -> table.mapping().stream())
                .map(entry -> entry.path().text())
                .toList());
    waiting = new ArrayList<>();
    waitingBytes = 0;
  }

  /** Takes what a lane sampled. */
  public void add(List<Sample> samples) {
    for (Sample sample : samples) {
      if (waitingBytes < MAX_WAITING_BYTES) {
        waitingBytes += sample.value().length;
        waiting.add(sample);
      }
    }
    work();
  }

  private void work() {
    if (working || waiting.isEmpty() || profile == null) {
      return;
    }
    working = true;
    List<Sample> lot = waiting;
    waiting = new ArrayList<>();
    waitingBytes = 0;
    DriftProfile mine = profile;
    vertx
        .executeBlocking(
            () -> {
              synchronized (mine) {
                lot.forEach(sample -> mine.add(sample, System.nanoTime()));
              }
              return null;
            },
            false)
        .onFailure(bug -> LOG.error("job {}: drift met a bug: {}", job, BugReport.of(bug)))
        .onComplete(
            done -> {
              working = false;
              work();
            });
  }

  /** By the record in which each was first met; empty before the first start. */
  public Future<List<PathDrift>> found() {
    DriftProfile mine = profile;
    return mine == null
        ? Future.succeededFuture(List.of())
        : vertx.executeBlocking(
            () -> {
              synchronized (mine) {
                return mine.found().stream().map(one -> drift(one, mine.records())).toList();
              }
            },
            false);
  }

  private static PathDrift drift(Found found, long records) {
    Sample first = found.first();
    return new PathDrift(
        found.path(),
        found.isNew() ? Change.NEW : Change.TYPE,
        found.types(),
        found.records(),
        records,
        new PartitionId(first.topic(), first.partition()),
        first.offset(),
        found.examples());
  }
}
