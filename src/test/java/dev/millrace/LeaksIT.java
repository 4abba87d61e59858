package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.demo.EngineApi;
import dev.millrace.demo.EngineProcess;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people see of the process while records of every kind go wrong: its log at level debug, its
 * documents and its meters hold no password and nothing of the rows.
 */
@ExtendWith(RealServers.class)
class LeaksIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String ROWS = "pr1vate";
  private static final String PASSWORD = "s3cret-of-database";
  private static final String WRONG_PASSWORD = "s3cret-that-is-wrong";
  private static final String BROKER_PASSWORD = "s3cret-of-broker";

  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private String schema;
  private String user;
  private EngineProcess engine;
  private EngineApi api;

  @AfterEach
  void stop() {
    if (engine != null) {
      engine.stop();
    }
    if (user != null) {
      database.execute("DROP USER " + user + "@'%'");
    }
  }

  @Test
  void neitherPasswordsNorValuesOfRowsAreInLogsDocumentsOrMeters(
      EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) throws Exception {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    user = schema + "_user";
    database.execute("CREATE USER " + user + "@'%' IDENTIFIED BY '" + PASSWORD + "'");
    database.execute("GRANT ALL ON " + schema + ".* TO " + user + "@'%'");
    // The server's own words quote the row.
    database.execute(
        "CREATE TABLE " + schema + ".t (id VARCHAR(40) PRIMARY KEY, qty INT, s VARCHAR(40))");
    database.execute(
        "CREATE TRIGGER "
            + schema
            + ".refuses BEFORE INSERT ON "
            + schema
            + ".t FOR EACH ROW IF NEW.s IS NOT NULL THEN SIGNAL SQLSTATE '45000'"
            + " SET MESSAGE_TEXT = NEW.s; END IF");
    String topic = produce(kafka);
    startEngine();
    api.put(
        "/sources/s",
        """
        {"bootstrapServers": "%s", "topic": "%s", "properties": {"sasl.jaas.config":
         "org.apache.kafka.common.security.plain.PlainLoginModule required username=a password='%s';"}}
        """
            .formatted(kafka.bootstrapServers(), topic, BROKER_PASSWORD));

    put("keeps", "t", PASSWORD, "\"quarantine\"", "insert");
    put("nulls", "nulls", PASSWORD, "\"null\"", "upsert");
    put("dirty", "dirty", PASSWORD, "\"stop\"", "upsert");
    put("duplicate", "duplicate", PASSWORD, "\"stop\"", "insert");
    for (String job : List.of("keeps", "nulls", "dirty", "duplicate")) {
      api.post("/jobs/" + job + "/start");
    }
    put("wrong", "t", WRONG_PASSWORD, "\"stop\"", "insert");
    Throwable refused = catchThrowable(() -> api.post("/jobs/wrong/start"));
    until("keeps", "RUNNING", 5);
    until("nulls", "FAILED", 3);
    until("dirty", "FAILED", 2);
    until("duplicate", "FAILED", 1);

    String documents =
        refused.getMessage()
            + get("/api/v1/jobs")
            + get("/api/v1/sources")
            + get("/api/v1/jobs/keeps")
            + get("/metrics");
    engine.stop();
    String log = Files.readString(engine.log());
    assertThat(documents)
        .contains("***", "/destination/password", "millrace_quarantined_records_total")
        .doesNotContain(ROWS, PASSWORD, WRONG_PASSWORD, BROKER_PASSWORD);
    assertThat(log)
        .contains("job keeps is RUNNING")
        .contains("job nulls is FAILED: malformed not-json at " + topic + "[0]@3")
        .contains("job dirty is FAILED: dirty not-a-number at " + topic + "[0]@2 column qty")
        .contains("job duplicate is FAILED: refused duplicate-key at " + topic + "[0]@1")
        .contains("drained=true")
        .doesNotContain(ROWS, PASSWORD, WRONG_PASSWORD, BROKER_PASSWORD);
  }

  private static String produce(EmbeddedKafka kafka)
      throws ExecutionException, InterruptedException {
    String topic = RealServers.freshTopic(1);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (String value :
          List.of(
              "{\"id\":\"pr1vate-id\",\"qty\":1}",
              "{\"id\":\"pr1vate-id\",\"qty\":2}",
              "{\"id\":\"pr1vate-2\",\"qty\":\"pr1vate-quantity\"}",
              "{\"id\":\"pr1vate-3\", pr1vate }",
              "{\"id\":\"pr1vate-4\",\"qty\":4,\"s\":\"pr1vate words\"}")) {
        byte[] key = "pr1vate-key".getBytes(StandardCharsets.UTF_8);
        producer
            .send(new ProducerRecord<>(topic, 0, key, value.getBytes(StandardCharsets.UTF_8)))
            .get();
      }
    }
    return topic;
  }

  private void startEngine() {
    engine =
        EngineProcess.start(
            EngineCommand.jar(), directory, 0, Map.of("MILLRACE_LOG_LEVEL", "debug"));
    api = new EngineApi(engine.address());
    Eventually.until(
        "the engine answers",
        SOON,
        () -> {
          engine.requireAlive();
          return api.ready();
        });
  }

  private void put(String job, String table, String password, String dirty, String mode) {
    String others = dirty.equals("\"quarantine\"") ? "quarantine" : "stop";
    api.put(
        "/jobs/" + job,
        """
        {"source": "s", "dirtyData": %s, "malformed": "%s", "refused": "%s", "maxQuarantinedRatio": 1,
         "write": {"mode": "%s"}, "batch": {"lingerMs": 20},
         "destination": {"dialect": "%s", "host": "%s", "port": %d, "database": "%s",
                         "table": "%s", "user": "%s", "password": "%s"},
         "mapping": [{"path": "/id", "column": "id", "type": "VARCHAR(40)", "key": true},
                     {"path": "/qty", "column": "qty", "type": "INT"},
                     {"path": "/s", "column": "s", "type": "VARCHAR(40)"}]}
        """
            .formatted(
                dirty,
                others,
                others,
                mode,
                database.dialect(),
                database.host(),
                database.port(),
                schema,
                table,
                user,
                password));
  }

  private void until(String job, String state, int next) {
    Eventually.get(
        job + " is " + state + " at " + next,
        SOON,
        () -> api.statusDocument(job),
        status ->
            status.path("state").asText().equals(state)
                && status.path("partitions").path(0).path("nextOffset").asInt() == next);
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(engine.address() + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
