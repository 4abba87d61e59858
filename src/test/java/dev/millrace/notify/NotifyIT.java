package dev.millrace.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.demo.EngineApi;
import dev.millrace.demo.EngineProcess;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.TempFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The jar as a service tells a receiver of a real job. */
@OneServer("what is told of a job is the same of every server")
@ExtendWith(RealServers.class)
class NotifyIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SECRET = "a-literal-hook-secret";

  private final Path directory = TempFiles.directory("notify");
  private final Vertx vertx = Vertx.vertx();
  private final Receiver receiver = new Receiver(vertx, new HttpServerOptions());
  private EngineProcess engine;

  @AfterEach
  void stop() {
    if (engine != null) {
      engine.stop();
    }
    vertx.close().await();
    TempFiles.delete(directory);
  }

  @Test
  void aJobThatFailedBeforeARecordThatWillBeLostIsToldSignedAgainAfterA500AndInOrder(
      EmbeddedKafka kafka, EmbeddedMariaDb database) throws Exception {
    receiver.answer =
        request ->
            request.response().setStatusCode(receiver.received.size() == 1 ? 500 : 204).end();
    EngineApi api = serve(database);
    String topic = RealServers.freshTopic(1);
    long old = Instant.now().minus(Duration.ofHours(130)).toEpochMilli();
    byte[] dirty = "{\"id\":\"user-value\"}".getBytes(StandardCharsets.UTF_8);
    try (var producer = kafka.producer()) {
      producer.send(new ProducerRecord<>(topic, 0, old, null, dirty)).get();
    }
    api.put(
        "/sources/s",
        "{\"bootstrapServers\":\"" + kafka.bootstrapServers() + "\",\"topic\":\"" + topic + "\"}");
    api.put("/jobs/orders", job(database, RealServers.freshDatabase()));

    api.post("/jobs/orders/start?wait=30s");

    Eventually.until("three came", SOON, () -> receiver.received.size() == 3);
    assertThat(receiver.received)
        .allSatisfy(
            one ->
                assertThat(one.headers().get("X-Millrace-Signature"))
                    .isEqualTo(
                        Signature.of(
                            SECRET,
                            one.headers().get("X-Millrace-Timestamp"),
                            one.body().getBytes())));
    assertThat(receiver.received)
        .extracting(one -> one.body().toJsonObject().getString("kind"))
        .containsExactly("FAILED", "FAILED", "retention");
    assertThat(receiver.received.get(1).body()).isEqualTo(receiver.received.get(0).body());
    JsonObject failed = receiver.received.get(0).body().toJsonObject();
    assertThat(failed.getString("job")).isEqualTo("orders");
    assertThat(failed.getString("code")).isEqualTo("not-a-number");
    assertThat(failed.getString("message")).contains(topic + "[0]@0").doesNotContain("user-value");
    assertThat(receiver.received.get(2).body().toString()).contains("77 %");
    assertThat(Files.readString(engine.log())).doesNotContain(SECRET, "user-value");
  }

  private EngineApi serve(EmbeddedMariaDb database) {
    engine =
        EngineProcess.start(
            EngineCommand.jar(),
            directory,
            0,
            Map.of(
                "DB_PASSWORD",
                database.password(),
                "MILLRACE_NOTIFY",
                "[{url: '" + receiver.url() + "', secret: '" + SECRET + "'}]"));
    EngineApi api = new EngineApi(engine.address());
    Eventually.until(
        "the engine answers",
        SOON,
        () -> {
          engine.requireAlive();
          return api.ready();
        });
    return api;
  }

  private static String job(EmbeddedMariaDb database, String schema) {
    return """
    {"source": "s", "mapping": [{"path": "/id", "column": "id", "type": "BIGINT", "key": true}],
     "destination": {"dialect": "%s", "host": "%s", "port": %d, "database": "%s", "table": "t",
                     "user": "%s", "password": "${env:DB_PASSWORD}"}}
    """
        .formatted(database.dialect(), database.host(), database.port(), schema, database.user());
  }
}
