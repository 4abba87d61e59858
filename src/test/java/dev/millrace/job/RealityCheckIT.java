package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.Precondition;
import dev.millrace.catalog.FileCatalog;
import dev.millrace.catalog.SecretCodec;
import dev.millrace.config.Secrets;
import dev.millrace.document.JobDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.model.JobState;
import dev.millrace.spec.DesiredJob;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a check, and a start, say of a job that cannot run: every fault at once, each at its place
 * in the job's document, in words that a person can act on.
 */
class RealityCheckIT {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final String ID = "{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}";
  private static final String NAME =
      "{\"path\":\"/name\",\"column\":\"name\",\"type\":\"VARCHAR(20)\"}";

  @RegisterExtension
  final TestEngine engine =
      TestEngine.withPartitions(1).withSecrets(new Secrets(Map.of())::resolve);

  private JsonObject destination;

  @BeforeEach
  void start() {
    engine.send(0, "{\"id\":1,\"name\":\"a\"}");
    destination = engine.destination();
  }

  /** What check and start both say, pointer → sentence; the job is as before. */
  private Map<String, String> faults(String source, String more, String... entries) {
    engine
        .kit()
        .job(
            engine.job(),
            source,
            engine.database(),
            engine.schema(),
            "t",
            "{\"destination\":"
                + destination.encode()
                + ",\"mapping\":"
                + List.of(entries)
                + more
                + "}");
    long began = System.nanoTime();
    List<FieldError> checked = engine.check().faults();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);

    began = System.nanoTime();
    InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> engine.start());
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
    assertThat(refused).as("start is refused").isNotNull();
    assertThat(refused.faults())
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrderElementsOf(checked.stream().map(FieldError::pointer).toList());
    assertThat(engine.api().job(engine.job()).state()).isEqualTo(JobState.CREATED);
    Map<String, String> told = new LinkedHashMap<>();
    checked.forEach(f -> told.merge(f.pointer(), f.detail(), (a, b) -> a + " | " + b));
    told.values()
        .forEach(
            detail ->
                assertThat(detail)
                    .doesNotContain(
                        "Exception", "null", engine.database().password(), "wrong-pass"));
    return told;
  }

  private void table(String columns) {
    engine.execute("CREATE TABLE t (" + columns + ")");
  }

  @Test
  void aWrongPasswordAndAnUnknownTopicAreToldTogether() {
    engine.kit().source("other", engine.topic().kafka().bootstrapServers(), "no-such-topic");
    destination.put("password", "wrong-pass");

    Map<String, String> faults = faults("other", "", ID);

    assertThat(faults).containsOnlyKeys("/source", "/destination/password");
    assertThat(faults.get("/source")).contains("'no-such-topic'", "create it");
    assertThat(faults.get("/destination/password"))
        .contains(
            engine.database().host() + ":" + engine.database().port(),
            "refused user '" + engine.database().user() + "'",
            "Access denied",
            "check user and password");
  }

  @Test
  void anUnknownDatabaseIsToldByName() {
    destination.put("database", "no_such_database");

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
    assertThat(faults.get("/destination/database")).contains("stranger", engine.schema());
  }

  @Test
  void unreachableServersOfBothKindsAreToldTogether() {
    engine.kit().source("nowhere", "127.0.0.1:1", "t");
    destination.put("port", 1);

    Map<String, String> faults = faults("nowhere", "", ID);

    assertThat(faults).containsOnlyKeys("/source", "/destination/host");
    assertThat(faults.get("/source")).contains("127.0.0.1:1", "nothing listens");
    assertThat(faults.get("/destination/host")).startsWith("127.0.0.1:1: nothing listens there");
  }

  @Test
  void aHostThatDoesNotResolveIsToldByItsName() {
    destination.put("host", "no-such-host.invalid");

    Map<String, String> faults = faults("s", "", ID);

    assertThat(faults).containsOnlyKeys("/destination/host");
    assertThat(faults.get("/destination/host"))
        .startsWith("the name no-such-host.invalid does not resolve: correct the host");
  }

  @Test
  void aPasswordReferenceThatLeadsNowhereIsToldBesideTheRest() {
    engine.kit().source("other", engine.topic().kafka().bootstrapServers(), "no-such-topic");
    destination.put("password", "${env:NOT_SET}");

    Map<String, String> faults = faults("other", "", ID);

    assertThat(faults).containsOnlyKeys("/source", "/destination/password");
    assertThat(faults.get("/destination/password")).contains("${env:NOT_SET}", "no variable");
  }

  @Test
  void aMissingTableThatMayNotBeMadeIsAFault() {
    Map<String, String> faults = faults("s", ",\"createTable\":\"never\"", ID);

    assertThat(faults).containsOnlyKeys("/destination/table");
    assertThat(faults.get("/destination/table")).contains("'t'", engine.schema(), "createTable");
  }

  @Test
  void everythingThatIsWrongWithTheTableIsToldAtOnce() {
    table("id INT PRIMARY KEY, names VARCHAR(9), must DATE NOT NULL, g INT AS (id) VIRTUAL");
    engine.execute("ALTER TABLE t DROP COLUMN g, ENGINE=MyISAM");

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
    engine.put("{\"mapping\":[" + ID + "]}");
    Map<String, Object> orphan = JobDocument.write(engine.api().job(engine.job()).spec(), true);
    orphan.put("source", "gone");
    DesiredJob wanted = DesiredJob.created(JobDocument.read(orphan)).withStarted(true);
    FileCatalog catalog =
        EngineKit.await(
            FileCatalog.open(
                engine.vertx(), engine.directory().resolve("other"), SecretCodec.NONE));
    EngineKit.await(catalog.putJob("orphan", null, wanted));
    EngineKit.await(catalog.close());

    try (EngineKit other = new EngineKit(engine.directory().resolve("other"))) {
      JobStatus failed = other.until("orphan", JobState.FAILED, Duration.ofSeconds(60));

      assertThat(failed.error().message()).contains("/source", "there is no source gone");
      assertThat(EngineKit.await(other.engine().check("orphan")).faults())
          .extracting(FieldError::pointer)
          .containsExactly("/source");
    }
  }

  @Test
  void aJobWhoseSourceHasALostReferenceStillHasAStatus() {
    engine.put("{\"mapping\":[" + ID + "]}");
    SourceSpec source = engine.api().source("s").spec();
    EngineKit.await(
        engine
            .api()
            .putSource(
                "s",
                new SourceSpec(
                    source.bootstrapServers(),
                    source.topic(),
                    source.format(),
                    Map.of("sasl.jaas.config", "${env:NOT_SET}"),
                    ""),
                Precondition.NONE));

    assertThat(engine.status().state()).isEqualTo(JobState.CREATED);
    assertThat(engine.check().faults()).extracting(FieldError::pointer).containsExactly("/source");
  }

  /** As the server quotes names in its messages. */
  private String quoted(String name) {
    return engine.database().isMySql() ? "'" + name + "'" : "`" + name + "`";
  }

  private void user(String name, String privileges) {
    engine.execute("DROP USER IF EXISTS " + name + "@'%'");
    engine.execute("CREATE USER " + name + "@'%' IDENTIFIED BY 'pass-of-it'");
    if (!privileges.isEmpty()) {
      engine.execute("GRANT " + privileges + " ON * TO " + name + "@'%'");
    }
    destination.put("user", name);
    destination.put("password", "pass-of-it");
  }
}
