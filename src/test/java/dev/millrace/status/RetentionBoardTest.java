package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.PartitionId;
import dev.millrace.model.RetentionLimits;
import dev.millrace.status.RetentionBoard.Look;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionBoardTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long HOUR = 3_600_000;

  private final RetentionBoard board = new RetentionBoard();

  @Test
  void whatIsNotKnownIsNotCalledZero() {
    assertThat(board.used(new PartitionId("t", 0), 5, NOW)).as("no limits").isNull();
    board.limits(new RetentionLimits(HOUR, -1), NOW);
    assertThat(board.used(new PartitionId("t", 0), 5, NOW)).as("no look").isNull();
    assertThat(board.used(new PartitionId("t", 0), 0, NOW)).as("no lag").isZero();
    board.limits(RetentionLimits.NONE, NOW);
    assertThat(board.used(new PartitionId("t", 0), 0, NOW)).as("nothing is ever deleted").isNull();
  }

  @Test
  void theAgeOfTheNextRecordGoesOnAlsoWithoutTheBroker() {
    board.limits(new RetentionLimits(HOUR, -1), NOW);
    saw(7, NOW - HOUR / 2, 1.0, 0);

    assertThat(board.used(new PartitionId("t", 0), 5, NOW)).isEqualTo(0.5);
    assertThat(board.used(new PartitionId("t", 0), 5, NOW + HOUR / 4)).isEqualTo(0.75);
    assertThat(lostAt(true, NOW)).isEqualTo(Instant.ofEpochMilli(NOW + HOUR / 2));
  }

  @Test
  void theUnreadShareCountsWhereTheTopicIsBoundedBySizeAndHasDeleted() {
    board.limits(new RetentionLimits(HOUR, 1_000), NOW);
    saw(7, NOW - HOUR / 10, 0.8, 0);
    assertThat(board.used(new PartitionId("t", 0), 5, NOW))
        .as("nothing was deleted yet")
        .isEqualTo(0.1);
    saw(7, NOW - HOUR / 10, 0.8, 3);
    assertThat(board.used(new PartitionId("t", 0), 5, NOW)).isEqualTo(0.8);
    saw(7, -1, 0.8, 3);
    assertThat(board.used(new PartitionId("t", 0), 5, NOW))
        .as("records without a time")
        .isEqualTo(0.8);
  }

  @Test
  void aJobThatStandsStillLosesTheNextRecordWhenThatIsOldEnough() {
    board.limits(new RetentionLimits(HOUR, -1), NOW);
    saw(7, NOW - HOUR / 2, 1.0, 0);

    assertThat(lostAt(false, NOW)).as("whether it stands still is not known yet").isNull();
    assertThat(lostAt(false, NOW + 30_000)).isEqualTo(Instant.ofEpochMilli(NOW + HOUR / 2));
  }

  @Test
  void aJobThatFallsBehindLosesRecordsAtTheRateOfTheLastMinutes() {
    board.limits(new RetentionLimits(HOUR, -1), NOW);
    saw(7, NOW - HOUR / 2, 1.0, 0);
    board.saw(
        Map.of(new PartitionId("t", 0), new Look(17, NOW - HOUR / 2 + 36_000, 1.0, 0)),
        NOW + 72_000);

    Instant lost = board.lostAt(new PartitionId("t", 0), 17, 5, false, NOW + 72_000);

    assertThat(lost)
        .as("0.01 in 72 s, and 0.49 are left")
        .isBetween(
            Instant.ofEpochMilli(NOW + 72_000 + 49 * 72_000 - 10),
            Instant.ofEpochMilli(NOW + 72_000 + 49 * 72_000 + 10));
  }

  @Test
  void aJobThatCatchesUpLosesNothing() {
    board.limits(new RetentionLimits(HOUR, -1), NOW);
    saw(7, NOW - HOUR / 2, 1.0, 0);
    board.saw(Map.of(new PartitionId("t", 0), new Look(90, NOW, 1.0, 0)), NOW + 60_000);

    assertThat(board.lostAt(new PartitionId("t", 0), 90, 5, false, NOW + 60_000)).isNull();
  }

  @Test
  void aLagOfNoMatterIsNoForecast() {
    board.limits(new RetentionLimits(1_000 * HOUR, -1), NOW);
    saw(7, NOW - HOUR, 1.0, 0);

    assertThat(board.used(new PartitionId("t", 0), 5, NOW)).isEqualTo(0.001);
    assertThat(lostAt(true, NOW)).isNull();
  }

  @Test
  void theBrokerIsAskedTwiceAMinuteAndForLimitsLessOften() {
    assertThat(board.begins(false, NOW)).isTrue();
    assertThat(board.begins(false, NOW + 29_999)).isFalse();
    assertThat(board.begins(true, NOW + 1)).as("where a job rests elsewhere").isTrue();
    assertThat(board.begins(false, NOW + 30_001)).isTrue();
    board.limits(new RetentionLimits(HOUR, -1), NOW);
    assertThat(board.limits(NOW + 299_999)).isNotNull();
    assertThat(board.limits(NOW + 300_000)).isNull();
    saw(7, NOW - 5, 1.0, 0);
    assertThat(board.timeOf(new PartitionId("t", 0), 7)).isEqualTo(NOW - 5);
    assertThat(board.timeOf(new PartitionId("t", 0), 8)).isNull();
    assertThat(board.isElsewhere(new PartitionId("t", 0), 7)).isFalse();
    assertThat(board.isElsewhere(new PartitionId("t", 0), 8)).isTrue();
    board.limits(RetentionLimits.NONE, NOW);
    assertThat(board.isElsewhere(new PartitionId("t", 0), 8)).as("nothing to ask").isFalse();
  }

  private void saw(long next, long time, double unread, long begin) {
    board.saw(Map.of(new PartitionId("t", 0), new Look(next, time, unread, begin)), NOW);
  }

  private Instant lostAt(boolean rests, long now) {
    return board.lostAt(new PartitionId("t", 0), 7, 5, rests, now);
  }
}
