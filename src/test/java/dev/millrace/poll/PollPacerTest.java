package dev.millrace.poll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PollPacerTest {
  private static final boolean BUSY = true;
  private final PollPacer pollPacer = new PollPacer(1_000);

  @Test
  void theFirstRecordAfterSilenceIsNotWaitedFor() {
    pollPacer.polled(0);
    assertThat(pollPacer.rests(BUSY)).isFalse();
    pollPacer.polled(1);
    assertThat(pollPacer.rests(!BUSY)).isFalse();
  }

  @Test
  void fewRecordsAreRestedAfterEverySecondTime() {
    pollPacer.polled(1);
    assertThat(pollPacer.rests(BUSY)).isTrue();
    pollPacer.polled(1);
    assertThat(pollPacer.rests(BUSY)).isFalse();
    pollPacer.polled(30);
    assertThat(pollPacer.rests(BUSY)).isTrue();
  }

  @Test
  void aBacklogIsPolledWithoutRest() {
    pollPacer.polled(200);
    assertThat(pollPacer.rests(BUSY)).isFalse();
    pollPacer.polled(199);
    assertThat(pollPacer.rests(BUSY)).isTrue();
  }

  @Test
  void theRestOfAFetchIsNotFew() {
    pollPacer.polled(1_000);
    pollPacer.polled(20);
    assertThat(pollPacer.rests(BUSY)).isFalse();
    pollPacer.polled(20);
    assertThat(pollPacer.rests(BUSY)).isTrue();
  }

  @Test
  void whereThePollIsBoundedLowAFullOneIsNotFew() {
    PollPacer bounded = new PollPacer(10);
    bounded.polled(10);
    assertThat(bounded.rests(BUSY)).isFalse();
    bounded.polled(9);
    assertThat(bounded.rests(BUSY)).isFalse();
    bounded.polled(9);
    assertThat(bounded.rests(BUSY)).isTrue();
  }
}
