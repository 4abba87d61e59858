package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.answer.JobView;
import dev.millrace.document.JobDocument;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.flow.LaneEvent;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.FieldSample;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.TableSpec;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
  private static final long NOW = 1_700_000_000_000L;

  private final StatusBoard board = new StatusBoard();

  @Test
  void theLagIsInRecordsAndSecondsAlsoWhenTheJobRests() {
    LedgerRow row = new LedgerRow("t", 0, 1, 0, 10, Counts.of(Count.WRITTEN, 10));
    board.progress(
        new LaneEvent.Progress(List.of(row), List.of(NOW - 5_000), 10, 1_000, 10, 5_000_000));
    board.ends(Map.of(new PartitionId("t", 0), 10L), Instant.ofEpochMilli(NOW), board.generation());

    assertThat(partition(NOW).lagRecords()).isZero();
    assertThat(partition(NOW).lagSeconds()).isZero();

    board.stopped();
    board.ledger(List.of(row), Instant.ofEpochMilli(NOW), board.generation());
    board.ends(Map.of(new PartitionId("t", 0), 13L), Instant.ofEpochMilli(NOW), board.generation());

    assertThat(partition(NOW).lagRecords()).isEqualTo(3);
    assertThat(partition(NOW).lagSeconds()).isEqualTo(5);
    assertThat(partition(NOW + 60_000).lagSeconds()).isEqualTo(65);
  }

  @Test
  void theRateIsThereFromTheFirstSecondAndFallsWhileTheJobIsHeldUp() {
    long second = 1_000_000_000L;
    LedgerRow row = new LedgerRow("t", 0, 1, 0, 10, Counts.of(Count.WRITTEN, 10));
    board.started(5 * second);
    board.progress(new LaneEvent.Progress(List.of(row), List.of(NOW), 10, 1_000, 10, 5_000_000));

    board.sample(NOW, 6 * second);
    assertThat(board.rates().recordsPerSecond()).isEqualTo(10);

    for (int i = 7; i < 30; i++) {
      board.sample(NOW, i * second);
    }
    assertThat(board.rates().recordsPerSecond()).isZero();
  }

  @Test
  void whatIsNotKnownIsNotCalledZero() {
    board.ledger(
        List.of(LedgerRow.startingAt(new PartitionId("t", 0), 7)),
        Instant.ofEpochMilli(NOW),
        board.generation());

    assertThat(partition(NOW).lagSeconds()).isNull();
    assertThat(partition(NOW).lagRecords()).isEqualTo(-1);
    assertThat(totalLag()).isEqualTo(-1);
  }

  @Test
  void endsOfBeforeAStartCountNoMore() {
    LedgerRow row = new LedgerRow("t", 0, 1, 0, 10, Counts.of(Count.WRITTEN, 10));
    board.ledger(List.of(row), Instant.ofEpochMilli(NOW), board.generation());
    int before = board.generation();
    board.ends(Map.of(new PartitionId("t", 0), 10L), Instant.ofEpochMilli(NOW), before);
    assertThat(totalLag()).isZero();

    board.started(0);
    board.ends(Map.of(new PartitionId("t", 0), 10L), Instant.ofEpochMilli(NOW), before);
    assertThat(partition(NOW).endOffset()).as("asked before the start").isEqualTo(-1);
    assertThat(totalLag()).isEqualTo(-1);

    board.ends(Map.of(new PartitionId("t", 0), 13L), Instant.ofEpochMilli(NOW), board.generation());
    assertThat(totalLag()).isEqualTo(3);
  }

  @Test
  void aLedgerThatWasReadBeforeAResetOrAStartCountsNoMore() {
    List<LedgerRow> old = List.of(new LedgerRow("t", 0, 1, 0, 10, Counts.of(Count.WRITTEN, 10)));
    int before = board.generation();
    board.forget();
    board.ledger(old, Instant.ofEpochMilli(NOW), before);
    assertThat(board.partitions(NOW)).as("after a reset").isEmpty();
    assertThat(board.reached(Map.of(new PartitionId("t", 0), 10L))).isFalse();

    int rested = board.generation();
    board.started(0);
    board.ledger(old, Instant.ofEpochMilli(NOW), rested);
    assertThat(board.partitions(NOW)).as("after a start").isEmpty();

    board.ledger(old, Instant.ofEpochMilli(NOW), board.generation());
    assertThat(board.reached(Map.of(new PartitionId("t", 0), 10L))).isTrue();
  }

  @Test
  void theTotalLagIsNotKnownWhileThatOfAnyPartitionIsNot() {
    assertThat(totalLag()).as("nothing was read").isEqualTo(-1);

    board.reads(Set.of(new PartitionId("t", 0), new PartitionId("t", 1)));
    board.ends(Map.of(new PartitionId("t", 0), 7L), Instant.ofEpochMilli(NOW), board.generation());
    LedgerRow first = LedgerRow.startingAt(new PartitionId("t", 0), 7);
    board.ledger(List.of(first), Instant.ofEpochMilli(NOW), board.generation());
    assertThat(totalLag()).as("no row of 1").isEqualTo(-1);
    LedgerRow second = LedgerRow.startingAt(new PartitionId("t", 1), 4);
    board.ledger(List.of(first, second), Instant.ofEpochMilli(NOW), board.generation());
    assertThat(totalLag()).as("no end of 1").isEqualTo(-1);

    board.ends(Map.of(new PartitionId("t", 1), 6L), Instant.ofEpochMilli(NOW), board.generation());

    assertThat(totalLag()).isEqualTo(2);
  }

  @Test
  void aLagIsNotMeasuredByTimesThatCannotBeRight() {
    LedgerRow row = new LedgerRow("t", 0, 1, 0, 10, Counts.of(Count.WRITTEN, 10));
    board.ends(Map.of(new PartitionId("t", 0), 13L), Instant.ofEpochMilli(NOW), board.generation());
    board.progress(
        new LaneEvent.Progress(List.of(row), List.of(NOW - 5_000), 10, 1_000, 10, 5_000_000));
    board.progress(new LaneEvent.Progress(List.of(row), List.of(-1L), 0, 0, 0, 1_000));
    assertThat(partition(NOW).lagSeconds()).as("a batch of gaps says nothing new").isEqualTo(5);

    board.progress(
        new LaneEvent.Progress(
            List.of(row), List.of(LaneEvent.Progress.NO_PLAUSIBLE_TIME), 10, 1_000, 10, 5_000_000));

    assertThat(partition(NOW).lagSeconds()).isNull();
    assertThat(partition(NOW).lagRecords()).isEqualTo(3);
  }

  @Test
  void whatWasSaidOfEntriesThatAreOthersNowIsForgotten() {
    board.unmapped(List.of("/b"));
    board.nulled(sample("a"));
    board.rounded(sample("c"));

    board.replaced(document("INT", "\"lanes\":1"), document("INT", "\"lanes\":2"));
    assertThat(board.unmapped()).as("another number of lanes").containsExactly("/b");
    assertThat(board.nulledSamples()).containsExactly(sample("a"));

    board.replaced(document("INT", "\"lanes\":2"), document("BIGINT", "\"lanes\":2"));
    assertThat(board.unmapped()).isEmpty();
    assertThat(board.nulledSamples()).isEmpty();
    assertThat(board.roundedSamples()).as("of an entry that stays").containsExactly(sample("c"));

    board.unmapped(List.of("/b/c"));
    board.replaced(
        document("INT", "\"lanes\":2"), document("INT", "\"parse\":{\"root\":\"array\"}"));
    assertThat(board.unmapped()).isEmpty();
    assertThat(board.roundedSamples()).isEmpty();
  }

  @Test
  void whatARunMetIsNotSaidOfAJobThatRests() {
    Warning warning = Warning.of(WarningCode.DOCUMENTS_DIFFER, "w");
    for (String origin : List.of("group", "documents", "timestamps", "mapping")) {
      board.warnings(origin, List.of(warning));
    }

    board.stopped();

    JobView view = new JobView("j", document("INT", "\"lanes\":1"), 1, JobState.STOPPED, null);
    assertThat(board.status(view, Instant.EPOCH, null, List.of(), false).warnings())
        .filteredOn(warning::equals)
        .as("the mapping's stays")
        .hasSize(1);
  }

  @Test
  void ofSeveralTablesEachHasEntriesOfItsOwn() {
    JobSpec one = document("INT", "\"lanes\":1");
    JobSpec before = withTables(one, one);
    FieldSample other = new FieldSample("t", 0, 1, "t1", "a", "/a", "not-a-number", "x");
    board.nulled(new FieldSample("t", 0, 1, "t0", "a", "/a", "not-a-number", "x"));
    board.nulled(other);

    board.replaced(before, withTables(document("BIGINT", "\"lanes\":1"), one));

    assertThat(board.nulledSamples()).containsExactly(other);
  }

  /** The mappings of these jobs, for tables t0, t1 and so on. */
  private static JobSpec withTables(JobSpec... jobs) {
    List<TableSpec> tables = new ArrayList<>();
    for (JobSpec job : jobs) {
      TableSpec table = job.tables().get(0);
      tables.add(
          new TableSpec(
              "t" + tables.size(),
              table.mapping(),
              table.infer(),
              table.createTable(),
              table.write(),
              table.deletes()));
    }
    return jobs[0].withTables(tables);
  }

  private static FieldSample sample(String column) {
    return new FieldSample("t", 0, 1, "t", column, "/" + column, "not-a-number", "x");
  }

  private static JobSpec document(String typeOfA, String more) {
    String json =
        "{\"source\":\"s\",\"destination\":{\"dialect\":\"mariadb\",\"host\":\"h\",\"database\":\"d\","
            + "\"table\":\"t\",\"user\":\"u\",\"password\":\"p\"},\"mapping\":[{\"path\":\"/a\",\"column\":\"a\",\"type\":\""
            + typeOfA
            + "\"},{\"path\":\"/c\",\"column\":\"c\"}],"
            + more
            + "}";
    return JobDocument.read(new JsonObject(json).getMap());
  }

  private long totalLag() {
    JobView view = new JobView("j", document("INT", "\"lanes\":1"), 1, JobState.RUNNING, null);
    return board.status(view, Instant.EPOCH, null, List.of(), false).lagRecords();
  }

  private PartitionStatus partition(long now) {
    return board.partitions(now).get(0);
  }
}
