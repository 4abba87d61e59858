package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuarantineBoundsTest {
  @Test
  void aLimitCountsWhatIsThereAndWhatIsTakenBack() {
    QuarantineLimit limit = new QuarantineLimit(3, 1);

    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isFalse();
    limit.giveBack(1);
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isFalse();
    limit.giveBack(3);
    limit.atLeast(3);
    limit.atLeast(2);
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isFalse();
  }

  @Test
  void noLimitIsNoLimit() {
    assertThat(new QuarantineLimit(0, 1_000_000).take()).isTrue();
  }

  @Test
  void aGuardGoesBackToWhereItWasCopied() {
    QuarantineGuard guard = new QuarantineGuard(0.5);
    for (int i = 0; i < 60; i++) {
      guard.isTooMuch(true);
    }
    QuarantineGuard before = guard.copy();
    for (int i = 0; i < QuarantineGuard.WINDOW; i++) {
      guard.isTooMuch(false);
    }
    assertThat(guard.isTooMuch(true)).isFalse();

    for (int i = 0; i < 60; i++) {
      assertThat(before.isTooMuch(false)).isFalse();
    }
    assertThat(before.isTooMuch(true)).isTrue();
  }
}
