package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LingerTest {
  private static final long MS = 1_000_000;

  private final Linger linger = new Linger(200);

  @Test
  void waitsAsLongAsTheJobSaysWhileNothingIsKnownOfTheDatabase() {
    assertThat(linger.leftMs(0)).isEqualTo(200);
    assertThat(linger.leftMs(150 * MS)).isEqualTo(50);
    assertThat(linger.leftMs(199 * MS + 1)).isEqualTo(1);
    assertThat(linger.leftMs(200 * MS)).isZero();
    assertThat(linger.leftMs(900 * MS)).isZero();
  }

  @Test
  void waitsAsLongAsTheLastWriteTook() {
    linger.wrote(4 * MS);

    assertThat(linger.leftMs(0)).isEqualTo(4);
    assertThat(linger.leftMs(4 * MS)).isZero();
  }

  @Test
  void aSlowDatabaseIsNotWaitedForLongerThanTheJobSays() {
    linger.wrote(5_000 * MS);

    assertThat(linger.leftMs(0)).isEqualTo(200);
  }
}
