package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.error.FieldError;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The rights that install.md tells to give are enough, and none of them is too many. */
@ExtendWith(RealServers.class)
class LeastRightsIT {
  private static final Path PAGE = Path.of("src/docs/install.md");
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String USER = "millrace";

  private static EmbeddedKafka kafka;

  @TempDir Path directory;

  private final List<String> grants = lines("sql", "GRANT ");
  private final List<AclBinding> acls = new ArrayList<>();
  private EmbeddedMariaDb database;
  private String schema;
  private String topic;
  private EngineKit engine;

  @BeforeAll
  static void startBroker() {
    kafka =
        new EmbeddedKafka(
                Map.of(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    "super.users",
                    "User:ANONYMOUS",
                    "listener.name.sasl.sasl.enabled.mechanisms",
                    "PLAIN",
                    "listener.name.sasl.plain.sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " user_millrace=\"right-enough\";"))
            .listener("SASL", "SASL_PLAINTEXT", null)
            .start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void user(EmbeddedMariaDb server) throws Exception {
    database = server;
    schema = RealServers.freshDatabase();
    topic = schema;
    kafka.createTopic(topic, 1);
    database.execute("DROP USER IF EXISTS '" + USER + "'@'%'");
    database.execute(here(lines("sql", "CREATE USER ").get(0)));
    lines("sh", "kafka-acls.sh ").forEach(line -> acls.addAll(bindings(here(line))));
    kafka.admin().createAcls(acls).all().get();
    engine = new EngineKit(directory);
  }

  @AfterEach
  void close() throws Exception {
    engine.close();
    database.execute("DROP USER IF EXISTS '" + USER + "'@'%'");
    kafka.admin().deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
  }

  @Test
  void theLinesOfThePageLetAJobDoAllThatItMayBeAskedFor() throws Exception {
    grants.forEach(line -> database.execute(here(line)));
    put();
    send("{\"id\":1,\"qty\":5}", "{\"id\":2,\"qty\":\"many\"}", "{\"id\":1,\"qty\":6}");

    assertThat(check().faults()).isEmpty();
    engine.start("orders");
    JobStatus status = engine.untilCaughtUp("orders", 3, SOON);
    assertThat(status.balanced()).isTrue();
    assertThat(status.partitions().get(0).retentionUsed()).isNotNull();
    database.execute("ALTER TABLE " + schema + ".orders MODIFY qty VARCHAR(20)");
    EngineKit.await(engine.engine().replay("orders", new QuarantineChoice(null, null)));
    assertThat(database.value("SELECT GROUP_CONCAT(qty ORDER BY id) FROM " + schema + ".orders"))
        .isEqualTo("6,many");
    engine.stop("orders");
    EngineKit.await(engine.engine().reset("orders"));
  }

  @Test
  void whatIsMissingOfTheDatabasesIsNamed() {
    for (String left : grants) {
      database.execute(here("REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'millrace'@'%'"));
      grants.stream().filter(line -> !line.equals(left)).forEach(l -> database.execute(here(l)));
      put();

      assertThat(check().faults())
          .as("without %s", left)
          .extracting(FieldError::detail)
          .anySatisfy(
              fault ->
                  assertThat(fault).contains("user 'millrace' lacks a privilege", tableOf(left)));
    }
  }

  @Test
  void whatIsMissingOfKafkasIsNamed() throws Exception {
    grants.forEach(line -> database.execute(here(line)));
    put();
    send("{\"id\":1,\"qty\":5}");
    for (AclBinding left : acls) {
      if (left.entry().operation() == AclOperation.DESCRIBE_CONFIGS) {
        continue;
      }
      kafka.admin().deleteAcls(List.of(left.toFilter())).all().get();

      assertThat(check().faults())
          .as("without %s", left)
          .extracting(FieldError::detail)
          .anySatisfy(fault -> assertThat(fault).contains(left.pattern().name()));
      kafka.admin().createAcls(List.of(left)).all().get();
    }
  }

  /** A line of the page for this test's database, table and topic. */
  private String here(String line) {
    return line.replace("shop.", schema + ".")
        .replace("PASSWORD", "Right-enough-1")
        .replace("--topic orders", "--topic " + topic);
  }

  private static String tableOf(String grant) {
    Matcher table = Pattern.compile("ON shop\\.(\\S+)").matcher(grant);
    assertThat(table.find()).as(grant).isTrue();
    return table.group(1);
  }

  /** The lines of the page's blocks in that language that begin so. */
  private static List<String> lines(String language, String begin) {
    try {
      Matcher block =
          Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
              .matcher(Files.readString(PAGE));
      List<String> lines =
          block
              .results()
              .flatMap(found -> found.group(1).lines())
              .filter(line -> line.startsWith(begin))
              .toList();
      assertThat(lines).as("%s lines of %s that begin with %s", language, PAGE, begin).isNotEmpty();
      return lines;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As kafka-acls.sh would make them. */
  private static List<AclBinding> bindings(String line) {
    String principal = option(line, "allow-principal");
    boolean ofTopic = line.contains("--topic ");
    ResourcePattern resource =
        new ResourcePattern(
            ofTopic ? ResourceType.TOPIC : ResourceType.GROUP,
            option(line, ofTopic ? "topic" : "group"),
            PatternType.LITERAL);
    return Pattern.compile("--operation (\\w+)")
        .matcher(line)
        .results()
        .map(found -> found.group(1).replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase())
        .map(
            operation ->
                new AclBinding(
                    resource,
                    new AccessControlEntry(
                        principal, "*", AclOperation.valueOf(operation), AclPermissionType.ALLOW)))
        .collect(Collectors.toList());
  }

  private static String option(String line, String name) {
    Matcher found = Pattern.compile("--" + name + " (\\S+)").matcher(line);
    assertThat(found.find()).as("--%s in %s", name, line).isTrue();
    return found.group(1);
  }

  private void put() {
    engine.source(
        "orders",
        kafka.bootstrapServers("SASL"),
        topic,
        Map.of(
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"millrace\" password=\"right-enough\";"));
    JsonObject destination =
        EngineKit.destination(database, schema, "orders")
            .put("user", USER)
            .put("password", "Right-enough-1")
            .put("allowPublicKeyRetrieval", true);
    engine.job(
        "orders",
        "orders",
        database,
        schema,
        "orders",
        new JsonObject(
                """
                {"mapping": [{"path": "/id", "column": "id", "type": "INT", "key": true},
                             {"path": "/qty", "column": "qty", "type": "INT"}],
                 "write": {"mode": "upsert"}, "dirtyData": "quarantine",
                 "maxQuarantinedRatio": 1, "batch": {"lingerMs": 20}}
                """)
            .put("destination", destination)
            .encode());
  }

  private CheckReport check() {
    return EngineKit.await(engine.engine().check("orders"));
  }

  private void send(String... values) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8))).get();
      }
    }
  }
}
