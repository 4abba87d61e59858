package dev.millrace.poll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final boolean BUSY = true;
  private final Pace pace = new Pace(1_000);

  @Test
  void theFirstRecordAfterSilenceIsNotWaitedFor() {
    pace.polled(0);
    assertThat(pace.rests(BUSY)).isFalse();
    pace.polled(1);
    assertThat(pace.rests(!BUSY)).isFalse();
  }

  @Test
  void fewRecordsAreRestedAfterEverySecondTime() {
    pace.polled(1);
    assertThat(pace.rests(BUSY)).isTrue();
    pace.polled(1);
    assertThat(pace.rests(BUSY)).isFalse();
    pace.polled(30);
    assertThat(pace.rests(BUSY)).isTrue();
  }

  @Test
  void aBacklogIsPolledWithoutRest() {
    pace.polled(200);
    assertThat(pace.rests(BUSY)).isFalse();
    pace.polled(199);
    assertThat(pace.rests(BUSY)).isTrue();
  }

  @Test
  void theRestOfAFetchIsNotFew() {
    pace.polled(1_000);
    pace.polled(20);
    assertThat(pace.rests(BUSY)).isFalse();
    pace.polled(20);
    assertThat(pace.rests(BUSY)).isTrue();
  }

  @Test
  void whereThePollIsBoundedLowAFullOneIsNotFew() {
    Pace bounded = new Pace(10);
    bounded.polled(10);
    assertThat(bounded.rests(BUSY)).isFalse();
    bounded.polled(9);
    assertThat(bounded.rests(BUSY)).isFalse();
    bounded.polled(9);
    assertThat(bounded.rests(BUSY)).isTrue();
  }
}
