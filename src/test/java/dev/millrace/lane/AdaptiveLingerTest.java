package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdaptiveLingerTest {
  private static final long MS = 1_000_000;

  private final AdaptiveLinger adaptiveLinger = new AdaptiveLinger(200);

  private long now = 1_000_000 * MS;

  @Test
  void waitsAsLongAsTheJobSaysWhileNothingIsKnownOfTheDatabase() {
    assertThat(adaptiveLinger.leftMs(0)).isEqualTo(200);
    assertThat(adaptiveLinger.leftMs(150 * MS)).isEqualTo(50);
    assertThat(adaptiveLinger.leftMs(199 * MS + 1)).isEqualTo(1);
    assertThat(adaptiveLinger.leftMs(200 * MS)).isZero();
    assertThat(adaptiveLinger.leftMs(900 * MS)).isZero();
  }

  @Test
  void nothingIsWaitedForWhileTheDatabaseIsIdleHalfOfTheTime() {
    writes(20, 4, 4);

    assertThat(adaptiveLinger.leftMs(0)).isZero();
  }

  @Test
  void aLaneThatKeepsItsConnectionBusyWaitsAsLongAsTheLastWriteTook() {
    writes(20, 4, 0);

    assertThat(adaptiveLinger.leftMs(0)).isEqualTo(4);
    assertThat(adaptiveLinger.leftMs(4 * MS)).isZero();
  }

  @Test
  void aBusyDatabaseIsNotWaitedForLongerThanTheJobSays() {
    writes(20, 5_000, 0);

    assertThat(adaptiveLinger.leftMs(0)).isEqualTo(200);
  }

  @Test
  void oneSlowWriteDelaysNothingThatComesAfterIt() {
    writes(20, 4, 4);
    writes(1, 300, 4);

    assertThat(adaptiveLinger.leftMs(0)).isZero();
  }

  private void writes(int number, long tookMs, long idleMs) {
    for (int i = 0; i < number; i++) {
      adaptiveLinger.wrote(now, now + tookMs * MS);
      now += (tookMs + idleMs) * MS;
    }
  }
}
