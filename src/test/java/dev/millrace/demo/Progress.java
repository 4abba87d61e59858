package dev.millrace.demo;

import java.time.Duration;

/** The demo's progress line, and whether there is any progress. */
final class Progress {
  private final long start = System.nanoTime();
  private final Duration timeout;
  private long lines;
  private long lastNanos = start;
  private long lastWritten;
  private long lastRows = -1;
  private long lastMove = start;

  /**
   * @param timeout how long nothing may move before {@link #requireMovement} fails
   */
  Progress(Duration timeout) {
    this.timeout = timeout;
  }

  /** The line for now: time, speed since the line before, rows, quarantine, lag, ledger. */
  String line(JobProgress job, long rows) {
    long now = System.nanoTime();
    double seconds = (now - lastNanos) / 1e9;
    double speed = seconds <= 0 ? 0 : (job.written() - lastWritten) / seconds;
    if (rows != lastRows) {
      lastMove = now;
    }
    lastNanos = now;
    lastWritten = job.written();
    lastRows = rows;
    lines++;
    Duration running = Duration.ofNanos(now - start);
    return "%02d:%02d  %-8s %,9.0f records/s  %,12d rows in the table  %,6d in quarantine  lag %,9d  ledger %s%s"
        .formatted(
            running.toMinutes(),
            running.toSecondsPart(),
            job.state(),
            speed,
            rows,
            job.quarantined(),
            job.lag(),
            job.balanced() ? "balanced" : "NOT BALANCED",
            job.error().isEmpty() ? "" : "  " + job.error());
  }

  /**
   * @throws DemoFailure when the table has not grown for too long
   */
  void requireMovement() {
    if (System.nanoTime() - lastMove > timeout.toNanos()) {
      throw new DemoFailure(
          "no row has arrived for " + timeout.toSeconds() + " s; the job's log may say why");
    }
  }

  long nanosToNextSecond() {
    return Math.max(0, start + lines * 1_000_000_000L - System.nanoTime());
  }
}
