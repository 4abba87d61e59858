package dev.millrace.status;

import dev.millrace.answer.JobHistory;

/**
 * How a job fares: 15 minutes by the second and 24 hours by the minute, in memory alone and of a
 * fixed size (70 KB). Nobody is asked for it: {@link #sample} takes what is known anyway. One
 * thread.
 */
final class History {
  private static final int SECONDS = 15 * 60;
  private static final int MINUTES = 24 * 60;
  private static final int SECONDS_OF_A_MINUTE = 60;

  private final SampleRing seconds = new SampleRing(1, SECONDS);
  private final SampleRing minutes = new SampleRing(SECONDS_OF_A_MINUTE, MINUTES);
  private final CommitTimes ofSecond = new CommitTimes();
  private final CommitTimes ofMinute = new CommitTimes();
  private long minute = -1;
  private double rates;
  private int samples;
  private long mostLag;
  private float mostBehind;
  private long recordsBefore;
  private long nanosBefore;
  private boolean running;

  /** A batch was committed. */
  void committed(long nanos, long rows) {
    ofSecond.add(nanos, rows);
  }

  /** The job does not run: what comes before the next sample is not known. */
  void pause() {
    running = false;
    ofSecond.clear();
  }

  /**
   * Once a second while the job runs.
   *
   * @param now seconds since 1970: what is sampled is the second before
   * @param nanos as {@link System#nanoTime}: the rate's time, whatever the clock does
   * @param records committed since the process began
   * @param lag records, or -1 where it is not known
   * @param behind seconds, or NaN
   */
  void sample(long now, long nanos, long records, long lag, float behind) {
    float rate =
        running && nanos > nanosBefore
            ? (float) ((records - recordsBefore) * 1e9 / (nanos - nanosBefore))
            : Float.NaN;
    running = true;
    recordsBefore = records;
    nanosBefore = nanos;
    long second = now - 1;
    seconds.put(second, rate, lag, behind, ofSecond);
    takeToMinute(Math.floorDiv(second, SECONDS_OF_A_MINUTE), rate, lag, behind);
    ofSecond.clear();
  }

  /** The minute that is under way is there too, as far as it has come. */
  private void takeToMinute(long of, float rate, long lag, float behind) {
    if (of != minute) {
      minute = of;
      ofMinute.clear();
      rates = 0;
      samples = 0;
      mostLag = -1;
      mostBehind = Float.NaN;
    }
    if (!Float.isNaN(rate)) {
      rates += rate;
      samples++;
    }
    mostLag = Math.max(mostLag, lag);
    if (!(behind <= mostBehind) && !Float.isNaN(behind)) {
      mostBehind = behind;
    }
    ofMinute.add(ofSecond);
    float mean = samples == 0 ? Float.NaN : (float) (rates / samples);
    minutes.put(minute, mean, mostLag, mostBehind, ofMinute);
  }

  /**
   * @param now seconds since 1970
   */
  JobHistory until(long now) {
    return new JobHistory(seconds.until(now), minutes.until(now));
  }
}
