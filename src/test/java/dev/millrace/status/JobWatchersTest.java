package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobChange;
import dev.millrace.model.JobState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobWatchersTest {
  private final Deque<Runnable> loop = new ArrayDeque<>();
  private long nanos;
  private final JobWatchers watchers = new JobWatchers(loop::add, () -> nanos);
  private final List<JobChange> told = new ArrayList<>();

  private static JobChange change(String job) {
    return new JobChange.StateChanged(job, JobState.RUNNING, Instant.EPOCH, null);
  }

  private void runLoop() {
    while (!loop.isEmpty()) {
      loop.poll().run();
    }
  }

  @Test
  void changesAreToldInOrderBehindWhatTheEngineDoes() {
    watchers.add(watchers.watch(told::add), List.of(change("first")));
    watchers.tell(change("a"));
    watchers.tell(change("b"));
    assertThat(told).isEmpty();

    runLoop();

    assertThat(told).containsExactly(change("first"), change("a"), change("b"));
  }

  @Test
  void aWatcherThatThrowsIsToldOnAndTheOthersToo() {
    List<String> thrower = new ArrayList<>();
    watchers.add(
        watchers.watch(
            change -> {
              thrower.add(change.job());
              throw new IllegalStateException("planted");
            }),
        List.of());
    watchers.add(watchers.watch(told::add), List.of());

    for (int i = 0; i < 5; i++) {
      watchers.tell(change("j" + i));
    }
    runLoop();

    assertThat(thrower).hasSize(5);
    assertThat(told).hasSize(5);
  }

  @Test
  void aWatcherThatHoldsUpTheLoopAgainAndAgainIsClosedAndTheOthersAreToldOn() {
    int[] slow = {0};
    JobWatchers.Watch watch =
        watchers.watch(
            change -> {
              slow[0]++;
              nanos += JobWatchers.SLOW.toNanos() + 1;
            });
    watchers.add(watch, List.of());
    watchers.add(watchers.watch(told::add), List.of());

    for (int i = 0; i < 5; i++) {
      watchers.tell(change("j"));
    }
    runLoop();

    assertThat(slow[0]).isEqualTo(JobWatchers.MOST_SLOW);
    assertThat(watch.isClosed()).isTrue();
    assertThat(told).hasSize(5);
  }

  @Test
  void slowOnesAmongQuickOnesAreNotHeldAgainstAWatcher() {
    int[] calls = {0};
    JobWatchers.Watch watch =
        watchers.watch(change -> nanos += calls[0]++ % 3 == 2 ? 0 : JobWatchers.SLOW.toNanos() + 1);
    watchers.add(watch, List.of());

    for (int i = 0; i < 9; i++) {
      watchers.tell(change("j"));
    }
    runLoop();

    assertThat(calls[0]).isEqualTo(9);
    assertThat(watch.isClosed()).isFalse();
  }

  @Test
  void whoClosesIsToldNothingThatWasOnItsWay() {
    JobWatchers.Watch watch = watchers.watch(told::add);
    watchers.add(watch, List.of());
    watchers.tell(change("a"));

    watch.close();
    runLoop();

    assertThat(told).isEmpty();
    assertThat(watchers.isEmpty()).isTrue();
  }

  @Test
  void oneThatWasClosedBeforeItWasAddedIsNotAdded() {
    JobWatchers.Watch watch = watchers.watch(told::add);
    watch.close();
    runLoop();

    watchers.add(watch, List.of(change("a")));
    runLoop();

    assertThat(watchers.isEmpty()).isTrue();
    assertThat(told).isEmpty();
  }
}
