package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.LaneEvent;
import dev.millrace.metrics.Metrics;
import dev.millrace.metrics.Scrape;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressMetersTest {
  private static final long NOW = 1_700_000_000_000L;

  private final Metrics metrics = new Metrics();
  private final StatusBoard board = new StatusBoard();
  private final ProgressMeters progress = new ProgressMeters(metrics.forJob("j"), board);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void onlyWhatIsKnownAndOwnedHasASeries() {
    board.started(0);
    ledger(0, 10, 20);
    ends(0, 15, 25);

    progress.show(Set.of(new PartitionId("t", 1)), NOW);

    assertThat(scrape().of("millrace_lag_records"))
        .singleElement()
        .satisfies(
            lag -> {
              assertThat(lag.labels()).containsEntry("topic", "t").containsEntry("partition", "1");
              assertThat(lag.value()).isEqualTo(5);
            });
    assertThat(scrape().of("millrace_lag_seconds")).as("no record was written here").isEmpty();
    progress.show(Set.of(new PartitionId("t", 0)), NOW + 1_000);
    assertThat(scrape().of("millrace_lag_records"))
        .extracting(lag -> lag.labels().get("partition"))
        .containsExactly("0");
  }

  @Test
  void agesGrowWhileTheBrokerSaysNothing() {
    board.started(0);
    ledger(0, 10, 20);
    ends(0, 10, 20);
    progress.show(Set.of(new PartitionId("t", 0), new PartitionId("t", 1)), NOW);
    assertThat(scrape().sum("millrace_lag_seconds")).isZero();
    assertThat(scrape().sum("millrace_catch_up_seconds")).isZero();

    progress.show(Set.of(new PartitionId("t", 0), new PartitionId("t", 1)), NOW + 4_000);
    assertThat(scrape().sum("millrace_lag_seconds")).as("one look is late").isZero();
    ends(7_000, 10);
    progress.show(Set.of(new PartitionId("t", 0), new PartitionId("t", 1)), NOW + 60_000);

    assertThat(scrape().sum("millrace_lag_seconds", "partition", "0")).isEqualTo(53);
    assertThat(scrape().sum("millrace_lag_seconds", "partition", "1")).isEqualTo(60);
    assertThat(scrape().sum("millrace_lag_records")).as("as last known").isZero();
    assertThat(scrape().sum("millrace_seconds_since_commit")).isEqualTo(60);
    assertThat(scrape().sum("millrace_catch_up_seconds")).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void agesGrowWhileTheDatabaseTakesNothing() {
    board.started(0);
    LedgerRow row = new LedgerRow("t", 0, 1, 0, 10, Counts.of(Count.WRITTEN, 10));
    board.progress(
        new LaneEvent.Progress(List.of(row), List.of(NOW - 2_000), 10, 1_000, 10, 5_000_000));
    for (int second = 0; second <= 30; second++) {
      ends(second * 1_000L, 10 + second);
      progress.show(Set.of(new PartitionId("t", 0)), NOW + second * 1_000L);
    }

    assertThat(scrape().sum("millrace_lag_records")).isEqualTo(30);
    assertThat(scrape().sum("millrace_lag_seconds")).isEqualTo(32);
    assertThat(scrape().sum("millrace_seconds_since_commit")).isEqualTo(30);
    assertThat(scrape().sum("millrace_catch_up_seconds")).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void aCommitOfAnyProcessCounts() {
    board.started(0);
    ledger(0, 10);
    progress.show(Set.of(), NOW);
    progress.show(Set.of(), NOW + 5_000);
    assertThat(scrape().sum("millrace_seconds_since_commit")).isEqualTo(5);

    ledger(6_000, 11);
    progress.show(Set.of(), NOW + 6_000);
    assertThat(scrape().sum("millrace_seconds_since_commit")).isZero();
    ledger(8_000, 11, 700);
    progress.show(Set.of(), NOW + 8_000);

    assertThat(scrape().sum("millrace_seconds_since_commit"))
        .as("a partition that is new here is no commit")
        .isEqualTo(2);
  }

  @Test
  void whatIsReadWhenTheDatabaseIsBackIsNoCommitOfNow() {
    board.started(0);
    ledger(0, 10);
    progress.show(Set.of(), NOW);
    progress.show(Set.of(), NOW + 60_000);

    ledger(61_000, 14);
    progress.show(Set.of(), NOW + 61_000);
    assertThat(scrape().sum("millrace_seconds_since_commit"))
        .as("committed just before it went")
        .isEqualTo(61);
    ledger(62_000, 14);
    progress.show(Set.of(), NOW + 62_000);
    assertThat(scrape().sum("millrace_seconds_since_commit")).isEqualTo(62);

    ledger(63_000, 15);
    progress.show(Set.of(), NOW + 63_000);
    assertThat(scrape().sum("millrace_seconds_since_commit")).isZero();
  }

  @Test
  void aJobAtRestShowsNothingThatGoesStale() {
    board.started(0);
    ledger(0, 10);
    ends(0, 10);
    progress.show(Set.of(new PartitionId("t", 0)), NOW);

    progress.rest();

    assertThat(scrape().names()).noneMatch(name -> name.matches(".*(lag|commit|catch).*"));
    progress.show(Set.of(new PartitionId("t", 0)), NOW + 60_000);
    assertThat(scrape().sum("millrace_seconds_since_commit")).as("since the start").isZero();
  }

  @Test
  void withoutSeriesOfPartitionsTheJobHasOne() {
    try (Metrics few = new Metrics(false)) {
      ProgressMeters job = new ProgressMeters(few.forJob("j"), board);
      board.started(0);
      ledger(0, 10, 20);
      ends(0, 13, 24);

      job.show(Set.of(new PartitionId("t", 0), new PartitionId("t", 1)), NOW);

      assertThat(Scrape.of(few, "j").of("millrace_lag_records"))
          .singleElement()
          .satisfies(lag -> assertThat(lag.value()).isEqualTo(7));
    }
  }

  private void ledger(long afterMillis, long... next) {
    List<LedgerRow> rows = new java.util.ArrayList<>();
    for (int i = 0; i < next.length; i++) {
      rows.add(LedgerRow.startingAt(new PartitionId("t", i), next[i]));
    }
    board.ledger(rows, Instant.ofEpochMilli(NOW + afterMillis), board.generation());
  }

  private void ends(long afterMillis, long... ends) {
    for (int i = 0; i < ends.length; i++) {
      board.ends(
          Map.of(new PartitionId("t", i), ends[i]),
          Instant.ofEpochMilli(NOW + afterMillis),
          board.generation());
    }
  }

  private Scrape scrape() {
    return Scrape.of(metrics, "j");
  }
}
