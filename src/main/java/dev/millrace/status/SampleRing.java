package dev.millrace.status;

import dev.millrace.answer.JobHistory.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest samples of a job, one a period, in arrays that are made once: 28 bytes a sample. A
 * period without a sample stays unknown. One thread.
 */
final class SampleRing {
  private static final long UNKNOWN = -1;

  private final int periodSeconds;
  private final int size;
  private final float[] recordsPerSecond;
  private final long[] lagRecords;
  private final float[] lagSeconds;
  private final float[] commitP50Ms;
  private final float[] commitP99Ms;
  private final float[] batchRows;

  /** Periods since 1970 of the oldest and the newest sample; none before the first. */
  private long oldest;

  private long newest = -1;

  SampleRing(int periodSeconds, int size) {
    this.periodSeconds = periodSeconds;
    this.size = size;
    recordsPerSecond = new float[size];
    lagRecords = new long[size];
    lagSeconds = new float[size];
    commitP50Ms = new float[size];
    commitP99Ms = new float[size];
    batchRows = new float[size];
    forget(0, size - 1);
  }

  /**
   * @param period number since 1970; samples of later periods, which are there where the clock was
   *     set back, are forgotten
   * @param rate NaN where it is not known, as the others; -1 of {@code lag}
   */
  void put(long period, float rate, long lag, float behind, CommitTimes commits) {
    if (newest < 0 || period <= newest - size || period >= newest + size) {
      forget(0, size - 1);
      oldest = period;
    } else if (period <= newest) {
      forget(period, newest);
      oldest = Math.min(oldest, period);
    } else {
      forget(newest + 1, period);
    }
    newest = period;
    oldest = Math.max(oldest, newest - size + 1);
    int at = at(period);
    recordsPerSecond[at] = rate;
    lagRecords[at] = lag;
    lagSeconds[at] = behind;
    commitP50Ms[at] = commits.percentileMs(0.5);
    commitP99Ms[at] = commits.percentileMs(0.99);
    batchRows[at] = commits.meanRows();
  }

  /**
   * From the first sample on, or from as far back as the ring goes, to the last whole period before
   * that moment.
   */
  List<Sample> until(long epochSecond) {
    long last = Math.floorDiv(epochSecond, periodSeconds) - 1;
    List<Sample> samples = new ArrayList<>();
    if (newest >= 0) {
      for (long p = Math.max(oldest, last - size + 1); p <= Math.max(last, newest); p++) {
        samples.add(sample(p));
      }
    }
    return samples;
  }

  private Sample sample(long period) {
    Instant at = Instant.ofEpochSecond(period * periodSeconds);
    if (period > newest) {
      return new Sample(at, null, null, null, null, null, null);
    }
    int i = at(period);
    return new Sample(
        at,
        known(recordsPerSecond[i]),
        lagRecords[i] == UNKNOWN ? null : lagRecords[i],
        known(lagSeconds[i]),
        known(commitP50Ms[i]),
        known(commitP99Ms[i]),
        known(batchRows[i]));
  }

  private static Double known(float value) {
    return Float.isNaN(value) ? null : (double) value;
  }

  private int at(long period) {
    return (int) (period % size);
  }

  private void forget(long from, long to) {
    for (long p = from; p <= to; p++) {
      int i = at(p);
      lagRecords[i] = UNKNOWN;
      for (float[] figures :
          List.of(recordsPerSecond, lagSeconds, commitP50Ms, commitP99Ms, batchRows)) {
        figures[i] = Float.NaN;
      }
    }
  }
}
