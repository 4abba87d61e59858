package dev.millrace.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EntryBudgetTest {
  private static long nanos(int second) {
    return Duration.ofSeconds(second).toNanos();
  }

  @Test
  void aBurstIsTakenThenOneASecondAndTheRestIsCounted() {
    EntryBudget budget = new EntryBudget();
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += budget.take(nanos(5)) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(60);
    assertThat(budget.takeLeftOut()).isEqualTo(40);
    assertThat(budget.takeLeftOut()).isZero();

    assertThat(budget.take(nanos(6))).isTrue();
    assertThat(budget.take(nanos(6))).isFalse();
  }
}
