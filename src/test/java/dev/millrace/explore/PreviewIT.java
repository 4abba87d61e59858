package dev.millrace.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.PreviewRequest;
import dev.millrace.answer.ValuesAs;
import dev.millrace.document.JobDocument;
import dev.millrace.document.RequestDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.job.EngineKit;
import dev.millrace.job.StoredJson;
import dev.millrace.job.TestEngine;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.render.PreviewJson;
import dev.millrace.testkit.Eventually;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A preview says beforehand what a job then does to a real table, and leaves no trace. */
class PreviewIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true},"
          + "{\"path\":\"/qty\",\"column\":\"qty\",\"type\":\"INT\"},"
          + "{\"path\":\"/at\",\"column\":\"at\",\"type\":\"DATETIME(3)\"},"
          + "{\"path\":\"/name\",\"column\":\"name\",\"type\":\"VARCHAR(20)\"},"
          + "{\"path\":\"/o\",\"column\":\"o\",\"type\":\"JSON\"},"
          + "{\"path\":\"$partition\",\"column\":\"p\",\"type\":\"INT\"},"
          + "{\"path\":\"$offset\",\"column\":\"ofs\",\"type\":\"BIGINT\"}]";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  private void job(String more) {
    engine.put("{" + MAPPING + more + "}");
  }

  private JsonObject preview(PreviewRequest request) {
    return new JsonObject(
        Json.encodeToBuffer(PreviewJson.of(EngineKit.await(engine.api().preview(request)))));
  }

  private JsonObject preview(int records) {
    return preview(PreviewRequest.of(engine.job(), records));
  }

  private static List<JsonObject> records(JsonObject preview) {
    return preview.getJsonArray("records").stream().map(JsonObject.class::cast).toList();
  }

  @Test
  void asTextEveryValueKeepsItsDigitsAndWhatIsLongIsCut() {
    engine.put(
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"},"
            + "{\"path\":\"/price\",\"column\":\"price\",\"type\":\"DECIMAL(20,2)\"},"
            + "{\"path\":\"/big\",\"column\":\"big\",\"type\":\"VARCHAR(20)\"},"
            + "{\"path\":\"/raw\",\"column\":\"raw\",\"type\":\"VARBINARY(20)\",\"encoding\":\"base64\"},"
            + "{\"path\":\"/none\",\"column\":\"none\",\"type\":\"INT\"},"
            + "{\"path\":\"/text\",\"column\":\"text\",\"type\":\"LONGTEXT\"}]}");
    engine
        .topic()
        .send(
            0,
            "{\"id\":9223372036854775807,\"price\":1.10,\"big\":1e400,\"raw\":\"AP8=\",\"text\":\""
                + "é".repeat(400_000)
                + "\"}");

    JsonObject preview = preview(new PreviewRequest(engine.job(), null, 1, ValuesAs.TEXT, 10));
    JsonArray values = records(preview).get(0).getJsonArray("values");

    assertThat(values.getString(1)).isEqualTo("1.10");
    assertThat(values.getString(2)).isEqualTo("1e400");
    assertThat(values.getJsonObject(3).getMap()).isEqualTo(Map.of("hex", "00FF"));
    assertThat(values.getValue(4)).isNull();
    assertThat(values.getJsonObject(0).getMap())
        .isEqualTo(Map.of("text", "9223372036", "chars", 19));
    assertThat(values.getJsonObject(5).getMap())
        .isEqualTo(Map.of("text", "é".repeat(10), "chars", 400_000));
    engine.start();
    engine.untilCaughtUp(1);
    assertThat(engine.query("SELECT CAST(price AS CHAR), big, CHAR_LENGTH(text) FROM t"))
        .containsExactly(List.of("1.10", "1e400", "400000"));
  }

  /** One in a hundred has something wrong with it. */
  private void produceTenThousand() {
    Random random = new Random(11);
    try (KafkaProducer<byte[], byte[]> producer = engine.kafka().producer()) {
      for (int i = 0; i < 10_000; i++) {
        String value =
            "{\"id\":"
                + i
                + ",\"qty\":"
                + random.nextInt()
                + ",\"at\":\"2026-03-01T10:20:30."
                + random.nextInt(1000)
                + "Z\",\"name\":\"n'"
                + i
                + " \\\"é\\\"\",\"o\":{\"a\":["
                + i
                + ",\"\\u00e4\"]}}";
        if (i % 100 == 42) {
          value =
              switch (i / 100 % 9) {
                case 0 -> "{\"id\":" + i + ",\"qty\":\"many\"}";
                case 1 -> "{\"id\":" + i + ",\"qty\":99999999999,\"at\":\"soon\"}";
                case 2 -> "{\"id\":null}";
                case 3 -> "{\"id\":" + i;
                case 4 -> "[1]";
                case 5 -> "";
                case 6 -> null;
                case 7 -> "{\"id\":" + i + ",\"name\":\"" + "x".repeat(21) + "\"}";
                default -> "{\"id\":" + i + ",\"at\":\"2026-02-30\"}";
              };
        }
        producer.send(
            new ProducerRecord<>(
                engine.topic().name(),
                i % 2,
                null,
                value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
      }
      producer.flush();
    }
  }

  /** Rows of the table by partition and offset, as text. */
  private Map<String, List<String>> table() {
    Map<String, List<String>> rows = new TreeMap<>();
    engine
        .query(
            "SELECT CONCAT(p,'-',ofs), CAST(id AS CHAR), COALESCE(CAST(qty AS CHAR),'~'),"
                + " COALESCE(CAST(at AS CHAR),'~'), COALESCE(name,'~'), COALESCE(o,'~') FROM t")
        .forEach(row -> rows.put(row.get(0), comparable(row.subList(1, 6))));
    return rows;
  }

  private static String place(JsonObject record) {
    return record.getInteger("partition") + "-" + record.getLong("offset");
  }

  private List<String> shown(JsonArray values) {
    return comparable(values.stream().limit(5).map(v -> v == null ? "~" : v.toString()).toList());
  }

  /** The last of them is JSON. */
  private List<String> comparable(List<String> values) {
    List<String> all = new ArrayList<>(values);
    String json = all.get(4);
    all.set(4, json.equals("~") ? json : StoredJson.of(engine.database(), json));
    return all;
  }

  private void outcomesAreThoseOfTheRun(String policies, List<String> expectedOutcomes) {
    produceTenThousand();
    job(policies);

    JsonObject preview = preview(10_000);
    engine.start();
    JobStatus status = engine.untilCaughtUp(10_000);

    Map<String, List<String>> table = table();
    Map<String, String> quarantined = new TreeMap<>();
    if (preview.getJsonObject("counts").getInteger("quarantined") > 0) {
      engine
          .query(
              "SELECT CONCAT(`partition`,'-',`offset`), CONCAT_WS(' ', kind, code, column_name,"
                  + " path, reason) FROM millrace_quarantine")
          .forEach(row -> quarantined.put(row.get(0), row.get(1)));
    }
    assertThat(records(preview)).hasSize(10_000);
    assertThat(preview.getString("table")).isEqualTo("missing");
    assertThat(preview.getJsonArray("errors")).isEmpty();
    assertThat(preview.getString("createTable")).startsWith("CREATE TABLE IF NOT EXISTS `t`");
    int written = 0;
    int nulledFields = 0;
    for (JsonObject record : records(preview)) {
      String place = place(record);
      String outcome = record.getString("outcome");
      assertThat(outcome).isIn(expectedOutcomes);
      if (outcome.equals("written") || outcome.equals("nulled")) {
        written++;
        nulledFields += record.getJsonArray("problems").size();
        assertThat(table.get(place)).as(place).isEqualTo(shown(record.getJsonArray("values")));
        assertThat(record.getJsonArray("problems").isEmpty()).isEqualTo(outcome.equals("written"));
      } else {
        assertThat(table).doesNotContainKey(place);
        assertThat(record.getJsonArray("values")).isEmpty();
      }
      if (outcome.equals("quarantined")) {
        JsonObject problem = record.getJsonArray("problems").getJsonObject(0);
        String why = problem.getString("kind") + " " + problem.getString("code");
        String where =
            problem.getString("column") == null
                ? ""
                : " " + problem.getString("column") + " " + problem.getString("path");
        assertThat(quarantined.remove(place))
            .isEqualTo(why + where + " " + problem.getString("reason"));
      }
    }
    assertThat(quarantined).isEmpty();
    assertThat(table).hasSize(written);
    assertThat(
            status.partitions().stream()
                .mapToLong(p -> p.ledger().count(Count.NULLED_FIELDS))
                .sum())
        .isEqualTo(nulledFields);
    assertThat(
            status.partitions().stream().mapToLong(p -> p.ledger().count(Count.TOMBSTONES)).sum())
        .isEqualTo(preview.getJsonObject("counts").getInteger("tombstone").longValue());
    for (String outcome : expectedOutcomes) {
      assertThat(preview.getJsonObject("counts").getInteger(outcome)).as(outcome).isPositive();
    }
    // The table is there now; the same records are seen through its real columns.
    JsonObject again = preview(10_000);
    assertThat(again.getString("table")).isEqualTo("existing");
    assertThat(again.getValue("createTable")).isNull();
    assertThat(again.getJsonArray("records")).isEqualTo(preview.getJsonArray("records"));
  }

  @Test
  void tenThousandRecordsGoWhereThePreviewSaidWithQuarantine() {
    outcomesAreThoseOfTheRun(
        ",\"dirtyData\":\"quarantine\",\"malformed\":\"quarantine\"",
        List.of("written", "quarantined", "tombstone"));
  }

  @Test
  void tenThousandRecordsGoWhereThePreviewSaidWithNulls() {
    outcomesAreThoseOfTheRun(
        ",\"dirtyData\":\"null\",\"malformed\":\"quarantine\"",
        List.of("written", "nulled", "quarantined", "tombstone"));
  }

  @Test
  void theRecordThatStopsTheJobIsTheFirstThatThePreviewStopsAt() {
    engine.send(0, "{\"id\":1}", "{\"id\":2,\"qty\":\"abc\"}", "{\"id\":3}");
    job("");

    JsonObject preview = preview(20);
    engine.start();
    JobStatus failed = engine.until(JobState.FAILED);

    JsonObject stop = records(preview).get(1);
    assertThat(stop.getString("outcome")).isEqualTo("stop");
    JsonObject problem = stop.getJsonArray("problems").getJsonObject(0);
    assertThat(problem.getString("code")).isEqualTo(failed.error().code());
    assertThat(problem.getString("column")).isEqualTo(failed.error().column());
    assertThat(problem.getString("path")).isEqualTo(failed.error().path());
    assertThat(problem.getString("value")).isEqualTo("abc").isEqualTo(failed.error().value());
    assertThat(failed.error().offset()).isEqualTo(stop.getLong("offset"));
    assertThat(preview.getJsonObject("counts").getMap())
        .isEqualTo(Map.of("written", 2, "nulled", 0, "quarantined", 0, "stop", 1, "tombstone", 0));
  }

  @Test
  void theStatementsShownCanBeSentAsTheyAre() {
    engine.send(
        0, "{\"id\":1,\"name\":\"O'Hara \\\\ \\\"x\\\"\",\"o\":{\"a\":\"\\n\"}}", "{\"id\":2}");
    job(",\"write\":{\"mode\":\"upsert\"}");
    JsonObject preview = preview(20);

    engine.execute(
        preview.getString("createTable") + "; " + preview.getJsonArray("statements").getString(0));

    assertThat(table().values())
        .containsExactlyInAnyOrderElementsOf(
            records(preview).stream().map(r -> shown(r.getJsonArray("values"))).toList());
    assertThat(preview.getJsonArray("statements").getString(0))
        .contains("ON DUPLICATE KEY UPDATE `qty`");
  }

  @Test
  void pathsThatNoEntryTakesAreListed() {
    engine.send(0, "{\"id\":1,\"more\":{\"a\":1}}", "{\"id\":2,\"o\":{\"a\":1},\"other\":null}");
    job("");

    assertThat(preview(20).getJsonArray("unmapped")).containsExactly("/more", "/other");
  }

  @Test
  void aPreviewOfARunningJobLeavesNoTrace() throws Exception {
    engine.send(0, "{\"id\":1}", "{\"id\":2}");
    engine.send(1, "{\"id\":3}");
    job("");
    engine.start();
    engine.untilCaughtUp(3);
    String everything =
        "SELECT CONCAT_WS('|', topic, `partition`, epoch, start_offset, next_offset, written,"
            + " updated_at) FROM millrace_ledger ORDER BY 1";
    List<List<String>> ledger = engine.query(everything);
    Map<String, List<String>> rows = table();
    List<List<String>> tables = engine.query("SHOW TABLES");
    var groups = engine.kafka().admin().listGroups().all().get();
    // They are committed some time after the transaction.
    var offsets =
        Eventually.get(
            "the group's offsets",
            SOON,
            this::groupOffsets,
            found -> found.equals(Map.of(0, 2L, 1, 1L)));

    JsonObject preview = preview(20);
    JsonObject unsaved = preview(PreviewRequest.of(engine.api().job(engine.job()).spec(), 20));

    JsonObject document =
        new JsonObject(
            Json.encode(JobDocument.write(engine.api().job(engine.job()).spec(), false)));
    JsonObject edited = preview(sentBack(document));
    document.getJsonObject("destination").put("host", "elsewhere.invalid");

    assertThat(records(preview)).hasSize(3);
    assertThat(unsaved.getJsonArray("records")).isEqualTo(preview.getJsonArray("records"));
    assertThat(edited.getJsonArray("records")).isEqualTo(preview.getJsonArray("records"));
    assertThat(edited.getString("table"))
        .as("the password is the stored one")
        .isEqualTo("existing");
    assertThat(
            catchThrowableOfType(InvalidDocument.class, () -> preview(sentBack(document))).faults())
        .as("it goes to no other server")
        .extracting(FieldError::pointer)
        .containsExactly("/destination/password");
    assertThat(preview.encode()).doesNotContain("password");
    assertThat(engine.query(everything)).isEqualTo(ledger);
    assertThat(table()).isEqualTo(rows);
    assertThat(engine.query("SHOW TABLES")).isEqualTo(tables);
    assertThat(engine.kafka().admin().listGroups().all().get()).hasSameSizeAs(groups);
    assertThat(groupOffsets()).isEqualTo(offsets);
    assertThat(engine.status().state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void whoPreviewsEditByEditIsJudgedByTheSameRecordsForAMinute() throws Exception {
    engine.send(0, "{\"id\":1}");
    job("");
    PreviewRequest edit =
        new PreviewRequest(engine.job(), null, 20, ValuesAs.JSON, 0, Duration.ofMinutes(1));

    JsonObject first = preview(edit);
    engine.send(0, "{\"id\":2}");
    JsonObject second = preview(edit);
    JsonObject anew = preview(20);

    assertThat(records(second)).as("what came since is not among them").hasSize(1);
    assertThat(second).isEqualTo(first);
    assertThat(records(anew)).hasSize(2);
    assertThat(anew.getInstant("readAt")).isAfter(first.getInstant("readAt"));
  }

  /** As a reader of the job got it, with the job's own secrets. */
  private PreviewRequest sentBack(JsonObject document) {
    return new PreviewRequest(
        engine.job(), JobDocument.read(new JsonObject(document.encode()).getMap()), 20);
  }

  /** Next offset by partition; of this test's topic. */
  private Map<Integer, Long> groupOffsets() throws Exception {
    Map<Integer, Long> offsets = new HashMap<>();
    engine
        .kafka()
        .admin()
        .listConsumerGroupOffsets(engine.group())
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (partition, commit) -> {
              if (partition.topic().equals(engine.topic().name())) {
                offsets.put(partition.partition(), commit.offset());
              }
            });
    return offsets;
  }

  @Test
  void anArrayGivesSeveralRowsOrNone() {
    engine.send(
        0, "[{\"id\":1},{\"id\":2,\"qty\":7}]", "[{\"id\":3}]", "[{\"id\":4},{\"id\":\"x\"}]");
    job(",\"parse\":{\"root\":\"array\"},\"dirtyData\":\"quarantine\"");

    List<JsonObject> records = records(preview(20));

    assertThat(records.get(0).getJsonArray("rows")).hasSize(2);
    assertThat(records.get(0).getJsonArray("values").getInteger(0)).isEqualTo(1);
    assertThat(records.get(1).containsKey("rows")).isFalse();
    assertThat(records.get(2).getString("outcome")).isEqualTo("quarantined");
  }

  @Test
  void anEmptyTopicShowsTheTableAndNoRecords() {
    job("");

    JsonObject preview = preview(20);

    assertThat(preview.getJsonArray("columns")).hasSize(7);
    assertThat(preview.getJsonArray("records")).isEmpty();
    assertThat(preview.getJsonArray("statements")).isEmpty();
    assertThat(preview.getString("createTable")).contains("PRIMARY KEY (`id`)");
  }

  @Test
  void aMappingIsInferredAsAtAStart() {
    engine.send(0, "{\"a\":1,\"b\":\"x\"}", "{\"a\":2,\"c\":[1]}");
    engine.put("{}");

    JsonObject preview = preview(20);

    assertThat(preview.getBoolean("mappingInferred")).isTrue();
    assertThat(preview.getJsonArray("columns")).isEqualTo(JsonArray.of("a", "b", "c"));
    assertThat(preview.getJsonObject("counts").getInteger("written")).isEqualTo(2);
    assertThat(engine.api().job(engine.job()).spec().tables().get(0).mapping()).isEmpty();
  }

  @Test
  void aDatabaseThatIsAwayHidesOnlyWhatItAloneKnows() {
    engine.send(0, "{\"id\":1}");
    JsonObject document = new JsonObject("{\"source\":\"s\"," + MAPPING + "}");
    document.put(
        "destination",
        new JsonObject()
            .put("host", "127.0.0.1")
            .put("port", 1)
            .put("database", "d")
            .put("table", "t")
            .put("user", "u")
            .put("password", "very-secret"));

    JsonObject typed =
        preview(
            PreviewRequest.of(JobDocument.read(new JsonObject(document.encode()).getMap()), 20));
    document.getJsonArray("mapping").getJsonObject(0).remove("type");
    document.put("createTable", "never");
    InvalidDocument untyped =
        catchThrowableOfType(
            InvalidDocument.class,
            () ->
                preview(
                    PreviewRequest.of(
                        JobDocument.read(new JsonObject(document.encode()).getMap()), 20)));

    assertThat(typed.getString("table")).isEqualTo("unknown");
    assertThat(records(typed)).hasSize(1);
    assertThat(typed.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/destination/host");
    assertThat(typed.encode()).doesNotContain("very-secret");
    assertThat(untyped.faults())
        .extracting(FieldError::pointer)
        .containsExactly("/destination/host");
    assertThat(untyped.getMessage()).doesNotContain("very-secret");
  }

  private JsonObject previewOf(String job) {
    return preview(
        RequestDocument.preview(new JsonObject("{\"job\":" + job + ",\"records\":20}").getMap()));
  }

  @Test
  void aJobWithoutADatabaseIsShownByTheTypesOfItsMappingOrOfItsRecords() {
    engine.send(0, "{\"id\":1,\"qty\":300,\"name\":\"Zoë\"}");
    engine.put("{}");

    JsonObject inferred = previewOf("{\"source\":\"s\"}");
    JsonObject half =
        previewOf(
            "{\"source\":\"s\",\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"key\":true},"
                + "{\"path\":\"/qty\",\"column\":\"q\",\"type\":\"TINYINT\"}],\"dirtyData\":\"null\"}");
    JsonObject other =
        previewOf(
            "{\"source\":\"s\",\"destination\":{\"dialect\":\"analyticdb\",\"table\":\"o\"}}");

    assertThat(inferred.getJsonArray("columns")).isEqualTo(JsonArray.of("id", "qty", "name"));
    assertThat(inferred.getString("table")).isEqualTo("unknown");
    assertThat(inferred.getJsonArray("errors")).as("no server is missed").isEmpty();
    assertThat(inferred.getString("createTable")).contains("`s`", "`qty` BIGINT");
    assertThat(half.getJsonArray("columns")).isEqualTo(JsonArray.of("id", "q"));
    assertThat(half.getJsonObject("counts").getInteger("nulled")).isEqualTo(1);
    assertThat(half.getString("createTable")).contains("`id` BIGINT", "PRIMARY KEY (`id`)");
    assertThat(other.getString("createTable")).contains("`o`", "DISTRIBUTED BY");
  }

  @Test
  void withoutADatabaseATypeThatNothingTellsIsAsked() {
    engine.send(0, "{\"id\":1}");
    engine.put("{}");

    InvalidDocument untold =
        catchThrowableOfType(
            InvalidDocument.class,
            () ->
                previewOf(
                    "{\"source\":\"s\",\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"},"
                        + "{\"path\":\"/gone\",\"column\":\"gone\"}]}"));

    assertThat(untold.faults()).extracting(FieldError::pointer).containsExactly("/mapping/1/type");
  }

  @Test
  void whatCannotBeShownIsRefusedWithItsPlace() {
    engine.send(0, "{\"id\":1}");
    engine.execute("CREATE TABLE t (id INT PRIMARY KEY)");
    job("");
    InvalidDocument missing = catchThrowableOfType(InvalidDocument.class, () -> preview(20));
    InvalidDocument unknown =
        catchThrowableOfType(InvalidDocument.class, () -> preview(PreviewRequest.of("nobody", 20)));

    assertThat(missing.faults()).extracting(FieldError::pointer).contains("/mapping/1/column");
    assertThat(unknown.faults()).extracting(FieldError::pointer).containsExactly("/job");
  }
}
