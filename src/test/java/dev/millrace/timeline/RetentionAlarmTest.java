package dev.millrace.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionAlarmTest {
  private static final Instant LOST = Instant.parse("2026-11-28T10:00:00Z");

  private final Written written = new Written();
  private final RetentionAlarm alarm = new RetentionAlarm(written);

  /** Partition 0 uses the first of them, and so on. */
  private void look(Double... used) {
    List<PartitionStatus> partitions = new ArrayList<>();
    for (int i = 0; i < used.length; i++) {
      LedgerRow row = LedgerRow.startingAt(new PartitionId("t", i), 0);
      partitions.add(new PartitionStatus(row, 10, 1.0, used[i], used[i] == null ? null : LOST));
    }
    alarm.look(partitions);
  }

  @Test
  void eachThresholdIsToldOnceWithTheWorstPartitionAndWhenRecordsWillBeLost() {
    look(0.1, 0.69);
    assertThat(written.entries).isEmpty();

    look(0.1, 0.71);
    look(0.72, 0.75);
    look(0.89, 0.2);
    assertThat(written.entries).hasSize(1);
    assertThat(written.entries.get(0).message())
        .isEqualTo(
            "the lag has used 71 % of the retention of t[1]: at this rate records will be lost at "
                + LOST);
    assertThat(written.entries.get(0).data())
        .containsEntry("partition", 1)
        .containsEntry("lostAt", LOST.toString());

    look(0.91, 0.2);
    look(0.99, 0.2);
    assertThat(written.entries).hasSize(2);
    assertThat(written.entries.get(1).data()).containsEntry("partition", 0);
  }

  @Test
  void whatGoesToAndFroAtAThresholdIsToldOnceAndARealFallArmsItAgain() {
    for (int i = 0; i < 100; i++) {
      look(0.71);
      look(0.66);
    }
    assertThat(written.entries).hasSize(1);

    look(0.64);
    look(0.71);
    assertThat(written.entries).hasSize(2);
  }

  @Test
  void aFallBelowTheSecondArmsThatOneAlone() {
    look(0.95);
    look(0.84);
    look(0.75);
    assertThat(written.entries).hasSize(1);

    look(0.92);
    assertThat(written.entries).hasSize(2);
  }

  @Test
  void whatIsNotKnownChangesNothing() {
    look(0.75);
    look((Double) null);
    alarm.look(List.of());
    look(0.75);

    assertThat(written.entries).hasSize(1);
  }
}
