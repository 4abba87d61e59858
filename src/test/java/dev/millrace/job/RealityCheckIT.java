package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.catalog.FileCatalog;
import dev.millrace.catalog.SecretCodec;
import dev.millrace.config.Secrets;
import dev.millrace.document.JobDocument;
import dev.millrace.model.FieldError;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.SourceSpec;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a check, and a start, say of a job that cannot run: every fault at once, each at its place
 * in the job's document, in words that a person can act on.
 */
@ExtendWith(RealServers.class)
class RealityCheckIT {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final String ID = "{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}";
  private static final String NAME =
      "{\"path\":\"/name\",\"column\":\"name\",\"type\":\"VARCHAR(20)\"}";

  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private String schema;
  private Topic topic;
  private EngineKit kit;
  private final Map<String, Object> destination = new LinkedHashMap<>();

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    topic = new Topic(kafka, 1);
    topic.send(0, "{\"id\":1,\"name\":\"a\"}");
    kit = new EngineKit(directory, new Secrets(Map.of())::resolve);
    kit.source("s", kafka.bootstrapServers(), topic.name());
    destination.put("dialect", "\"" + database.dialect() + "\"");
    destination.put("host", "\"" + database.host() + "\"");
    destination.put("port", database.port());
    destination.put("database", "\"" + schema + "\"");
    destination.put("table", "\"t\"");
    destination.put("user", "\"" + database.user() + "\"");
    destination.put("password", "\"" + database.password() + "\"");
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  /** What check and start both say, pointer → sentence; the job is as before. */
  private Map<String, String> faults(String source, String more, String... entries) {
    String to =
        destination.entrySet().stream()
            .map(e -> "\"" + e.getKey() + "\":" + e.getValue())
            .collect(Collectors.joining(","));
    kit.job(
        "j",
        source,
        database,
        schema,
        "t",
        "{\"destination\":{" + to + "},\"mapping\":" + List.of(entries) + more + "}");
    long began = System.nanoTime();
    List<FieldError> checked = EngineKit.await(kit.engine().check("j")).faults();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);

    began = System.nanoTime();
    InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> kit.start("j"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
    assertThat(refused).as("start is refused").isNotNull();
    assertThat(refused.faults())
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrderElementsOf(checked.stream().map(FieldError::pointer).toList());
    assertThat(kit.engine().job("j").state()).isEqualTo(JobState.CREATED);
    Map<String, String> told = new LinkedHashMap<>();
    checked.forEach(f -> told.merge(f.pointer(), f.detail(), (a, b) -> a + " | " + b));
    told.values()
        .forEach(
            detail ->
                assertThat(detail)
                    .doesNotContain("Exception", "null", database.password(), "wrong-pass"));
    return told;
  }

  private void table(String columns) {
    database.execute("CREATE TABLE " + schema + ".t (" + columns + ")");
  }

  @Test
  void aWrongPasswordAndAnUnknownTopicAreToldTogether() {
    kit.source("other", topic.kafka().bootstrapServers(), "no-such-topic");
    destination.put("password", "\"wrong-pass\"");

    Map<String, String> faults = faults("other", "", ID);

    assertThat(faults).containsOnlyKeys("/source", "/destination/password");
    assertThat(faults.get("/source")).contains("'no-such-topic'", "create it");
    assertThat(faults.get("/destination/password"))
        .contains(
            database.host() + ":" + database.port(),
            "refused user '" + database.user() + "'",
            "Access denied",
            "check user and password");
  }

  @Test
  void anUnknownDatabaseIsToldByName() {
    destination.put("database", "\"no_such_database\"");

    Map<String, String> faults = faults("s", "", ID);

    assertThat(faults).containsOnlyKeys("/destination/database");
    assertThat(faults.get("/destination/database"))
        .contains(
            "has no database 'no_such_database'", "create it", "Millrace creates tables only");
  }

  @Test
  void aDatabaseThatTheUserMayNotUseIsNoWrongPassword() {
    user("stranger", "");

    Map<String, String> faults = faults("s", "", ID);

    assertThat(faults).containsOnlyKeys("/destination/database");
    assertThat(faults.get("/destination/database")).contains("stranger", schema);
  }

  @Test
  void unreachableServersOfBothKindsAreToldTogether() {
    kit.source("nowhere", "127.0.0.1:1", "t");
    destination.put("port", 1);

    Map<String, String> faults = faults("nowhere", "", ID);

    assertThat(faults).containsOnlyKeys("/source", "/destination/host");
    assertThat(faults.get("/source")).contains("127.0.0.1:1", "nothing listens");
    assertThat(faults.get("/destination/host")).startsWith("127.0.0.1:1: nothing listens there");
  }

  @Test
  void aHostThatDoesNotResolveIsToldByItsName() {
    destination.put("host", "\"no-such-host.invalid\"");

    Map<String, String> faults = faults("s", "", ID);

    assertThat(faults).containsOnlyKeys("/destination/host");
    assertThat(faults.get("/destination/host"))
        .startsWith("the name no-such-host.invalid does not resolve: correct the host");
  }

  @Test
  void aPasswordReferenceThatLeadsNowhereIsToldBesideTheRest() {
    kit.source("other", topic.kafka().bootstrapServers(), "no-such-topic");
    destination.put("password", "\"${env:NOT_SET}\"");

    Map<String, String> faults = faults("other", "", ID);

    assertThat(faults).containsOnlyKeys("/source", "/destination/password");
    assertThat(faults.get("/destination/password")).contains("${env:NOT_SET}", "no variable");
  }

  @Test
  void aMissingTableThatMayNotBeMadeIsAFault() {
    Map<String, String> faults = faults("s", ",\"createTable\":\"never\"", ID);

    assertThat(faults).containsOnlyKeys("/destination/table");
    assertThat(faults.get("/destination/table")).contains("'t'", schema, "createTable");
  }

  @Test
  void everythingThatIsWrongWithTheTableIsToldAtOnce() {
    table("id INT PRIMARY KEY, names VARCHAR(9), must DATE NOT NULL, g INT AS (id) VIRTUAL");
    database.execute("ALTER TABLE " + schema + ".t DROP COLUMN g, ENGINE=MyISAM");

    Map<String, String> faults =
        faults("s", ",\"start\":{\"at\":\"offsets\",\"offsets\":{\"7\":1}}", ID, NAME);

    assertThat(faults)
        .containsOnlyKeys(
            "/start/offsets/7",
            "/mapping/0/type",
            "/mapping/1/column",
            "/mapping",
            "/write/delivery");
    assertThat(faults.get("/mapping/0/type")).contains("BIGINT", "INT", "id");
    assertThat(faults.get("/mapping/1/column")).contains("'name'", "did you mean 'names'");
    assertThat(faults.get("/mapping")).contains("'must'", "NOT NULL");
    assertThat(faults.get("/write/delivery")).contains("MyISAM", "InnoDB");
    assertThat(faults.get("/start/offsets/7")).contains("no partition 7");
  }

  @Test
  void aUserWhoMayOnlyReadIsToldWhatItLacks() {
    table("id BIGINT PRIMARY KEY, name VARCHAR(20)");
    user("reader", "SELECT");

    Map<String, String> faults =
        faults("s", ",\"malformed\":\"quarantine\",\"write\":{\"mode\":\"upsert\"}", ID, NAME);

    assertThat(faults).containsOnlyKeys("/destination/user", "/write/delivery");
    assertThat(faults.get("/destination/user"))
        .contains("'reader'", "INSERT", "CREATE", quoted("t"), "millrace_quarantine");
    assertThat(faults.get("/write/delivery")).contains("millrace_ledger");
  }

  @Test
  void aUserWhoMayNotMakeTheTableIsToldBeforeTheStart() {
    user("writer", "SELECT,INSERT,UPDATE,DELETE");

    Map<String, String> faults = faults("s", "", ID, NAME);

    assertThat(faults).containsKey("/destination/user");
    assertThat(faults.get("/destination/user")).contains("'writer'", "CREATE", quoted("t"));
  }

  /** As job files can bring it about. */
  @Test
  void aWantedJobWithoutItsSourceFailsAndSaysSo() {
    kit.job("j", "s", database, schema, "t", "{\"mapping\":[" + ID + "]}");
    Map<String, Object> orphan = JobDocument.write(kit.engine().job("j").spec(), true);
    orphan.put("source", "gone");
    JobEntry created = JobEntry.created(JobDocument.read(orphan), Instant.now());
    JobEntry wanted =
        new JobEntry(
            created.spec(),
            false,
            created.rest(),
            null,
            created.since(),
            true,
            Map.of(),
            null,
            Set.of());
    FileCatalog catalog =
        EngineKit.await(
            FileCatalog.open(kit.vertx(), directory.resolve("other"), SecretCodec.NONE));
    EngineKit.await(catalog.putJob("orphan", wanted));
    EngineKit.await(catalog.close());

    try (EngineKit other = new EngineKit(directory.resolve("other"))) {
      JobStatus failed = other.until("orphan", JobState.FAILED, BOUND);

      assertThat(failed.error().message()).contains("/source", "there is no source gone");
      assertThat(EngineKit.await(other.engine().check("orphan")).faults())
          .extracting(FieldError::pointer)
          .containsExactly("/source");
    }
  }

  @Test
  void aJobWhoseSourceHasALostReferenceStillHasAStatus() {
    kit.job("j", "s", database, schema, "t", "{\"mapping\":[" + ID + "]}");
    SourceSpec source = kit.engine().source("s");
    EngineKit.await(
        kit.engine()
            .putSource(
                "s",
                new SourceSpec(
                    source.bootstrapServers(),
                    source.topic(),
                    source.format(),
                    Map.of("sasl.jaas.config", "${env:NOT_SET}"),
                    "")));

    assertThat(kit.status("j").state()).isEqualTo(JobState.CREATED);
    assertThat(EngineKit.await(kit.engine().check("j")).faults())
        .extracting(FieldError::pointer)
        .containsExactly("/source");
  }

  /** As the server quotes names in its messages. */
  private String quoted(String name) {
    return database.isMySql() ? "'" + name + "'" : "`" + name + "`";
  }

  private void user(String name, String privileges) {
    database.execute("DROP USER IF EXISTS " + name + "@'%'");
    database.execute("CREATE USER " + name + "@'%' IDENTIFIED BY 'pass-of-it'");
    if (!privileges.isEmpty()) {
      database.execute("GRANT " + privileges + " ON " + schema + ".* TO " + name + "@'%'");
    }
    destination.put("user", "\"" + name + "\"");
    destination.put("password", "\"pass-of-it\"");
  }
}
