package dev.millrace.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.answer.JobStatus;
import dev.millrace.document.RequestDocument;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.Warning;
import dev.millrace.job.EngineKit;
import dev.millrace.job.TestEngine;
import dev.millrace.render.SampleJson;
import dev.millrace.spec.MappingEntry;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the engine makes of records by itself, and what it says of that. */
@OneServer("records are the same; SuggestedTableIT has the tables made for them, on both")
class InferenceIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private void send(int records, IntFunction<String> record) {
    engine.sendEach(0, 0, records, record);
  }

  private void job(String json) {
    engine.put(json);
  }

  private JsonObject sample(String request) {
    return new JsonObject(
        Json.encodeToBuffer(
            SampleJson.of(
                EngineKit.await(
                    engine
                        .api()
                        .sample("s", RequestDocument.sample(new JsonObject(request).getMap()))))));
  }

  private static List<String> codes(List<Warning> warnings) {
    return warnings.stream().map(w -> w.code().label()).toList();
  }

  private static List<String> codes(JsonArray warnings) {
    return warnings.stream().map(w -> ((JsonObject) w).getString("code")).toList();
  }

  private List<String> keyColumns() {
    return engine
        .query(
            "SELECT COLUMN_NAME,COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA='"
                + engine.schema()
                + "' AND TABLE_NAME='t' AND COLUMN_KEY='PRI' ORDER BY ORDINAL_POSITION")
        .stream()
        .map(row -> row.get(0) + (row.get(1) == null ? "" : " " + row.get(1)))
        .toList();
  }

  @Test
  void aSafeKeyIsChosenAndSaid() {
    send(60, i -> "{\"n\":1,\"id\":\"o-" + i + "\"}");

    JsonObject key = sample("{\"records\":1000}").getJsonObject("key");
    job("{\"write\":{\"mode\":\"upsert\"}}");
    engine.start();
    JobStatus status = engine.untilCaughtUp(60);

    assertThat(key.getJsonArray("columns")).containsExactly("id");
    assertThat(key.getString("reason")).contains("/id", "all 60 records");
    assertThat(keyColumns())
        .containsExactly(
            "id " + (engine.database().isMySql() ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin"));
    assertThat(status.warnings()).isEmpty();
    assertThat(engine.rows()).isEqualTo(60);
  }

  @Test
  void oneTextAmongIntegersIsToldWithItsPlaceAndNotItsValue() {
    send(83, i -> "{\"id\":" + i + ",\"qty\":" + (i == 80 ? "\"secret\"" : "" + i) + "}");

    JsonObject sample = sample("{\"records\":1000}");
    job("{}");
    List<Warning> checked = engine.check().warnings();
    List<Warning> started = engine.start().warnings();
    JobStatus running = engine.untilCaughtUp(83);

    assertThat(codes(sample.getJsonArray("warnings"))).containsExactly("mixed-types");
    assertThat(codes(checked)).containsExactly("mixed-types");
    assertThat(checked.get(0).message())
        .contains(
            "/qty has 82 integers, 1 text",
            "partition 0 offset 80",
            "column 'qty' is VARCHAR(255)",
            "keep BIGINT")
        .doesNotContain("secret");
    assertThat(started).isEqualTo(checked);
    assertThat(running.warnings()).isEqualTo(checked);
  }

  @Test
  void anEntryWithATypeIsNotToldOfForItTakesTheTextAsDirty() {
    send(83, i -> "{\"id\":" + i + ",\"qty\":" + (i == 80 ? "\"x\"" : "" + i) + "}");
    String entry = "\"mapping\":[{\"path\":\"/qty\",\"column\":\"qty\"%s}]";

    job("{\"infer\":\"rest\"," + entry.formatted("") + "}");
    List<Warning> untyped = engine.check().warnings();
    job("{\"infer\":\"rest\"," + entry.formatted(",\"type\":\"BIGINT\"") + "}");
    List<Warning> typed = engine.check().warnings();

    assertThat(codes(untyped)).containsExactly("mixed-types");
    assertThat(codes(typed)).containsExactly("values-do-not-fit");
  }

  @Test
  void whereNoKeyIsSafeTheRecordsPlaceIsOfferedBySampleCheckStartAndStatus() {
    send(20, i -> "{\"id\":" + i + "}");

    JsonObject sample = sample("{}");
    job("{}");
    List<Warning> checked = engine.check().warnings();
    List<Warning> started = engine.start().warnings();

    assertThat(sample.getJsonObject("key").getJsonArray("columns")).isEmpty();
    assertThat(sample.getJsonObject("key").getString("reason")).contains("20 records are too few");
    assertThat(sample.getJsonObject("key").getJsonArray("offered").encode())
        .contains("__topic", "__partition", "__offset");
    assertThat(codes(sample.getJsonArray("warnings"))).containsExactly("no-key");
    assertThat(codes(checked)).containsExactly("no-key");
    assertThat(codes(started)).containsExactly("no-key");
    assertThat(started.get(0).message()).contains("too few", "$topic", "$partition", "$offset");
    assertThat(keyColumns()).isEmpty();
  }

  @Test
  void theStatusSaysSoAgainAfterARestart() {
    send(20, i -> "{\"id\":" + i + "}");
    job("{}");
    engine.start();
    engine.untilCaughtUp(20);
    engine.restartProcess();

    Eventually.until(
        "the status warns of the missing key",
        SOON,
        () -> codes(engine.status().warnings()).equals(List.of("no-key")));
    assertThat(codes(engine.check().warnings())).containsExactly("no-key");
  }

  @Test
  void givenEntriesWinAndTheRestIsInferredAndStored() {
    send(20, i -> "{\"id\":" + i + ",\"price\":\"1.5\",\"o\":{\"a\":true}}");
    job(
        "{\"infer\":\"rest\",\"parse\":{\"layers\":2},\"mapping\":["
            + "{\"path\":\"$offset\",\"column\":\"off\",\"key\":true},"
            + "{\"path\":\"/price\",\"column\":\"cost\",\"type\":\"DECIMAL(9,2)\"}]}");

    engine.start();
    engine.untilCaughtUp(20);

    assertThat(engine.api().job(engine.job()).spec().tables().get(0).mapping())
        .extracting(MappingEntry::column)
        .containsExactly("off", "cost", "id", "o_a");
    assertThat(engine.api().job(engine.job()).spec().infers()).isFalse();
    assertThat(engine.status().mappingInferred()).isTrue();
    assertThat(keyColumns()).containsExactly("off");
    assertThat(engine.table().rows("ORDER BY off LIMIT 1").toString())
        .isEqualTo("[{off=0, cost=1.50, id=0, o_a=1}]");
    engine.stop();
    send(1, i -> "{\"id\":21,\"new\":1}");
    engine.start();
    engine.untilCaughtUp(21);
    assertThat(engine.table().columns()).doesNotContain("new");
  }

  @Test
  void aFoldedDepthIsSaidEverywhere() {
    String texts =
        IntStream.range(0, 120)
            .mapToObj(i -> "\"k" + i + "\":\"x\"")
            .collect(Collectors.joining(",", "{", "}"));
    send(1, i -> "{\"a\":{\"b\":" + texts + "},\"c\":" + texts + "}");

    job("{\"parse\":{\"layers\":4}}");
    List<Warning> checked = engine.check().warnings();
    List<Warning> started = engine.start().warnings();

    assertThat(codes(sample("{\"layers\":4}").getJsonArray("warnings"))).contains("depth-reduced");
    assertThat(codes(checked)).contains("depth-reduced");
    assertThat(started)
        .filteredOn(w -> w.code().label().equals("depth-reduced"))
        .singleElement()
        .satisfies(w -> assertThat(w.message()).contains("/a/b is kept whole", "8,126"));
    assertThat(engine.table().columns()).hasSize(121).contains("a_b");
  }

  @Test
  void changeEventsAreSaidEverywhere() {
    String source = ",\"source\":{\"db\":\"d\",\"table\":\"t\"},\"op\":\"";
    engine.send(0, "{\"before\":null,\"after\":{\"id\":1}" + source + "c\"}");
    engine.send(0, "{\"before\":{\"id\":1},\"after\":null" + source + "d\"}");
    job(
        "{\"write\":{\"mode\":\"upsert\"},\"mapping\":["
            + "{\"path\":\"/op\",\"column\":\"op\",\"type\":\"VARCHAR(9)\",\"key\":true}]}");

    List<Warning> checked = engine.check().warnings();
    engine.start();

    assertThat(codes(sample("{}").getJsonArray("warnings"))).contains("change-events");
    assertThat(checked)
        .filteredOn(w -> w.code().label().equals("change-events"))
        .singleElement()
        .satisfies(w -> assertThat(w.message()).contains("2 of the newest 2", "Debezium", "1 of"));
    Eventually.until(
        "the status warns of change events",
        SOON,
        () -> codes(engine.status().warnings()).contains("change-events"));
  }

  @Test
  void tombstonesAmongKeyedRowsAreDeletesThatNobodyApplies() {
    engine
        .topic()
        .send(new ProducerRecord<>(engine.topic().name(), 0, bytes("1"), bytes("{\"id\":1}")));
    engine.topic().send(new ProducerRecord<>(engine.topic().name(), 0, bytes("1"), null));
    job("{}");

    assertThat(codes(engine.start().warnings())).contains("change-events");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whyNothingCanBeInferredIsSaidBySampleCheckAndStart() {
    job("{}");
    int records = 2;
    for (String[] cause :
        new String[][] {
          {null, "holds no records"},
          {"[{\"a\":1}]", "\"root\": \"array\""},
          {"\u0000\u0000\u0000\u0000\u0007{\"a\":1}", "schema id 7"}
        }) {
      if (cause[0] != null) {
        send(records *= 3, i -> cause[0]);
      }
      InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> engine.start());

      assertThat(refused.faults())
          .singleElement()
          .satisfies(f -> assertThat(f.detail()).contains(cause[1]));
      assertThat(engine.check().faults()).isEqualTo(refused.faults());
      JsonArray warnings = sample("{\"records\":1000}").getJsonArray("warnings");
      assertThat(codes(warnings)).contains("nothing-inferred");
      assertThat(warnings.encode()).contains(cause[1].replace("\"", "\\\""));
    }
  }
}
