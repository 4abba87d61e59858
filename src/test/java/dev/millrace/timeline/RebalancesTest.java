package dev.millrace.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RebalancesTest {
  private final Written written = new Written();
  private final Rebalances rebalances = new Rebalances(written);

  private static long nanos(int second) {
    return Duration.ofSeconds(second).toNanos();
  }

  @Test
  void theLanesOfOneRebalanceAreOneEntry() {
    rebalances.assigned(0, List.of("t[1]", "t[0]"), nanos(0));
    rebalances.assigned(1, List.of(), nanos(1));
    rebalances.tick(nanos(2));
    assertThat(written.entries).isEmpty();

    rebalances.tick(nanos(4));
    assertThat(written.entries).hasSize(1);
    assertThat(written.entries.get(0).message())
        .isEqualTo("partitions were assigned: lane 0 has [t[0], t[1]], lane 1 has none");
  }

  @Test
  void aPartitionIsInOneLaneAndLanesThatAreGoneHaveNone() {
    rebalances.assigned(0, List.of("t[0]"), nanos(0));
    rebalances.assigned(1, List.of("t[1]"), nanos(0));
    rebalances.assigned(0, List.of("t[0]", "t[1]"), nanos(1));
    rebalances.tick(nanos(9));
    assertThat(written.entries.get(0).message())
        .endsWith("lane 0 has [t[0], t[1]], lane 1 has none");

    rebalances.begin();
    rebalances.assigned(0, List.of("t[0]", "t[1]"), nanos(20));
    rebalances.tick(nanos(29));
    assertThat(written.entries.get(1).message()).endsWith(": lane 0 has [t[0], t[1]]");
  }

  @Test
  void aGroupInTroubleIsToldTwiceAMinuteAndWhatIsAsBeforeNotAtAll() {
    for (int second = 0; second < 60; second++) {
      rebalances.assigned(0, List.of("t[" + second % 7 + "]"), nanos(second));
      rebalances.tick(nanos(second));
    }
    assertThat(written.entries).hasSize(1);

    rebalances.tick(nanos(70));
    assertThat(written.entries).hasSize(2);

    rebalances.assigned(0, List.of("t[" + 59 % 7 + "]"), nanos(80));
    rebalances.tick(nanos(90));
    assertThat(written.entries).hasSize(2);
  }
}
