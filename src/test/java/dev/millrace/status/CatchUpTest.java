package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.PartitionId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private final CatchUp catchUp = new CatchUp();

  @Test
  void nothingWaits() {
    catchUp.saw(0, Set.of(new PartitionId("t", 0)), 10, 10);

    assertThat(catchUp.seconds()).isZero();
  }

  @Test
  void whatReadingGainsOnWritingDecides() {
    saw(0, 0, 10_000);
    assertThat(catchUp.seconds()).as("one look tells no rate").isNaN();
    saw(10, 300, 10_100);

    assertThat(catchUp.seconds()).as("30 a second are read, 10 come").isEqualTo(9_800 / 20.0);
  }

  @Test
  void aLagThatGrowsIsNeverCaughtUp() {
    saw(0, 0, 1_000);
    saw(10, 100, 1_200);

    assertThat(catchUp.seconds()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void aLagThatStandsStillIsNeverCaughtUp() {
    saw(0, 0, 1_000);
    saw(10, 0, 1_000);

    assertThat(catchUp.seconds()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void aJobThatKeepsUpIsBehindByMomentsAlthoughItsLagNeverEnds() {
    saw(0, 0, 500);
    saw(10, 10_000, 10_510);

    assertThat(catchUp.seconds()).isEqualTo(0.51);
  }

  @Test
  void ratesAreOfTheLastMinute() {
    saw(0, 0, 100_000);
    saw(100, 90_000, 100_000);
    saw(110, 90_100, 100_000);

    assertThat(catchUp.seconds()).isEqualTo(990);
  }

  @Test
  void anotherSetOfPartitionsIsNoProgress() {
    saw(0, 0, 1_000);
    catchUp.saw(10_000, Set.of(new PartitionId("t", 0), new PartitionId("t", 1)), 5_000, 9_000);

    assertThat(catchUp.seconds()).isNaN();
  }

  private void saw(int second, long next, long end) {
    catchUp.saw(second * 1_000L, Set.of(new PartitionId("t", 0)), next, end);
  }
}
