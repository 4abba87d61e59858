package dev.millrace.job;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobView;
import dev.millrace.answer.KnownJob;
import dev.millrace.spec.SourceSpec;
import dev.millrace.status.JobChanges;
import dev.millrace.status.JobWatchers;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The statuses of all jobs as they are known, without asking a broker or a database. Jobs that run
 * look once a second by themselves; those that rest are looked at, one after the other, while
 * somebody is interested: watches, or has asked in the last seconds. So however many ask, and
 * however often, servers are asked no more. Event loop only.
 */
final class StatusOverview {
  private static final long INTEREST_NANOS = Duration.ofSeconds(15).toNanos();
  private static final long PAUSE_MS = 5_000;
  private static final long TICK_MS = 1_000;

  private final Vertx vertx;
  private final Map<String, Supervisor> supervisors;
  private final Function<JobView, SourceSpec> sources;
  private final JobWatchers watchers;
  private final JobChanges changes = new JobChanges();
  private long askedNanos;
  private boolean refreshing;
  private boolean ticking;

  /**
   * @param supervisors those of now, at any time
   * @param sources a job's source, or null where there is none
   */
  StatusOverview(
      Vertx vertx,
      Map<String, Supervisor> supervisors,
      Function<JobView, SourceSpec> sources,
      JobWatchers watchers) {
    this.vertx = vertx;
    this.supervisors = supervisors;
    this.sources = sources;
    this.watchers = watchers;
  }

  /** In the order of names. */
  List<KnownJob> jobs() {
    askedNanos = System.nanoTime();
    if (!refreshing) {
      refreshing = true;
      refresh(atRest());
    }
    return supervisors.values().stream().map(Supervisor::known).toList();
  }

  /** Tells the watcher how all jobs are, and from then on what changes. */
  void add(JobWatchers.Watch watch) {
    List<KnownJob> known = jobs();
    watchers.add(watch, known.stream().map(KnownJob::status).map(JobChange.Progress::new).toList());
    if (!ticking && !watchers.isEmpty()) {
      ticking = true;
      changes.begin(known);
      vertx.setPeriodic(TICK_MS, this::tick);
    }
  }

  private void tick(long timer) {
    if (watchers.isEmpty()) {
      ticking = false;
      vertx.cancelTimer(timer);
      return;
    }
    changes.changes(jobs()).forEach(watchers::tell);
  }

  private Deque<Supervisor> atRest() {
    Deque<Supervisor> jobs = new ArrayDeque<>(supervisors.values());
    jobs.removeIf(Supervisor::isActive);
    return jobs;
  }

  private void refresh(Deque<Supervisor> left) {
    Supervisor next = left.poll();
    if (!interesting()) {
      refreshing = false;
    } else if (next == null) {
      vertx.setTimer(PAUSE_MS, t -> again());
    } else {
      next.lookWhereResting(sources.apply(next.view()))
          .onComplete(done -> vertx.runOnContext(v -> refresh(left)));
    }
  }

  private void again() {
    refresh(atRest());
  }

  private boolean interesting() {
    return System.nanoTime() - askedNanos <= INTEREST_NANOS;
  }
}
