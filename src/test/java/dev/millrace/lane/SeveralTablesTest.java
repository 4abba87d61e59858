package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.error.RejectCode;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.Segment;
import dev.millrace.model.Column;
import dev.millrace.model.Count;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.TableSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records that have rows in several tables: all of them or none. */
class SeveralTablesTest extends TransformStage {
  private static final Router BY_PARTITION = (table, p, record) -> p.partition() == table;

  private static LanePlan plan(Router router, Map<String, Object> policies) {
    return LanePlan.compile(
        job(policies, "/a", "a")
            .withTables(List.of(table("p", policies, "/a", "a"), table("c", policies, "/b", "b"))),
        List.of(schema("p", "a"), schema("c", "b")),
        router);
  }

  private static JobSpec job(Map<String, Object> policies, String path, String column) {
    Map<String, Object> document = new java.util.HashMap<>(policies);
    document.put("source", "s");
    document.put("destination", Map.of("host", "h", "database", "d", "table", "t", "user", "u"));
    document.put("mapping", List.of(Map.of("path", path, "column", column, "type", "INT")));
    return JobDocument.read(document);
  }

  private static TableSpec table(
      String name, Map<String, Object> policies, String path, String column) {
    TableSpec read = job(policies, path, column).tables().get(0);
    return new TableSpec(
        name, read.mapping(), read.infer(), read.createTable(), read.write(), read.deletes());
  }

  private static TableSchema schema(String table, String column) {
    return new TableSchema(
        "d", table, "InnoDB", true, List.of(Column.of(column, "INT")), List.of());
  }

  private static Sample record(int partition, long offset, String json) {
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    return new Sample("t", partition, offset, 0, null, Map.of(), value);
  }

  private static List<String> texts(RowBatch batch) {
    return batch.segments().stream()
        .map(s -> s.table() + " " + new String(s.text(), 0, s.length(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void aRecordHasRowsInEveryTable() {
    Transform transform = transform(plan(Router.ALL, Map.of()));

    transform.accept(polled(record(0, 0, "{\"a\":1,\"b\":2}"), record(0, 1, "{\"a\":3}")));
    transform.flush(FlushReason.FLUSH);

    assertThat(texts(written.get(0))).containsExactly("0 (1),(3)", "1 (2),(NULL)");
    assertThat(written.get(0).rows()).isEqualTo(4);
    assertThat(written.get(0).moves().get(0).counts().get(Count.WRITTEN)).isEqualTo(2);
  }

  @Test
  void aRouterChoosesAndATableWithoutRowsHasNoSegment() {
    Transform transform = transform(plan(BY_PARTITION, Map.of()));

    transform.accept(polled(record(1, 0, "{\"a\":1,\"b\":2}"), record(1, 1, "{\"b\":4}")));
    transform.flush(FlushReason.FLUSH);
    commit(written.get(0));
    transform.accept(polled(record(0, 0, "{\"a\":5}"), record(1, 2, "{\"b\":6}")));
    transform.flush(FlushReason.FLUSH);

    assertThat(texts(written.get(0))).containsExactly("1 (2),(4)");
    assertThat(texts(written.get(1))).containsExactly("0 (5)", "1 (6)");
  }

  @Test
  void whereOneRowDoesNotFitTheRecordHasNone() {
    RecordEncoder encoder = new RecordEncoder(plan(Router.ALL, Map.of()));
    BatchBuilder batch = new BatchBuilder(2);
    encoder.encode(SampleRecords.polled(record(0, 0, "{\"a\":1,\"b\":2}")), 0, batch, 0);
    int bytes = batch.bytes();

    Rejection rejection =
        encoder.encode(SampleRecords.polled(record(0, 1, "{\"a\":3,\"b\":\"x\"}")), 0, batch, 0);

    assertThat(rejection.code()).isEqualTo(RejectCode.NOT_A_NUMBER);
    assertThat(texts(batch.toBatch())).containsExactly("0 (1)", "1 (2)");
    assertThat(batch.rows()).isEqualTo(2);
    assertThat(batch.bytes()).isEqualTo(bytes).isEqualTo(6);
    encoder.encode(SampleRecords.polled(record(0, 2, "{\"a\":5,\"b\":6}")), 0, batch, 0);
    assertThat(texts(batch.toBatch())).containsExactly("0 (1),(5)", "1 (2),(6)");
    assertThat(batch.toBatch().segments()).extracting(Segment::rows).containsExactly(2, 2);
    assertThat(batch.rowOffset(1, 1)).isEqualTo(2);
  }

  @Test
  void aRefusedRowOfTheSecondTableIsItsRecords() {
    Transform transform = transform(plan(BY_PARTITION, Map.of("refused", "quarantine")));
    transform.accept(
        polled(record(0, 0, "{\"a\":1}"), record(1, 7, "{\"b\":2}"), record(1, 8, "{\"b\":3}")));
    transform.flush(FlushReason.FLUSH);

    refuse(1, 1);
    transform.flush(FlushReason.FLUSH);

    assertThat(texts(written.get(1))).containsExactly("0 (1)", "1 (2)");
    assertThat(written.get(1).quarantine())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.partition()).isEqualTo(1);
              assertThat(row.offset()).isEqualTo(8);
            });
  }

  @Test
  void aPathThatAnotherTableTakesIsNotUnmapped() {
    RecordEncoder encoder = new RecordEncoder(plan(Router.ALL, Map.of()));

    encoder.encode(
        SampleRecords.polled(record(0, 0, "{\"a\":1,\"b\":2,\"c\":3}")), 0, new BatchBuilder(2), 0);

    assertThat(encoder.takeUnmapped()).containsExactly("/c");
    assertThat(encoder.takeUnmapped()).isEmpty();
  }

  @Test
  void theTableThatARecordDoesNotFitIsNamed() {
    Transform stopping = transform(plan(Router.ALL, Map.of()));
    stopping.accept(polled(record(0, 3, "{\"a\":1,\"b\":\"x\"}")));
    stopping.flush(FlushReason.FLUSH);
    assertThat(stopped().message()).contains("t[0]@3 table c column b");

    Transform keeping =
        transform(
            plan(
                Router.ALL,
                Map.of(
                    "dirtyData",
                    "quarantine",
                    "malformed",
                    "quarantine",
                    "maxQuarantinedRatio",
                    1.0)));
    keeping.accept(polled(record(0, 3, "{\"a\":1,\"b\":\"x\"}"), record(0, 4, "no JSON")));
    keeping.flush(FlushReason.FLUSH);
    assertThat(written.get(0).quarantine())
        .extracting(row -> row.code().label() + " " + row.table() + " " + row.column())
        .containsExactly("not-a-number c b", "not-json null null");
  }

  @Test
  void soIsTheTableWhoseServerRefusesIt() {
    Transform transform = transform(plan(Router.ALL, Map.of("refused", "quarantine")));
    transform.accept(polled(record(0, 0, "{\"a\":1,\"b\":2}")));
    transform.flush(FlushReason.FLUSH);

    refuse(1, 0);
    transform.flush(FlushReason.FLUSH);

    assertThat(written.get(1).quarantine())
        .singleElement()
        .satisfies(row -> assertThat(row.table()).isEqualTo("c"));
  }

  @Test
  void elementsOfAnArrayThatTablesTakeTogetherAreNotLeftOut() {
    JobSpec job =
        job(Map.of(), "/data/0", "a")
            .withTables(
                List.of(
                    table("p", Map.of(), "/data/0", "a"), table("c", Map.of(), "/data/1/x", "b")));
    RecordEncoder encoder =
        new RecordEncoder(
            LanePlan.compile(job, List.of(schema("p", "a"), schema("c", "b")), Router.ALL));

    encoder.encode(
        SampleRecords.polled(record(0, 0, "{\"data\":[1,{\"x\":2,\"y\":3}]}")),
        0,
        new BatchBuilder(2),
        0);
    assertThat(encoder.takeUnmapped()).containsExactly("/data/1/y");
    encoder.encode(
        SampleRecords.polled(record(0, 1, "{\"data\":[1,{\"x\":2},4]}")),
        0,
        new BatchBuilder(2),
        0);
    assertThat(encoder.takeUnmapped()).containsExactly("/data/*");
  }
}
