package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.Precondition;
import dev.millrace.model.Count;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the samples are, the table that is suggested for them can be created on a real server
 * and takes the samples.
 */
@ExtendWith(RealServers.class)
class SuggestedTableIT {
  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private EmbeddedMariaDb database;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka broker, EmbeddedMariaDb mariaDb) {
    kafka = broker;
    database = mariaDb;
    kit = new EngineKit(directory);
  }

  @AfterEach
  void stop() {
    kit.close();
  }

  /** Lets a job infer its mapping, create its table and write; gives the table's columns. */
  private List<String> run(String... records) {
    String schema = RealServers.freshDatabase();
    String topic = "extreme-" + System.nanoTime();
    kafka.createTopic(topic, 1, Map.of("max.message.bytes", "16777216"));
    try (var producer = kafka.producer(Map.of("max.request.size", 16 << 20))) {
      for (String record : records) {
        producer.send(new ProducerRecord<>(topic, record.getBytes(StandardCharsets.UTF_8)));
      }
      producer.flush();
    }
    kit.source("s", kafka.bootstrapServers(), topic);
    kit.job("j", "s", database, schema, "t", "{\"parse\":{\"layers\":3}}");

    kit.start("j");
    JobStatus status = kit.untilCaughtUp("j", records.length, Duration.ofSeconds(60));

    assertThat(status.mappingInferred()).isTrue();
    assertThat(status.partitions()).allMatch(p -> p.ledger().count(Count.NULLED_FIELDS) == 0);
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isEqualTo(records.length);
    assertThat(kit.engine().job("j").spec().tables().get(0).mapping())
        .noneMatch(e -> e.type() == null);
    kit.stop("j");
    EngineKit.await(kit.engine().deleteJob("j", Precondition.NONE));
    return new TableText(database, schema, "t").columns();
  }

  private static String object(int members, IntFunction<String> key, IntFunction<?> value) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < members; i++) {
      object.put(key.apply(i), value.apply(i));
    }
    return object.encode();
  }

  @Test
  void twoThousandPathsOfEveryType() {
    List<Object> kinds =
        List.of(1, 1.5, true, "x".repeat(40), "2026-01-01T00:00:00.5Z", List.of(1), "é".repeat(90));

    List<String> columns =
        run(
            object(2_000, i -> "k" + i, i -> kinds.get(i % kinds.size())),
            object(2_000, i -> "k" + i, i -> i));

    assertThat(columns).hasSizeBetween(150, 1_017);
    assertThat(run(object(2_000, i -> "k" + i, i -> i), "{\"k0\":1}")).hasSizeBetween(900, 1_017);
  }

  @Test
  void rowsWiderThanTheServerTakes() {
    // 60 VARCHAR(4096) would have 983,160 bytes, 190 of 4-byte characters more than a page holds.
    assertThat(run(object(60, i -> "k" + i, i -> "x".repeat(1_500)), "{\"k0\":\"y\"}")).hasSize(60);
    assertThat(run(object(180, i -> "k" + i, i -> "😀".repeat(32)))).hasSize(180);
    assertThat(run(object(180, i -> "price_" + i, i -> "9".repeat(60) + "." + i % 10)))
        .hasSizeBetween(150, 180);
  }

  @Test
  void namesThatCollideAndNamesThatAreTooLong() {
    String kanji = "日本語";
    List<IntFunction<String>> forms =
        List.of(
            i -> "ä".repeat(70) + i,
            i -> "Ä".repeat(70) + i,
            i -> kanji.repeat(40) + i,
            i -> "😀".repeat(i + 1),
            i -> "a`b'\"\\" + i + " ",
            i -> "Straße" + i,
            i -> "STRASSE" + i,
            i -> "\u0000 " + i,
            i -> (i % 2 == 0 ? "x" : "X") + "~/".repeat(40) + i);

    List<String> columns =
        run(object(180, i -> forms.get(i % forms.size()).apply(i), i -> i), "{}", "{\"\":1}");

    assertThat(columns).hasSize(181);
    assertThat(columns).allMatch(c -> c.codePointCount(0, c.length()) <= 64);
    assertThat(columns.stream().map(c -> c.toLowerCase(Locale.ROOT)).distinct()).hasSize(181);
  }

  @Test
  void manyLongNamesOfManyBytes() {
    List<String> columns =
        run(object(900, i -> "漢".repeat(60) + i, i -> i % 2 == 0 ? List.of(i) : (Object) i));

    assertThat(columns).hasSizeBetween(100, 900);
  }
}
