package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.answer.JobHistory;
import dev.millrace.answer.JobHistory.Sample;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000_000_000L;

  /** A whole minute. */
  private static final long T = 1_800_000_000L;

  private final History history = new History();

  /** Samples the second that ends then, with so many records since the beginning. */
  private void sample(long end, long records) {
    history.sample(end, end * SECOND, records, 7, 0.5f);
  }

  @Test
  void aSecondHasWhatWasCommittedInItAndTheLagAtItsEnd() {
    sample(T + 1, 100);
    for (int i = 1; i <= 100; i++) {
      history.committed(i * MS, 500);
    }
    sample(T + 2, 1_100);

    List<Sample> seconds = history.until(T + 2).seconds();

    assertThat(seconds)
        .extracting(Sample::at)
        .containsExactly(Instant.ofEpochSecond(T), Instant.ofEpochSecond(T + 1));
    assertThat(seconds.get(0).recordsPerSecond()).as("no second before it").isNull();
    assertThat(seconds.get(0).commitP50Ms()).as("no commit is no time of 0").isNull();
    assertThat(seconds.get(0).batchRows()).isNull();
    Sample second = seconds.get(1);
    assertThat(second.recordsPerSecond()).isEqualTo(1_000);
    assertThat(second.lagRecords()).isEqualTo(7);
    assertThat(second.lagSeconds()).isEqualTo(0.5);
    assertThat(second.commitP50Ms()).isBetween(50.0, 50 * 17 / 16.0);
    assertThat(second.commitP99Ms()).isBetween(99.0, 99 * 17 / 16.0);
    assertThat(second.batchRows()).isEqualTo(500);
  }

  @Test
  void whatWasNotKnownIsNullAndNeverZero() {
    sample(T + 1, 100);
    sample(T + 2, 200);
    history.pause();
    history.sample(T + 5, (T + 5) * SECOND, 900, -1, Float.NaN);

    List<Sample> seconds = history.until(T + 7).seconds();

    Instant first = Instant.ofEpochSecond(T);
    assertThat(seconds.subList(2, 7))
        .containsExactly(
            nothing(first.plusSeconds(2)),
            nothing(first.plusSeconds(3)),
            nothing(first.plusSeconds(4)),
            nothing(first.plusSeconds(5)),
            nothing(first.plusSeconds(6)));
  }

  private static Sample nothing(Instant at) {
    return new Sample(at, null, null, null, null, null, null);
  }

  @Test
  void aMinuteHasTheMeanRateTheLargestLagAndThePercentilesOfAllItsBatches() {
    sample(T, 0);
    for (int i = 0; i < 60; i++) {
      for (int batch = 0; batch < (i == 30 ? 1 : 10); batch++) {
        history.committed(i == 30 ? 900 * MS : 10 * MS, i == 30 ? 60 : 600);
      }
      history.sample(
          T + i + 1, (T + i + 1) * SECOND, (i + 1) * 100L, i == 20 ? 50 : 5, i == 40 ? 9 : 1);
    }

    List<Sample> minutes = history.until(T + 60).minutes();

    Sample minute = minutes.get(minutes.size() - 1);
    assertThat(minute.at()).isEqualTo(Instant.ofEpochSecond(T));
    assertThat(minute.recordsPerSecond()).isEqualTo(100);
    assertThat(minute.lagRecords()).isEqualTo(50);
    assertThat(minute.lagSeconds()).isEqualTo(9);
    assertThat(minute.commitP50Ms()).isCloseTo(10, within(1.0));
    assertThat(minute.commitP99Ms())
        .as("one slow batch of 591 is not the 99th percentile, though it is that of its second")
        .isCloseTo(10, within(1.0));
    assertThat(minute.batchRows()).isCloseTo((590 * 600 + 60) / 591.0, within(0.1));
  }

  @Test
  void onlySoMuchIsKept() {
    for (int i = 1; i <= 25 * 60 * 60; i++) {
      sample(T + i, i);
    }

    JobHistory kept = history.until(T + 25 * 60 * 60);

    assertThat(kept.seconds()).hasSize(15 * 60);
    assertThat(kept.minutes()).hasSize(24 * 60);
    assertThat(kept.seconds().get(0).at())
        .isEqualTo(Instant.ofEpochSecond(T + 25 * 60 * 60 - 15 * 60));
    assertThat(kept.seconds()).allMatch(sample -> sample.recordsPerSecond() == 1);
  }

  @Test
  void aLongPauseLeavesNothingOfBefore() {
    sample(T + 1, 1);
    sample(T + 2, 2);
    history.pause();

    JobHistory later = history.until(T + 2 * 24 * 60 * 60);

    assertThat(later.seconds()).hasSize(15 * 60).allMatch(s -> s.lagRecords() == null);
    assertThat(later.minutes()).hasSize(24 * 60).allMatch(s -> s.lagRecords() == null);
  }

  @Test
  void aClockThatIsSetBackDoesNotStopTheHistory() {
    sample(T + 100, 1);
    sample(T + 101, 2);
    history.sample(T + 50, (T + 102) * SECOND, 3, 7, 0.5f);

    List<Sample> seconds = history.until(T + 50).seconds();

    assertThat(seconds).extracting(Sample::at).containsExactly(Instant.ofEpochSecond(T + 49));
    assertThat(seconds.get(0).recordsPerSecond()).isEqualTo(1);
  }

  @Test
  void timesOfAnyLengthAreCounted() {
    CommitTimes times = new CommitTimes();
    for (long nanos : new long[] {-5, 0, 999, 16_000, 33_000, 3_600 * SECOND}) {
      times.add(nanos, 0);
    }

    assertThat(times.percentileMs(0.5)).isEqualTo(0);
    assertThat(times.percentileMs(0.8)).isEqualTo(0.033f);
    assertThat(times.percentileMs(1)).isGreaterThan(1_000_000);
  }
}
