package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.metrics.Metrics;
import dev.millrace.metrics.Scrape;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.PartitionId;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommitReportTest {
  private static final Map<Count, String> METERS =
      Map.of(
          Count.WRITTEN, "written_records",
          Count.NULLED_FIELDS, "nulled_fields",
          Count.ROUNDED_FIELDS, "rounded_fields",
          Count.QUARANTINED, "quarantined_records",
          Count.TOMBSTONES, "tombstones",
          Count.GAPS, "gaps",
          Count.DELETED, "deleted_records",
          Count.FILTERED, "filtered_records",
          Count.SKIPPED, "skipped_records");

  @Test
  void eachCountOfTheLedgerMovesItsMeterAndNoOther() {
    try (Metrics metrics = new Metrics()) {
      CommitReport.counted(Counts.of(count -> 10L + count.ordinal()), metrics.forJob("j"));

      for (Count count : Count.values()) {
        assertThat(Scrape.of(metrics, "j").sum("millrace_" + METERS.get(count) + "_total"))
            .as("%s", count)
            .isEqualTo(10 + count.ordinal());
      }
    }
  }

  @Test
  void theOldestRecordWhoseTimeCanBeRightTellsTheAge() {
    long now = System.currentTimeMillis();
    PartitionProgress progress = new PartitionProgress(new PartitionId("t", 0), 0, 0);
    assertThat(progress.oldestAge(now)).as("without a record").isEqualTo(-1);

    progress.written(-1, 0, 0);
    assertThat(progress.oldestAge(now)).as("without a time").isEqualTo(-1);
    progress.tombstone(now - 4_000);
    progress.quarantined(now - 9_000);
    progress.written(now - 2_000, 0, 0);
    progress.written(now + TimeUnit.DAYS.toMillis(300), 0, 0);

    assertThat(progress.oldestAge(now)).isEqualTo(9_000);
    assertThat(progress.oldestAge(now - 60_000)).as("a clock that is behind").isZero();
  }
}
