package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LingerTest {
  private static final long MS = 1_000_000;

  private final Linger linger = new Linger(200);

  private long now = 1_000_000 * MS;

  @Test
  void waitsAsLongAsTheJobSaysWhileNothingIsKnownOfTheDatabase() {
    assertThat(linger.leftMs(0)).isEqualTo(200);
    assertThat(linger.leftMs(150 * MS)).isEqualTo(50);
    assertThat(linger.leftMs(199 * MS + 1)).isEqualTo(1);
    assertThat(linger.leftMs(200 * MS)).isZero();
    assertThat(linger.leftMs(900 * MS)).isZero();
  }

  @Test
  void nothingIsWaitedForWhileTheDatabaseIsIdleHalfOfTheTime() {
    writes(20, 4, 4);

    assertThat(linger.leftMs(0)).isZero();
  }

  @Test
  void aLaneThatKeepsItsConnectionBusyWaitsAsLongAsTheLastWriteTook() {
    writes(20, 4, 0);

    assertThat(linger.leftMs(0)).isEqualTo(4);
    assertThat(linger.leftMs(4 * MS)).isZero();
  }

  @Test
  void aBusyDatabaseIsNotWaitedForLongerThanTheJobSays() {
    writes(20, 5_000, 0);

    assertThat(linger.leftMs(0)).isEqualTo(200);
  }

  @Test
  void oneSlowWriteDelaysNothingThatComesAfterIt() {
    writes(20, 4, 4);
    writes(1, 300, 4);

    assertThat(linger.leftMs(0)).isZero();
  }

  private void writes(int number, long tookMs, long idleMs) {
    for (int i = 0; i < number; i++) {
      linger.wrote(now, now + tookMs * MS);
      now += (tookMs + idleMs) * MS;
    }
  }
}
