package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.SampleReport;
import dev.millrace.document.RequestDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.model.Count;
import dev.millrace.render.SampleJson;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.Workload;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Samples of real topics. */
@OneServer("samples are taken of topics")
@ExtendWith(RealServers.class)
class SampleIT {
  private static final long NOW = System.currentTimeMillis();

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka broker) {
    kafka = broker;
    kit = new EngineKit(directory);
  }

  @AfterEach
  void stop() {
    kit.close();
  }

  private JsonObject sample(String source, String request) {
    SampleReport answer =
        EngineKit.await(
            kit.engine().sample(source, RequestDocument.sample(new JsonObject(request).getMap())));
    return new JsonObject(Json.encodeToBuffer(SampleJson.of(answer)));
  }

  private static List<String> values(JsonObject sample) {
    return sample.getJsonArray("records").stream()
        .map(r -> ((JsonObject) r).getString("value"))
        .toList();
  }

  private static JsonObject find(JsonArray list, String field, String value) {
    return list.stream()
        .map(JsonObject.class::cast)
        .filter(o -> value.equals(o.getString(field)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void asTextExtremesKeepTheirDigitsAndALargeValueIsCutWithItsSize() {
    try (Topic topic = new Topic(kafka, 1)) {
      kit.source("s", kafka.bootstrapServers(), topic.name());
      String large = "{\"id\":1,\"text\":\"" + "x".repeat(900_000) + "\"}";
      topic.sendAt(0, NOW, large);
      topic.sendAt(0, NOW + 1, "{\"id\":9223372036854775807,\"id\":1e400,\"price\":1.10}");

      JsonObject sample = sample("s", "{\"valuesAs\":\"text\"}");

      JsonArray records = sample.getJsonArray("records");
      assertThat(records.getJsonObject(0).getString("value")).isEqualTo(large.substring(0, 65_536));
      assertThat(records.getJsonObject(0).getInteger("valueBytes")).isEqualTo(large.length());
      assertThat(records.getJsonObject(0).getBoolean("cut")).isTrue();
      assertThat(records.getJsonObject(1).getString("value"))
          .isEqualTo("{\"id\":9223372036854775807,\"id\":1e400,\"price\":1.10}");
      assertThat(find(sample.getJsonArray("profile"), "path", "/id").getValue("max"))
          .isEqualTo("1e400");
      assertThat(find(sample.getJsonArray("profile"), "path", "/price").getValue("min"))
          .isEqualTo("1.10");
    }
  }

  @Test
  void pointsInTimeAreToldAsOffsetsAndWhatIsLeftFromThere() {
    try (Topic topic = new Topic(kafka, 2)) {
      kit.source("s", kafka.bootstrapServers(), topic.name());
      long hour = Duration.ofHours(1).toMillis();
      topic.sendAt(0, NOW - 3 * hour, "{\"id\":1}");
      topic.sendAt(0, NOW - hour, "{\"id\":2}");
      topic.sendAt(1, NOW - 2 * hour, "{\"id\":3}");

      JsonObject times =
          sample(
                  "s",
                  "{\"records\":1,\"timestamps\":[%d,%d,%d]}"
                      .formatted(NOW - 4 * hour, NOW - 2 * hour, NOW - hour / 2))
              .getJsonObject("times");

      JsonArray instants = times.getJsonArray("instants");
      assertThat(times.getLong("records")).isEqualTo(3);
      assertThat(instants)
          .extracting(at -> ((JsonObject) at).getLong("records"))
          .containsExactly(3L, 2L, 0L);
      assertThat(instants)
          .extracting(at -> ((JsonObject) at).getJsonObject("offsets").encode())
          .as("the second at the very moment; after the last record the end")
          .containsExactly("{\"0\":0,\"1\":0}", "{\"0\":1,\"1\":0}", "{\"0\":2,\"1\":1}");
      assertThat(instants.getJsonObject(0).getInstant("timestamp").toEpochMilli())
          .isEqualTo(NOW - 4 * hour);
      assertThat(sample("s", "{}").containsKey("times")).as("where none is asked for").isFalse();
    }
  }

  @Test
  void theNewestRecordsOverAllPartitionsAreShownWithAllTheyHave() {
    try (Topic topic = new Topic(kafka, 3)) {
      kit.source("s", kafka.bootstrapServers(), topic.name());
      for (int i = 0; i < 30; i++) {
        topic.sendAt(i % 3, NOW + i, "{\"id\":" + i + ",\"price\":" + i + ".25}");
      }
      ProducerRecord<byte[], byte[]> odd =
          new ProducerRecord<>(
              topic.name(),
              1,
              NOW + 1_000,
              new byte[] {(byte) 0xFF},
              new byte[] {(byte) 0xC3, 0x28});
      odd.headers().add("trace", "ä".getBytes(StandardCharsets.UTF_8));
      odd.headers().add("raw", new byte[] {(byte) 0x80});
      topic.send(odd);
      topic.send(
          new ProducerRecord<byte[], byte[]>(
              topic.name(), 2, (Long) (NOW + 1_001), (byte[]) null, (byte[]) null));
      topic.sendAt(0, NOW + 1_002, "no json");

      JsonObject sample = sample("s", "{\"records\":7}");

      assertThat(values(sample))
          .containsExactly(
              "{\"id\":26,\"price\":26.25}",
              "{\"id\":27,\"price\":27.25}",
              "{\"id\":28,\"price\":28.25}",
              "{\"id\":29,\"price\":29.25}",
              "wyg=",
              null,
              "no json");
      JsonObject binary = sample.getJsonArray("records").getJsonObject(4);
      assertThat(binary.getString("encoding")).isEqualTo("base64");
      assertThat(binary.getString("key")).isEqualTo("/w==");
      assertThat(binary.getString("keyEncoding")).isEqualTo("base64");
      assertThat(binary.getJsonObject("headers"))
          .isEqualTo(
              new JsonObject()
                  .put("trace", "ä")
                  .put("raw", new JsonObject().put("base64", "gA==")));
      assertThat(binary.getLong("timestamp")).isEqualTo(NOW + 1_000);
      assertThat(binary.getString("malformed")).isEqualTo("not-utf8");
      assertThat(sample.getJsonArray("records").getJsonObject(6).getString("malformed"))
          .isEqualTo("not-json");
      assertThat(sample.getInteger("malformed")).isEqualTo(2);
      JsonObject price = find(sample.getJsonArray("profile"), "path", "/price");
      assertThat(price.getInteger("present")).isEqualTo(4);
      assertThat(price.getJsonObject("types")).isEqualTo(new JsonObject().put("decimal", 4));
      assertThat(price.getDouble("min")).isEqualTo(26.25);
      assertThat(price.getInteger("scale")).isEqualTo(2);
      assertThat(price.getInteger("distinct")).isEqualTo(4);
      assertThat(sample.getJsonArray("keyCandidates")).isEqualTo(JsonArray.of("/id"));
      assertThat(find(sample.getJsonArray("mapping"), "path", "/id").getString("type"))
          .isEqualTo("BIGINT");
      assertThat(sample.getString("createTable"))
          .startsWith("CREATE TABLE IF NOT EXISTS `" + topic.name().replace('-', '_') + "` (");
    }
  }

  @Test
  void anEmptyTopicGivesEmptyLists() {
    try (Topic topic = new Topic(kafka, 2)) {
      kit.source("s", kafka.bootstrapServers(), topic.name());

      for (String request : List.of("{}", "{\"layers\":0}", "{\"dialect\":\"analyticdb\"}")) {
        JsonObject sample = sample("s", request);

        assertThat(sample.getJsonArray("records")).isEmpty();
        assertThat(sample.getJsonArray("profile")).isEmpty();
        assertThat(sample.getJsonArray("mapping")).isEmpty();
        assertThat(sample.getValue("createTable")).isNull();
        assertThat(sample.containsKey("createTable")).isTrue();
      }
    }
  }

  @Test
  void holesOfTransactionsAreReadAcross() {
    try (Topic topic = new Topic(kafka, 1)) {
      kit.source("s", kafka.bootstrapServers(), topic.name());
      topic.send(0, "{\"n\":1}");
      topic.sendInTransaction(0, true, "{\"n\":2}", "{\"n\":3}");
      for (int i = 0; i < 5; i++) {
        topic.sendInTransaction(0, false, "{\"n\":90}", "{\"n\":91}");
      }
      topic.sendInTransaction(0, true, "{\"n\":4}");

      assertThat(values(sample("s", "{\"records\":3}")))
          .containsExactly("{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
      assertThat(values(sample("s", "{\"records\":1000}"))).hasSize(4);
    }
  }

  @Test
  void aRecordOfFiveMegabytesComesWholeOrCut() {
    String name = "big-" + System.nanoTime();
    kafka.createTopic(name, 1, Map.of("max.message.bytes", "16777216"));
    kit.source("s", kafka.bootstrapServers(), name);
    String big = "{\"id\":1,\"text\":\"" + "é".repeat(2_500_000) + "\"}";
    try (var producer =
        kafka.producer(Map.of("max.request.size", 16 << 20, "buffer.memory", 64L << 20))) {
      producer.send(new ProducerRecord<>(name, big.getBytes(StandardCharsets.UTF_8)));
      producer.flush();
    }

    JsonObject whole = sample("s", "{}");
    JsonObject cut = sample("s", "{\"maxValueChars\":100}");

    assertThat(values(whole)).containsExactly(big);
    assertThat(find(whole.getJsonArray("mapping"), "path", "/text").getString("type"))
        .isEqualTo("MEDIUMTEXT");
    assertThat(values(cut)).containsExactly(big.substring(0, 100));
    assertThat(cut.getJsonArray("records").getJsonObject(0).getBoolean("cut")).isTrue();
    assertThat(cut.getJsonArray("records").getJsonObject(0).getInteger("valueBytes"))
        .isGreaterThan(5_000_000);
  }

  @Test
  void anUnknownTopicAndABrokerThatIsAwayAreFaultsOfTheSource() {
    kit.source("nowhere", kafka.bootstrapServers(), "no-such-topic");
    kit.source("away", "127.0.0.1:1", "t");

    for (String source : List.of("nowhere", "away")) {
      InvalidDocument refused =
          catchThrowableOfType(InvalidDocument.class, () -> sample(source, "{}"));

      assertThat(refused.faults()).extracting(FieldError::pointer).containsExactly("/source");
    }
  }

  @Test
  void theSuggestedTableTakesEveryRecordOfTheWorkload(EmbeddedMariaDb database) {
    String topic = RealServers.freshTopic(4);
    String schema = RealServers.freshDatabase();
    Workload workload = new Workload(3);
    try (var producer = kafka.producer()) {
      for (int i = 0; i < 10_000; i++) {
        producer.send(new ProducerRecord<>(topic, workload.key(i), workload.record(i)));
      }
      producer.flush();
    }
    kit.source("s", kafka.bootstrapServers(), topic);
    JsonObject sample =
        sample("s", "{\"layers\":3,\"records\":1000,\"dialect\":\"mariadb\",\"table\":\"t\"}");

    database.execute("USE " + schema + "; " + sample.getString("createTable"));
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        new JsonObject()
            .put("parse", new JsonObject().put("layers", 3))
            .put("mapping", sample.getJsonArray("mapping"))
            .put("createTable", "never")
            .encode());
    assertThat(EngineKit.await(kit.engine().check("j")).faults()).isEmpty();
    kit.start("j");
    JobStatus status = kit.untilCaughtUp("j", 10_000, Duration.ofSeconds(60));

    assertThat(status.partitions()).allMatch(p -> p.ledger().count(Count.NULLED_FIELDS) == 0);
    assertThat(status.partitions()).allMatch(p -> p.ledger().count(Count.QUARANTINED) == 0);
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isEqualTo(10_000);
  }

  @Test
  void samplesAreHeldAgainstAJobsTable(EmbeddedMariaDb database) {
    try (Topic topic = new Topic(kafka, 1)) {
      String schema = RealServers.freshDatabase();
      database.execute(
          "CREATE TABLE "
              + schema
              + ".t (ID INT PRIMARY KEY, name VARCHAR(3), note VARCHAR(9) NOT NULL,"
              + " extra INT, when_ DATE)");
      kit.source("s", kafka.bootstrapServers(), topic.name());
      kit.source("other", kafka.bootstrapServers(), topic.name());
      topic.send(
          0,
          "{\"id\":1,\"name\":\"abc\",\"note\":\"x\",\"at\":\"2026-01-01\",\"more\":1}",
          "{\"id\":99999999999,\"name\":\"abcd\",\"at\":\"soon\"}",
          "{\"id\":3,\"name\":\"abcde\",\"note\":null}");
      kit.job(
          "j",
          "s",
          database,
          schema,
          "t",
          "{\"mapping\":[{\"path\":\"/at\",\"column\":\"when_\"}],\"createTable\":\"never\"}");

      JsonObject sample = sample("s", "{\"job\":\"j\"}");

      JsonArray found = sample.getJsonArray("differences");
      assertThat(sample.getBoolean("tableExists")).isTrue();
      assertThat(found)
          .extracting(
              d -> {
                JsonObject o = (JsonObject) d;
                return o.getString("kind")
                    + " "
                    + o.getString("column")
                    + " "
                    + o.getValue("values");
              })
          .containsExactlyInAnyOrder(
              "missing-in-table more null",
              "missing-in-data extra null",
              "type-cannot-hold ID 1",
              "type-cannot-hold name 2",
              "type-cannot-hold when_ 1",
              "null-not-allowed note 2");
      assertThat(find(found, "column", "name").getString("example")).isEqualTo("abcd");
      assertThat(
              catchThrowableOfType(InvalidDocument.class, () -> sample("other", "{\"job\":\"j\"}"))
                  .faults())
          .extracting(FieldError::pointer)
          .containsExactly("/job");
    }
  }
}
