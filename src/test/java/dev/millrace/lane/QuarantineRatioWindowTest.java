package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuarantineRatioWindowTest {
  @Test
  void aGuardGoesBackToWhereItWasCopied() {
    QuarantineRatioWindow guard = new QuarantineRatioWindow(0.5);
    for (int i = 0; i < 60; i++) {
      guard.isTooMuch(true);
    }
    QuarantineRatioWindow before = guard.copy();
    for (int i = 0; i < QuarantineRatioWindow.WINDOW; i++) {
      guard.isTooMuch(false);
    }
    assertThat(guard.isTooMuch(true)).isFalse();

    for (int i = 0; i < 60; i++) {
      assertThat(before.isTooMuch(false)).isFalse();
    }
    assertThat(before.isTooMuch(true)).isTrue();
  }
}
