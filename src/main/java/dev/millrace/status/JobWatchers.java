package dev.millrace.status;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobWatch;
import dev.millrace.error.BugReport;
import dev.millrace.error.LogFields;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who want to be told of jobs' changes. Each is told of each change in a task of its own on
 * the engine's event loop, behind what the engine is doing: one that throws hurts neither the
 * engine nor the others, and one that holds up the event loop repeatedly is told no more. Event
 * loop only, but for {@link JobWatch}.
 */
public final class JobWatchers {
  private static final Logger LOG = LoggerFactory.getLogger(JobWatchers.class);

  /** A watcher that takes longer is slow; a pause of the JVM may look so once. */
  static final Duration SLOW = Duration.ofMillis(200);

  /** Slow ones in a row after which a watch is closed. */
  static final int MOST_SLOW = 3;

  private final Executor loop;
  private final LongSupplier nanos;
  private final Set<Watch> watches = new LinkedHashSet<>();

  /**
   * @param loop runs tasks on the engine's event loop, in order
   * @param nanos as {@link System#nanoTime}
   */
  public JobWatchers(Executor loop, LongSupplier nanos) {
    this.loop = loop;
    this.nanos = nanos;
  }

  /** One that is told nothing before {@link #add}. Any thread. */
  public Watch watch(Consumer<JobChange> watcher) {
    return new Watch(watcher);
  }

  /**
   * @param first what it is told before all that changes from now on
   */
  public void add(Watch watch, List<? extends JobChange> first) {
    if (!watch.isClosed()) {
      watches.add(watch);
      first.forEach(change -> tell(watch, change));
    }
  }

  public boolean isEmpty() {
    return watches.isEmpty();
  }

  public void tell(JobChange change) {
    watches.forEach(watch -> tell(watch, change));
  }

  private void tell(Watch watch, JobChange change) {
    loop.execute(() -> watch.hear(change));
  }

  /** One watcher. */
  public final class Watch implements JobWatch {
    private final Consumer<JobChange> watcher;
    private volatile boolean closed;

    /** Event loop only. */
    private int slow;

    private Watch(Consumer<JobChange> watcher) {
      this.watcher = watcher;
    }

    private void hear(JobChange change) {
      if (closed) {
        return;
      }
      long begin = nanos.getAsLong();
      try {
        watcher.accept(change);
      } catch (RuntimeException e) {
        LOG.atWarn()
            .addKeyValue(LogFields.JOB, change.job())
            .log("a watcher of job {} failed: {}", change.job(), BugReport.of(e));
      }
      slow = nanos.getAsLong() - begin > SLOW.toNanos() ? slow + 1 : 0;
      if (slow == MOST_SLOW) {
        LOG.warn("a watcher of jobs is told no more, as it holds up the event loop");
        close();
      }
    }

    @Override
    public void close() {
      closed = true;
      loop.execute(() -> watches.remove(this));
    }

    @Override
    public boolean isClosed() {
      return closed;
    }
  }
}
