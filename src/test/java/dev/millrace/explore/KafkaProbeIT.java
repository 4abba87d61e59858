package dev.millrace.explore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.document.ProbeDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.job.EngineKit;
import dev.millrace.render.ProbeJson;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at a broker of its own, whose topics are all known. */
@OneServer("It has no database.")
class KafkaProbeIT {
  private static final long NOW = System.currentTimeMillis();
  private static final String CREATE =
      "{\"before\":null,\"after\":{\"id\":1},\"source\":{\"table\":\"t\"},\"op\":\"c\"}";

  private static EmbeddedKafka kafka;

  @TempDir Path directory;
  private EngineKit kit;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka =
        new EmbeddedKafka(
                Map.of(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    "allow.everyone.if.no.acl.found",
                    "true"))
            .start();
    try (Admin admin = admin()) {
      List<NewTopic> topics = new ArrayList<>();
      topics.add(new NewTopic("changes", 3, (short) 1));
      topics.add(
          new NewTopic("compacted", 1, (short) 1).configs(Map.of("cleanup.policy", "compact")));
      topics.add(new NewTopic("empty", 2, (short) 1).configs(Map.of("retention.ms", "3600000")));
      topics.add(new NewTopic("framed", 1, (short) 1));
      topics.add(new NewTopic("private", 1, (short) 1));
      for (int i = 0; i < 205; i++) {
        topics.add(new NewTopic("z" + (1_000 + i), 1, (short) 1));
      }
      admin.createTopics(topics).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (int i = 0; i < 300; i++) {
        send(producer, "changes", i % 2, NOW - 300 + i, CREATE.getBytes(UTF_8));
      }
      send(producer, "compacted", 0, NOW, "{\"id\":1,\"name\":\"geheim\"}".getBytes(UTF_8));
      send(producer, "framed", 0, NOW, new byte[] {0, 0, 0, 0, 9, 2, 4, 6});
      send(producer, "private", 0, NOW, "{}".getBytes(UTF_8));
      producer.flush();
    }
    try (Admin admin = admin()) {
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(ResourceType.TOPIC, "private", PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:*", "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW))))
          .all()
          .get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, int partition, long at, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic, partition, at, new byte[] {(byte) (at % 100)}, value));
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void start() {
    kit = new EngineKit(directory);
  }

  @AfterEach
  void stop() {
    kit.close();
  }

  private JsonObject probe(String servers, Map<String, Object> properties) {
    return new JsonObject(
        Json.encodeToBuffer(
            ProbeJson.of(
                EngineKit.await(
                    kit.engine()
                        .probeKafka(
                            ProbeDocument.kafka(
                                Map.of("bootstrapServers", servers, "properties", properties)))))));
  }

  private List<FieldError> faults(String servers, Map<String, Object> properties) {
    return catchThrowableOfType(InvalidDocument.class, () -> probe(servers, properties)).faults();
  }

  private static JsonObject topic(JsonArray topics, String name) {
    return topics.stream()
        .map(JsonObject.class::cast)
        .filter(t -> t.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void topicsAreShownWithWhatTheyLookLikeAndWhichWereLeftOut() {
    JsonObject found = probe(kafka.bootstrapServers(), Map.of());

    JsonArray topics = found.getJsonArray("topics");
    assertThat(topics).hasSize(200);
    assertThat(topic(topics, "changes"))
        .isEqualTo(
            new JsonObject()
                .put("name", "changes")
                .put("partitions", 3)
                .put("retentionMs", 604_800_000)
                .put("newestAt", Instant.ofEpochMilli(NOW - 1).toString())
                .put("looksLike", "debezium")
                .put(
                    "evidence",
                    "Debezium by op, source, before, after, 20 of the newest 20 records"));
    assertThat(topic(topics, "compacted").getLong("retentionMs")).isEqualTo(-1);
    assertThat(topic(topics, "compacted").getString("looksLike")).isEqualTo("json");
    assertThat(topic(topics, "compacted").getString("evidence"))
        .isEqualTo("JSON objects, 1 of the newest 1 records; fields id, name");
    assertThat(topic(topics, "empty").getLong("retentionMs")).isEqualTo(3_600_000);
    assertThat(topic(topics, "empty").getString("looksLike")).isEqualTo("empty");
    assertThat(topic(topics, "empty").getValue("newestAt")).isNull();
    assertThat(topic(topics, "framed").getString("looksLike")).isEqualTo("avro-or-protobuf");
    assertThat(topic(topics, "z1000").getString("looksLike")).isEqualTo("empty");
    assertThat(found.getJsonObject("leftOut").getInteger("topics")).isEqualTo(10);
    assertThat(found.getJsonObject("leftOut").getJsonArray("names")).contains("z1195", "z1204");
    assertThat(found.encode()).doesNotContain("geheim").doesNotContain("__");
  }

  @Test
  void aTopicThatMayNotBeReadSaysSoAndTheOthersAreRead() {
    JsonArray topics = probe(kafka.bootstrapServers(), Map.of()).getJsonArray("topics");

    JsonObject denied = topic(topics, "private");
    assertThat(denied.getValue("looksLike")).isNull();
    assertThat(denied.getString("evidence")).contains("no right to read it");
    assertThat(denied.getValue("retentionMs")).isNull();
    assertThat(topic(topics, "changes").getString("looksLike")).isEqualTo("debezium");
  }

  @Test
  void whatIsWrongIsOneSentenceAtItsField() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long before = System.nanoTime();
      List<FieldError> faults = faults("127.0.0.1:" + mute.getLocalPort(), Map.of());
      assertThat(faults).extracting(FieldError::pointer).containsExactly("/bootstrapServers");
      assertThat(faults.get(0).detail()).contains("did not answer");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(25));
    }
    try (ServerSocket tls = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread alert = new Thread(() -> answerAsTls(tls));
      alert.start();
      List<FieldError> faults = faults("127.0.0.1:" + tls.getLocalPort(), Map.of());
      assertThat(faults).extracting(FieldError::pointer).containsExactly("/bootstrapServers");
      assertThat(faults.get(0).detail()).contains("TLS").contains("security.protocol");
    }
    assertThat(faults(kafka.bootstrapServers(), Map.of("security.protocol", "SASL_PLAINTEXT")))
        .extracting(FieldError::pointer)
        .containsExactly("/properties");
  }

  /** What a TLS port says to a client that speaks without TLS. */
  private static void answerAsTls(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 80});
        socket.getOutputStream().flush();
      } catch (java.io.IOException e) {
        return;
      }
    }
  }

  @Test
  void aClusterWithoutTopicsHasNone() {
    try (EmbeddedKafka bare = new EmbeddedKafka().start()) {
      assertThat(probe(bare.bootstrapServers(), Map.of()).encode())
          .isEqualTo("{\"topics\":[],\"leftOut\":{\"topics\":0,\"names\":[]}}");
    }
  }

  @Test
  void noClientIsLeftBehind() {
    // Of tests that ran before in this JVM there may be some yet.
    Set<Thread> before = Thread.getAllStackTraces().keySet();

    probe(kafka.bootstrapServers(), Map.of());

    Eventually.until(
        "no thread of its client is left",
        Duration.ofSeconds(60),
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().contains("millrace-probe")));
  }
}
