package dev.millrace.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreditPausesTest {
  private long now;
  private final List<Long> told = new ArrayList<>();
  private final CreditPauses pauses = new CreditPauses(() -> now, told::add);

  @Test
  void eachPauseIsToldOnceWhenItEnds() {
    at(10, false);
    at(20, true);
    at(30, true);
    assertThat(told).isEmpty();
    at(45, false);
    at(50, false);
    at(60, true);
    at(61, false);

    assertThat(told).containsExactly(25L, 1L);
  }

  private void at(long nanos, boolean exhausted) {
    now = nanos;
    pauses.now(exhausted);
  }
}
