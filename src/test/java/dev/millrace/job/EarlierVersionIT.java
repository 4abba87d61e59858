package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.catalog.FileCatalog;
import dev.millrace.catalog.SecretCodec;
import dev.millrace.config.Arguments;
import dev.millrace.config.Config;
import dev.millrace.config.SecretBox;
import dev.millrace.error.JobError;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.secret.Secret;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the version before the ledger's columns {@code target}, {@code document_digest} and {@code
 * rounded_fields} left behind (written by its jar; ports, topics and their ids are put in here) is
 * opened and gone on with.
 */
@ExtendWith(RealServers.class)
class EarlierVersionIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String KEY =
      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

  @TempDir Path directory;

  private static String resource(String name) {
    try (InputStream in = EarlierVersionIT.class.getResourceAsStream("/earlier-version/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The records that the earlier version read. */
  private static void fill(Topic topic, boolean orders) {
    for (int i = 0; i < 10; i++) {
      String good = "{\"id\":" + i + ",\"qty\":" + i * 3 + "}";
      topic.send(
          i % 2, i == 4 ? "{\"id\":4,\"qty\":\"many\"}" : i == 7 && orders ? "not json" : good);
    }
    if (orders) {
      topic.send(1, (String) null);
    }
  }

  @Test
  void itsJobsGoOnWhereTheyWere(EmbeddedKafka kafka, EmbeddedMariaDb database) throws Exception {
    String schema = RealServers.freshDatabase();
    Map<String, Topic> topics = new HashMap<>();
    String catalog =
        resource("catalog.json")
            .replace("\"database\":\"shop\"", "\"database\":\"" + schema + "\"");
    String sql = resource("destination.sql");
    for (String name : List.of("orders", "events", "closed")) {
      Topic topic = new Topic(kafka, 2);
      topics.put(name, topic);
      fill(topic, name.equals("orders"));
      String id =
          kafka
              .admin()
              .describeTopics(List.of(topic.name()))
              .allTopicNames()
              .get()
              .get(topic.name())
              .topicId()
              .toString();
      catalog =
          catalog
              .replace("\"topic\":\"" + name + "\"", "\"topic\":\"" + topic.name() + "\"")
              .replaceAll(
                  "\\{\"name\":\"" + name + "\",\"id\":\"[^\"]*\"}",
                  "{\"name\":\"" + topic.name() + "\",\"id\":\"" + id + "\"}");
      sql =
          sql.replaceAll(
              "VALUES \\('(\\w+)','" + name + "',", "VALUES ('$1','" + topic.name() + "',");
    }
    topics
        .get("events")
        .putBack(
            "millrace-events",
            Map.of(
                new TopicPartition(topics.get("events").name(), 0),
                commit("millrace1 start=0 written=5 nulled=1 quarantined=0 tombstones=0 gaps=0"),
                new TopicPartition(topics.get("events").name(), 1),
                commit("millrace1 start=0 written=5 nulled=0 quarantined=0 tombstones=0 gaps=0")));
    database.execute("USE " + schema + ";" + sql);
    Files.writeString(
        directory.resolve("catalog.json"),
        catalog
            .replace("127.0.0.1:9092", kafka.bootstrapServers())
            .replace("\"port\":3306", "\"port\":" + database.port())
            .replace("\"host\":\"127.0.0.1\"", "\"host\":\"" + database.host() + "\"")
            .replace("\"user\":\"millrace\"", "\"user\":\"" + database.user() + "\"")
            .replace("wheel-and-water", database.password())
            // Without TLS MySQL's accounts are not logged in to by what an earlier version stored.
            .replace(
                "\"tls\":\"disabled\"",
                "\"tls\":\"" + (database.isMySql() ? "required" : "disabled") + "\""));
    topics.get("orders").send(0, "{\"id\":20,\"qty\":1}");
    topics.get("events").send(0, "{\"id\":20,\"qty\":1}");

    try (EngineKit kit =
        new EngineKit(
            directory, secret -> secret.isReference() ? database.password() : secret.reveal())) {
      assertThat(kit.status("closed").state()).isEqualTo(JobState.STOPPED);
      assertThat(kit.status("inferred").state()).isEqualTo(JobState.STOPPED);
      assertThat(kit.status("bounded").state()).isEqualTo(JobState.FINISHED);
      assertThat(kit.status("closed").partitions())
          .extracting(p -> p.ledger().nextOffset())
          .containsExactly(5L, 5L);
      kit.until("orders", JobState.RUNNING, SOON);
      JobStatus orders =
          Eventually.get(
              "orders goes on",
              SOON,
              () -> kit.status("orders"),
              status -> status.partitions().get(0).ledger().nextOffset() == 6);
      assertThat(orders.balanced()).isTrue();
      assertThat(orders.partitions())
          .extracting(p -> counts(p.ledger()))
          .containsExactly(
              List.of(0L, 6L, 5L, 0L, 0L, 1L, 0L), List.of(0L, 6L, 4L, 0L, 0L, 1L, 1L));
      Eventually.get(
          "events goes on",
          SOON,
          () -> counts(kit.status("events").partitions().get(0).ledger()),
          List.of(0L, 6L, 6L, 1L, 0L, 0L, 0L)::equals);
      // Either partition has a record that ends it; the lanes reach theirs in any order.
      JobError error = kit.until("failed", JobState.FAILED, SOON).error();
      assertThat(List.of(error.partition(), error.offset())).isIn(List.of(0, 2L), List.of(1, 3L));
      for (String table : List.of("orders", "events")) {
        assertThat(
                database.value(
                    "SELECT CAST(CONCAT(COUNT(*),' ',COUNT(DISTINCT id)) AS CHAR) FROM "
                        + schema
                        + "."
                        + table))
            .isEqualTo(table.equals("orders") ? "9 9" : "11 11");
      }
      assertThat(
              database.query(
                  "SELECT DISTINCT target,LENGTH(document_digest),rounded_fields FROM "
                      + schema
                      + ".millrace_ledger WHERE job='orders'"))
          .containsExactly(List.of(schema + ".orders", "16", "0"));
      assertThat(
              database.query(
                  "SELECT DISTINCT target,document_digest,rounded_fields FROM "
                      + schema
                      + ".millrace_ledger WHERE job='closed'"))
          .containsExactly(java.util.Arrays.asList(null, null, "0"));

      assertThat(
              EngineKit.await(
                      kit.engine().quarantine("orders", new QuarantineQuery(null, 10, false)))
                  .records())
          .extracting(record -> record.code() + " " + record.table() + " " + record.column())
          .containsExactly("not-a-number null qty", "not-json null null");
      assertThat(database.query("SHOW COLUMNS FROM " + schema + ".millrace_quarantine"))
          .as("a look alters nothing")
          .extracting(column -> column.get(0))
          .doesNotContain("table_name");

      topics.get("closed").send(1, "{\"id\":30,\"qty\":1}");
      kit.start("closed");
      kit.start("inferred");
      for (String job : List.of("closed", "inferred")) {
        kit.untilCaughtUp(job, 11, SOON);
        assertThat(database.number("SELECT COUNT(*) FROM " + schema + "." + job)).isEqualTo(11);
      }
      assertThat(kit.engine().source("secured").spec().properties())
          .containsEntry("ssl.truststore.password", "trust-me");
    } finally {
      topics.values().forEach(Topic::close);
    }
  }

  private static OffsetAndMetadata commit(String metadata) {
    return new OffsetAndMetadata(5, metadata);
  }

  private static List<Long> counts(LedgerRow row) {
    return List.of(
        row.startOffset(),
        row.nextOffset(),
        row.count(Count.WRITTEN),
        row.count(Count.NULLED_FIELDS),
        row.count(Count.ROUNDED_FIELDS),
        row.count(Count.QUARANTINED),
        row.count(Count.TOMBSTONES));
  }

  @Test
  void itsSealedSecretsAreOpened() throws Exception {
    Files.writeString(directory.resolve("catalog.json"), resource("catalog-sealed.json"));
    SecretBox box = Config.read(Arguments.parse(), Map.of("MILLRACE_SECRET_KEY", KEY)).secretBox();
    Vertx vertx = Vertx.vertx();
    FileCatalog catalog =
        EngineKit.await(FileCatalog.open(vertx, directory, new SecretCodec(box::seal, box::open)));

    assertThat(catalog.sources().get("secured").spec().properties())
        .containsEntry("ssl.truststore.password", "trust-me");
    Secret password = catalog.jobs().get("orders").spec().destination().password();
    assertThat(password.reveal()).isEqualTo("wheel-and-water");
    assertThat(catalog.jobs().get("orders").started()).isTrue();
    assertThat(catalog.jobs().get("closed").started()).isFalse();
    assertThat(catalog.jobs().get("failed").facts().error().code()).isEqualTo("not-json");
    assertThat(catalog.sources().get("secured").revision()).isEqualTo(1);
    assertThat(catalog.jobs().get("failed").desired().revision()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("catalog.json")))
        .doesNotContain("trust-me", "wheel-and-water");
    EngineKit.await(catalog.close());
    EngineKit.await(vertx.close());
  }
}
