package dev.millrace.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.JobStatus;
import dev.millrace.error.InvalidDocument;
import dev.millrace.model.JobState;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Records made to break something: each is a row, or in quarantine under its code, whole. */
@ExtendWith(RealServers.class)
class HostileInputIT {
  private static final Duration SOON = Duration.ofSeconds(120);
  private static final int LIMIT = 16 << 20;
  private static final String ROW = "row";

  @TempDir Path directory;
  private final List<String> sums = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private EmbeddedMariaDb database;
  private String schema;
  private String topic;
  private KafkaProducer<byte[], byte[]> producer;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    topic = schema + "-hostile";
    kafka.createTopic(topic, 1, Map.of("max.message.bytes", String.valueOf(LIMIT + (1 << 20))));
    producer =
        kafka.producer(Map.of("max.request.size", LIMIT + (1 << 20), "buffer.memory", 3L * LIMIT));
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic);
  }

  @AfterEach
  void stop() {
    kit.close();
    producer.close();
  }

  private void send(String outcome, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, 0, null, value)).get();
    expected.add(outcome);
    sums.add(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value)));
  }

  private void send(String outcome, String value) throws Exception {
    send(outcome, value.getBytes(UTF_8));
  }

  private void job() {
    put(
        "{\"path\":\"$offset\",\"column\":\"o\",\"type\":\"BIGINT\",\"key\":true},"
            + "{\"path\":\"/s\",\"column\":\"s\",\"type\":\"LONGTEXT\"},"
            + "{\"path\":\"/n\",\"column\":\"n\",\"type\":\"DOUBLE\"},"
            + "{\"path\":\"/j\",\"column\":\"j\",\"type\":\"JSON\"}");
    kit.start("j");
  }

  private void put(String mapping) {
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        "{\"mapping\":["
            + mapping
            + "],\"dirtyData\":\"quarantine\",\"malformed\":\"quarantine\","
            + "\"refused\":\"quarantine\",\"maxQuarantinedRatio\":1.0,\"batch\":{\"lingerMs\":20}}");
  }

  /** The outcome of each record by offset; what is in quarantine has the record's own bytes. */
  private List<String> outcomes() {
    String[] found = new String[expected.size()];
    Arrays.fill(found, "nothing");
    database
        .query("SELECT o FROM " + schema + ".t")
        .forEach(r -> found[Integer.parseInt(r.get(0))] = ROW);
    database
        .query("SELECT `offset`, code, SHA2(value,256) FROM " + schema + ".millrace_quarantine")
        .forEach(
            r -> {
              int offset = Integer.parseInt(r.get(0));
              boolean whole = r.get(2).equals(sums.get(offset));
              found[offset] = r.get(1) + (whole ? "" : ", but not as it was");
            });
    return List.of(found);
  }

  private String text(int offset, String column) {
    return database.value("SELECT " + column + " FROM " + schema + ".t WHERE o=" + offset);
  }

  @Test
  void eachHostileRecordHasItsOutcome() throws Exception {
    send("too-deep", "[".repeat(100_000));
    send("too-deep", "{\"skipped\":" + "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_001));
    send(ROW, "{\"skipped\":" + "[".repeat(999) + "]".repeat(999) + "}");
    // MariaDB takes no JSON of more than 32 levels, MySQL none of more than 100.
    String tooDeepForTheServer = database.isMySql() ? "refused-by-server" : "check-violated";
    send(tooDeepForTheServer, "{\"j\":" + "[".repeat(120) + "]".repeat(120) + "}");
    int names = expected.size();
    send(ROW, "{\"s\":\"names\"" + names(300_000, "k") + "}");
    send(ROW, "{\"s\":\"names\"" + names(100_000, "\\u006b\\n") + "}");
    send("not-utf8", "{\"s\":\"\u00fc\"}".getBytes(ISO_8859_1));
    send("not-utf8", "{\"skipped\":\"\u00ed\u00a0\u0080\"}".getBytes(ISO_8859_1));
    send("not-json", "\uFEFF{\"s\":\"a\"}");
    send("not-json", "{\"s\":\"a\"}".getBytes(UTF_16LE));
    send("not-json", "{\"s\":\"a\u0000b\"}");
    send("not-json", "{\"s\":\"a\"}\u0000");
    int zero = expected.size();
    send(ROW, "{\"s\":\"a\\u0000b\"}");
    int twice = expected.size();
    send(ROW, "{\"s\":\"first\",\"n\":1,\"\\u0073\":{\"x\":2},\"n\":2,\"s\":\"last\"}");
    send("not-json", "{\"n\":NaN}");
    send("not-json", "{\"n\":Infinity}");
    send("not-json", "{\"n\":-Infinity}");
    send("not-a-number", "{\"n\":\"NaN\"}");
    send("not-a-number", "{\"n\":\"Infinity\"}");
    send("out-of-range", "{\"n\":1e999}");
    send("out-of-range", "{\"n\":" + "9".repeat(1_000) + "}");
    send("number-too-long", "{\"skipped\":" + "9".repeat(1_001) + "}");
    send("not-in-charset", "{\"s\":\"\\ud83d\"}");
    send("empty", "");
    send("empty", " \n\t ");
    send("wrong-root", "[{\"s\":\"a\"}]");
    send("not-json", "{\"s\":\"a\"}{\"s\":\"b\"}");
    int quotes = expected.size();
    send(ROW, "{\"s\":\"\\\"'\\\\); DROP TABLE t; -- \\u001a%_\"}");

    job();
    JobStatus status = kit.untilCaughtUp("j", expected.size(), SOON);

    assertThat(outcomes()).isEqualTo(expected);
    assertThat(status.balanced()).isTrue();
    assertThat(status.unmapped()).hasSizeLessThanOrEqualTo(1_000);
    assertThat(text(names, "s")).isEqualTo("names");
    assertThat(text(zero, "HEX(s)")).isEqualTo("610062");
    assertThat(text(twice, "CONCAT(s,n)")).isEqualTo("last2");
    assertThat(text(quotes, "s")).isEqualTo("\"'\\); DROP TABLE t; -- \u001a%_");
  }

  private static String names(int count, String prefix) {
    return IntStream.range(0, count)
        .mapToObj(i -> ",\"" + prefix + i + "\":0")
        .collect(Collectors.joining());
  }

  @Test
  void sixteenMebibytesAreTakenAndOneByteMoreIsTooLarge() throws Exception {
    String packet = database.value("SELECT @@GLOBAL.max_allowed_packet");
    try {
      database.execute("SET GLOBAL max_allowed_packet=" + LIMIT);
      send(ROW, padded("{\"s\":\"before\",\"skipped\":\"", LIMIT));
      // Twice as large in hexadecimal as the server takes at once.
      send("not-a-number", padded("{\"n\":\"x\",\"skipped\":\"", LIMIT));
      // A row that no statement can carry.
      send("too-large", padded("{\"s\":\"", LIMIT));
      send(ROW, "{\"s\":\"between\"}");
      send("too-large", padded("{\"s\":\"x\",\"skipped\":\"", LIMIT + 1));
      send(ROW, "{\"s\":\"behind\"}");

      job();
      JobStatus failed = kit.until("j", JobState.FAILED, SOON);

      assertThat(failed.error().code()).isEqualTo("packet-too-large");
      assertThat(failed.error().offset()).isEqualTo(4);
      assertThat(failed.error().message())
          .contains("too-large", "raise max_allowed_packet", "reset");
      assertThat(failed.balanced()).isTrue();
      assertThat(failed.partitions().get(0).ledger().nextOffset()).isLessThanOrEqualTo(4);

      database.execute("SET GLOBAL max_allowed_packet=" + 4L * LIMIT);
      kit.start("j");
      JobStatus status = kit.untilCaughtUp("j", expected.size(), SOON);
      // With more room the third is no longer too large.
      expected.set(2, outcomes().get(2));
      assertThat(expected.get(2)).isIn(ROW, "too-large");
      assertThat(outcomes()).isEqualTo(expected);
      assertThat(status.balanced()).isTrue();
    } finally {
      database.execute("SET GLOBAL max_allowed_packet=" + packet);
    }
  }

  private static byte[] padded(String start, int bytes) {
    byte[] message = new byte[bytes];
    Arrays.fill(message, (byte) 'p');
    byte[] head = start.getBytes(UTF_8);
    System.arraycopy(head, 0, message, 0, head.length);
    message[bytes - 2] = '"';
    message[bytes - 1] = '}';
    return message;
  }

  @Test
  void asManyColumnsAsATableTakesAreWrittenAndMoreAreAFault() throws Exception {
    send(
        ROW,
        IntStream.range(0, 1_017)
            .mapToObj(i -> "\"c" + i + "\":" + i)
            .collect(Collectors.joining(",", "{", "}")));

    assertThatThrownBy(() -> put(ints(10_000)))
        .isInstanceOfSatisfying(
            InvalidDocument.class,
            e -> assertThat(e.faults()).extracting(f -> f.pointer()).containsExactly("/mapping"));
    put(ints(1_018));
    assertThatThrownBy(() -> kit.start("j"))
        .isInstanceOfSatisfying(
            InvalidDocument.class,
            e -> {
              assertThat(e.faults()).extracting(f -> f.pointer()).containsExactly("/mapping");
              assertThat(e.faults().get(0).detail()).contains("1018", "1017");
            });
    put(ints(1_017));
    kit.start("j");
    kit.untilCaughtUp("j", 1, SOON);

    assertThat(database.query("SELECT c0, c500, c1016 FROM " + schema + ".t"))
        .containsExactly(List.of("0", "500", "1016"));
  }

  private static String ints(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"path\":\"/c%d\",\"column\":\"c%d\",\"type\":\"INT\"}".formatted(i, i))
        .collect(Collectors.joining(","));
  }

  @Test
  void aRowThatNoTableCanHoldEndsInTheServersWords() throws Exception {
    put(
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    "{\"path\":\"/c%d\",\"column\":\"c%d\",\"type\":\"VARCHAR(255)\"}"
                        .formatted(i, i))
            .collect(Collectors.joining(",")));
    kit.start("j");
    JobStatus failed = kit.until("j", JobState.FAILED, SOON);

    assertThat(failed.error().message()).contains("Row size too large");
  }
}
