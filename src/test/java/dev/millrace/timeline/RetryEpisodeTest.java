package dev.millrace.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobChange;
import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryEpisodeTest {
  private final Written written = new Written();
  private final RetryEpisode episode = new RetryEpisode(written);

  private void state(JobState state, int second) {
    JobError error =
        state == JobState.RETRYING ? JobError.of("database", "unreachable", "db:1") : null;
    episode.state(new JobChange.StateChanged("j", state, Instant.EPOCH, error), nanos(second));
  }

  private static long nanos(int second) {
    return Duration.ofSeconds(second).toNanos();
  }

  private void ticks(int from, int to) {
    for (int second = from; second <= to; second++) {
      episode.tick(nanos(second));
    }
  }

  @Test
  void manyRetriesWithLittleBetweenThemAreOneEntryWithCauseCountAndLength() {
    for (int second = 0; second < 20; second += 2) {
      state(JobState.RETRYING, second);
      ticks(second, second);
      state(JobState.RUNNING, second + 1);
    }
    ticks(20, 40);

    assertThat(written.entries).hasSize(1);
    assertThat(written.entries.get(0).message())
        .isEqualTo("ran again after 19 s, held up 10 times: unreachable db:1");
    assertThat(written.entries.get(0).data())
        .containsEntry("code", "unreachable")
        .containsEntry("count", 10L)
        .containsEntry("seconds", 19L)
        .containsEntry("recovered", true);
  }

  @Test
  void aLongOutageIsToldOnceWhileItLastsAndOnceWhenItIsOver() {
    state(JobState.RETRYING, 0);
    ticks(0, 29);
    assertThat(written.entries).isEmpty();

    ticks(30, 200);
    assertThat(written.entries).hasSize(1);
    assertThat(written.entries.get(0).data())
        .containsEntry("ended", false)
        .containsEntry("seconds", 30L);

    state(JobState.RUNNING, 201);
    ticks(201, 211);
    assertThat(written.entries).hasSize(2);
    assertThat(written.entries.get(1).data())
        .containsEntry("ended", true)
        .containsEntry("seconds", 201L);
  }

  @Test
  void aStopInTheMiddleEndsItUnrecovered() {
    state(JobState.RETRYING, 0);
    state(JobState.STOPPING, 5);

    assertThat(written.entries).hasSize(1);
    assertThat(written.entries.get(0).data())
        .containsEntry("recovered", false)
        .containsEntry("ended", true);
    assertThat(written.entries.get(0).message()).startsWith("came to no end within 5 s");
    assertThat(episode.isOpen()).isFalse();
  }
}
