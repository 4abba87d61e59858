package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.Precondition;
import dev.millrace.answer.PreviewReport;
import dev.millrace.answer.PreviewRequest;
import dev.millrace.answer.PreviewedTable;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.answer.ReplayReport;
import dev.millrace.document.JobDocument;
import dev.millrace.error.FieldError;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.PartitionRef;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.TableSpec.CreateTable;
import dev.millrace.spec.TableSpec.Infer;
import dev.millrace.spec.WriteSpec;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job whose records have a row in each of two tables, from the check to the replay. */
class SeveralTablesIT {
  private static final MappingEntry ID = MappingEntry.of("/id", "id", "BIGINT").asKey();

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private static TableSpec table(String name, CreateTable create, MappingEntry... mapping) {
    return new TableSpec(
        name,
        List.of(mapping),
        Infer.NONE,
        create,
        new WriteSpec(WriteSpec.Mode.INSERT, WriteSpec.Method.AUTO),
        false);
  }

  private JobSpec job(TableSpec... tables) {
    return JobDocument.read(
            new JsonObject(
                    "{\"source\":\"s\",\"dirtyData\":\"quarantine\",\"malformed\":\"quarantine\","
                        + "\"refused\":\"quarantine\",\"maxQuarantinedRatio\":1,\"lanes\":1}")
                .put("destination", engine.destination().getMap())
                .getMap())
        .withTables(List.of(tables));
  }

  private JobSpec orders() {
    return job(
        table("heads", CreateTable.IF_MISSING, ID, MappingEntry.of("/buyer", "buyer", "TEXT")),
        table("totals", CreateTable.IF_MISSING, ID, MappingEntry.of("/sum/net", "net", "INT")));
  }

  private void put(JobSpec spec) {
    EngineKit.await(engine.api().putJob(engine.job(), spec, Precondition.NONE));
  }

  private List<List<String>> rows() {
    return engine.query(
        "SELECT h.id,h.buyer,COALESCE(t.net,'~') FROM heads h JOIN totals t ON t.id=h.id"
            + " ORDER BY h.id");
  }

  private List<String> quarantined() {
    return EngineKit.await(
            engine.api().quarantine(engine.job(), new QuarantineQuery(null, 10, false)))
        .records()
        .stream()
        .map(r -> r.record().offset() + " " + r.code() + " " + r.table() + " " + r.column())
        .toList();
  }

  @Test
  void aRecordIsInBothTablesOrInNeither() {
    engine.send(
        0,
        "{\"id\":1,\"buyer\":\"ann\",\"sum\":{\"net\":10,\"tax\":2},\"note\":\"x\"}",
        "{\"id\":2,\"buyer\":\"bob\",\"sum\":{\"net\":\"many\"}}",
        "{\"id\":1,\"buyer\":\"eve\",\"sum\":{\"net\":30}}",
        "no JSON",
        "{\"id\":5,\"buyer\":\"zoe\",\"sum\":{\"net\":50}}");
    put(orders());
    assertThat(engine.check().faults()).isEmpty();

    engine.start();
    engine.untilCaughtUp(5);

    assertThat(rows()).containsExactly(List.of("1", "ann", "10"), List.of("5", "zoe", "50"));
    assertThat(engine.number("SELECT COUNT(*) FROM heads")).isEqualTo(2);
    assertThat(quarantined())
        .containsExactly(
            "1 not-a-number totals net", "2 duplicate-key heads id", "3 not-json null null");
    assertThat(engine.value("SELECT target FROM millrace_ledger"))
        .isEqualTo(engine.schema() + ".(heads,totals)");
    assertThat(engine.status().balanced()).isTrue();
    assertThat(engine.ledger(0).count(Count.WRITTEN)).isEqualTo(2);
    assertThat(engine.status().unmapped()).containsExactlyInAnyOrder("/note", "/sum/tax");
  }

  @Test
  void aReplayTriesBothTablesAndSaysWhichOneARecordDoesNotFit() {
    engine.send(
        0,
        "{\"id\":1,\"buyer\":\"ann\",\"sum\":{\"net\":\"many\"}}",
        "{\"id\":2,\"buyer\":\"bob\",\"sum\":{\"net\":\"a lot\"}}");
    put(orders());
    engine.start();
    engine.untilCaughtUp(2);
    engine.execute("ALTER TABLE totals MODIFY net VARCHAR(4)");
    engine.execute("ALTER TABLE heads MODIFY buyer VARCHAR(3) NOT NULL");

    QuarantineChoice all = new QuarantineChoice(null, null);
    ReplayReport tried = EngineKit.await(engine.api().replayDryRun(engine.job(), all, null));
    assertThat(tried.written()).isEqualTo(1);
    assertThat(tried.causes())
        .extracting(c -> c.count() + " " + c.table() + " " + c.code() + " " + c.column())
        .containsExactly("1 totals too-long net");
    assertThatThrownBy(
            () -> EngineKit.await(engine.api().replayDryRun(engine.job(), all, List.of(ID))))
        .hasMessageContaining("/mapping")
        .hasMessageContaining("2 tables");

    ReplayReport report =
        EngineKit.await(
            engine
                .api()
                .replay(
                    engine.job(),
                    new QuarantineChoice(
                        null, java.util.Map.of(PartitionRef.of(0), List.of(0L, 1L)))));

    assertThat(report.written()).isEqualTo(1);
    assertThat(report.records())
        .extracting(r -> r.offset() + " " + r.code() + " " + r.table() + " " + r.column())
        .containsExactly("1 too-long totals net");
    assertThat(rows()).containsExactly(List.of("1", "ann", "many"));
    assertThat(engine.number("SELECT COUNT(*) FROM heads")).isEqualTo(1);
    assertThat(quarantined()).containsExactly("1 too-long totals net");
  }

  @Test
  void faultsAndPreviewsAreOfEachTable() {
    engine.send(0, "{\"id\":1,\"buyer\":\"ann\",\"sum\":{\"net\":10}}");
    engine.execute("CREATE TABLE there (id BIGINT PRIMARY KEY, buyr VARCHAR(9))");
    TableSpec there =
        table("there", CreateTable.NEVER, ID, MappingEntry.of("/buyer", "buyer", "TEXT"));
    TableSpec missing = table("missing", CreateTable.NEVER, ID);
    put(job(there, missing));

    assertThat(engine.check().faults())
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrder("/tables/0/mapping/1/column", "/tables/1/table");

    PreviewReport preview = EngineKit.await(engine.api().preview(PreviewRequest.of(orders(), 10)));

    assertThat(preview.errors()).isEmpty();
    assertThat(preview.tables())
        .extracting(PreviewedTable::table, PreviewedTable::columns)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("heads", List.of("id", "buyer")),
            org.assertj.core.groups.Tuple.tuple("totals", List.of("id", "net")));
    assertThat(preview.tables().get(1).createTable()).contains("CREATE TABLE", "`totals`");
    assertThat(preview.tables().get(1).statements())
        .singleElement()
        .satisfies(sql -> assertThat(sql).contains("INSERT INTO `totals`", "(1,10)"));
  }

  @Test
  void anotherSetOfTablesIsAnotherTarget() {
    engine.send(0, "{\"id\":1,\"buyer\":\"ann\",\"sum\":{\"net\":10}}");
    put(orders());
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();

    JobSpec turned = orders();
    put(turned.withTables(List.of(turned.tables().get(1), turned.tables().get(0))));
    assertThat(engine.check().faults()).as("the same in another order").isEmpty();

    put(turned.withTables(turned.tables().subList(0, 1)));
    assertThat(engine.check().faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.pointer()).isEqualTo("/destination/table");
              assertThat(fault.detail())
                  .contains(engine.schema() + ".(heads,totals)", engine.schema() + ".heads");
            });
    assertThat(engine.status().state()).isEqualTo(JobState.STOPPED);
  }

  @Test
  void aTableThatIsAlteredIsNoticedWhicheverItIs() {
    engine.send(0, "{\"id\":1,\"buyer\":\"ann\",\"sum\":{\"net\":10}}");
    put(orders());
    engine.start();
    engine.untilCaughtUp(1);

    engine.execute("ALTER TABLE totals MODIFY net VARCHAR(4)");
    engine.send(0, "{\"id\":2,\"buyer\":\"bob\",\"sum\":{\"net\":\"many\"}}");

    engine.untilCaughtUp(2);
    assertThat(rows()).hasSizeBetween(1, 2);
    engine.untilStatus("it runs", status -> status.state() == JobState.RUNNING);
    engine.send(0, "{\"id\":3,\"buyer\":\"cat\",\"sum\":{\"net\":\"some\"}}");
    engine.untilCaughtUp(3);
    assertThat(rows()).contains(List.of("3", "cat", "some"));
  }
}
