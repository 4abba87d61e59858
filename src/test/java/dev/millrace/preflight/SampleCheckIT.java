package dev.millrace.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.EngineKit;
import dev.millrace.job.Topic;
import dev.millrace.model.CheckReport;
import dev.millrace.model.FieldError;
import dev.millrace.model.JobState;
import dev.millrace.model.Secret;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A check warns of what the newest records would meet; a start does not mind. */
@ExtendWith(RealServers.class)
class SampleCheckIT {
  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private String schema;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    topic = new Topic(kafka, 1);
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  private CheckReport check(String document) {
    kit.job("j", "s", database, schema, "t", document);
    return EngineKit.await(kit.engine().check("j"));
  }

  private static Map<String, String> byPlace(List<Warning> warnings) {
    return warnings.stream().collect(Collectors.toMap(Warning::pointer, Warning::message));
  }

  @Test
  void everythingThatTheNewestRecordsDisagreeWithIsAWarning() {
    database.execute(
        "CREATE TABLE "
            + schema
            + ".t (id INT NOT NULL, name VARCHAR(3), n TINYINT NOT NULL DEFAULT 7, os TEXT, h TEXT,"
            + " first INT, opt INT)");
    topic.send(
        0,
        "{\"id\":1,\"name\":\"abcd\",\"items\":[{\"q\":1}]}",
        "{\"id\":null,\"name\":\"secret\",\"n\":300,\"items\":[{\"q\":\"x\"}]}",
        "{\"name\":\"ok\",\"n\":null,\"device\":5}",
        "no json");
    topic.send(0, (String) null);

    CheckReport report =
        check(
            "{\"createTable\":\"never\",\"dirtyData\":\"null\",\"malformed\":\"quarantine\",\"mapping\":["
                + "{\"path\":\"/id\",\"column\":\"id\"},{\"path\":\"/name\",\"column\":\"NAME\"},"
                + "{\"path\":\"/n\",\"column\":\"n\"},{\"path\":\"/device/OS\",\"column\":\"os\"},"
                + "{\"path\":\"$headers/trace\",\"column\":\"h\"},"
                + "{\"path\":\"/items/0/q\",\"column\":\"first\"},"
                + "{\"path\":\"/Opt\",\"column\":\"opt\",\"absent\":\"default\"}]}");

    assertThat(report.faults()).isEmpty();
    Map<String, String> warnings = byPlace(report.warnings());
    assertThat(warnings)
        .containsOnlyKeys(
            "/malformed",
            "/mapping/0",
            "/mapping/1",
            "/mapping/2",
            "/mapping/3",
            "/mapping/4/path",
            "/mapping/5",
            "/mapping/6/path",
            "/mapping/6/absent");
    assertThat(warnings.get("/malformed"))
        .contains("1 of the newest 5", "not-json 1", "malformed: quarantine");
    assertThat(warnings.get("/mapping/0"))
        .contains("2 values of /id", "null-not-allowed 2", "NOT NULL", "malformed: quarantine");
    assertThat(warnings.get("/mapping/1"))
        .contains("2 values of /name", "too-long 2", "VARCHAR(3)", "would become NULL")
        .doesNotContain("secret", "abcd");
    assertThat(warnings.get("/mapping/2")).contains("1 values of /n", "out-of-range 1");
    assertThat(warnings.get("/mapping/3")).contains("wrong-shape 1");
    assertThat(warnings.get("/mapping/4/path")).contains("$headers/trace");
    assertThat(warnings.get("/mapping/5")).contains("/items/0/q", "not-a-number 1");
    assertThat(warnings.get("/mapping/6/path")).contains("/Opt", "case");

    kit.start("j");
    assertThat(kit.untilCaughtUp("j", 5, Duration.ofSeconds(60)).state())
        .isEqualTo(JobState.RUNNING);
  }

  @Test
  void aSecondUniqueKeyIsAWarningBesideThoseOfTheSamples() {
    database.execute("CREATE TABLE " + schema + ".t (id INT PRIMARY KEY, e INT UNIQUE)");
    topic.send(0, "{\"id\":1,\"e\":\"x\"}");

    CheckReport report =
        check(
            "{\"write\":{\"mode\":\"upsert\"},\"mapping\":["
                + "{\"path\":\"/id\",\"column\":\"id\"},{\"path\":\"/e\",\"column\":\"e\"}]}");

    assertThat(report.faults()).isEmpty();
    assertThat(byPlace(report.warnings())).containsOnlyKeys("/write/mode", "/mapping/1");
    assertThat(report.warnings().get(0).message()).contains("(id)", "(e)");
  }

  @Test
  void faultsOfTheTableAndWarningsOfTheSamplesStandBesideOneAnother() {
    database.execute(
        "CREATE TABLE " + schema + ".t (id INT, must DATE NOT NULL, odd_name VARCHAR(9))");
    topic.send(0, "{\"id\":\"x\"}");

    CheckReport report =
        check(
            "{\"mapping\":[{\"path\":\"/a\",\"column\":\"gone\"},"
                + "{\"path\":\"/id\",\"column\":\"id\"}]}");

    assertThat(report.faults())
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrder("/mapping/0/column", "/mapping");
    assertThat(byPlace(report.warnings())).containsOnlyKeys("/mapping/1");
    assertThat(report.warnings().get(0).message()).contains("dirtyData: stop");
  }

  @Test
  void aTableThatIsStillToBeMadeIsComparedAsItWouldBe() {
    topic.send(0, "{\"id\":\"x\"}", "{\"id\":1}");

    CheckReport report =
        check(
            "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}],"
                + "\"dirtyData\":\"quarantine\"}");

    assertThat(report.faults()).isEmpty();
    assertThat(byPlace(report.warnings()).get("/mapping/0"))
        .contains("not-a-number 1", "quarantine");
    assertThat(database.query("SHOW TABLES FROM " + schema)).isEmpty();
  }

  /** Words for whoever waits: one that hangs is given up at one of them. */
  @Test
  void eachStepOfACheckNamesTheServersItIsAbout() {
    topic.send(0, "{\"id\":1}");
    check("{\"parse\":{\"layers\":1}}");
    List<String> steps = new CopyOnWriteArrayList<>();
    JobCheck check = new JobCheck(kit.vertx(), Secret::reveal);

    Promise<CheckReport> done = Promise.promise();
    kit.vertx()
        .runOnContext(
            v ->
                check
                    .of("j", kit.engine().job("j").spec(), kit.engine().source("s"), steps::add)
                    .onComplete(done));
    EngineKit.await(done.future());

    String topicAndBroker = "topic '" + topic.name() + "' of " + topic.kafka().bootstrapServers();
    assertThat(steps)
        .containsExactly(
            "looking at "
                + topicAndBroker
                + " and table 't' of database '"
                + schema
                + "' on "
                + database.host()
                + ":"
                + database.port(),
            "asking " + topic.kafka().bootstrapServers() + " for group millrace-j",
            "reading the newest records of " + topicAndBroker);
  }

  @Test
  void whatFitsGivesNoWarning() {
    topic.send(0, "{\"id\":1,\"o\":{\"a\":[1]}}", "{\"id\":2}");

    CheckReport inferred = check("{\"parse\":{\"layers\":2}}");
    assertThat(inferred.faults()).isEmpty();
    assertThat(inferred.warnings())
        .as("two records are too few to choose a key by")
        .extracting(Warning::code)
        .containsExactly(WarningCode.NO_KEY);
    assertThat(
            check("{\"mapping\":[{\"path\":\"$value\",\"column\":\"v\",\"type\":\"LONGTEXT\"}]}"))
        .isEqualTo(new CheckReport(List.of(), List.of()));
  }

  @Test
  void pathsThatNoEntryTakesAreNamedAndNotWhereAnEntryTakesTheWhole() {
    topic.send(0, "{\"id\":1,\"o\":{\"a\":5,\"b\":6},\"w\":{\"c\":7}}", "{\"id\":2,\"late\":3}");

    CheckReport report =
        check(
            "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"},"
                + "{\"path\":\"/o/a\",\"column\":\"a\",\"type\":\"BIGINT\"},"
                + "{\"path\":\"/w\",\"column\":\"w\",\"type\":\"JSON\"}]}");

    assertThat(report.faults()).isEmpty();
    assertThat(report.warnings())
        .extracting(Warning::code)
        .containsExactly(WarningCode.UNMAPPED_PATHS);
    assertThat(report.warnings().get(0).message()).contains("newest 2", ": /o/b, /late. ");
  }

  @Test
  void anInferredMappingLeavesOutWhatTheTableHasNoColumnFor() {
    database.execute("CREATE TABLE " + schema + ".t (id INT PRIMARY KEY)");
    topic.send(0, "{\"id\":1,\"extra\":2}");

    CheckReport report = check("{}");

    assertThat(report.faults()).isEmpty();
    assertThat(report.warnings())
        .extracting(Warning::code)
        .containsExactly(WarningCode.UNMAPPED_PATHS);
    assertThat(report.warnings().get(0).message()).contains(": /extra. ");
  }

  @Test
  void anEmptyTopicSaysNothingOfTheMapping() {
    assertThat(check("{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}]}"))
        .isEqualTo(new CheckReport(List.of(), List.of()));
  }

  /** The key of an at-least-once job's table is put before its mapping. */
  @Test
  void pointersLeadIntoTheDocumentWhereTheEngineAddedEntries() {
    topic.send(0, "{\"id\":\"x\"}");

    CheckReport report =
        check(
            "{\"write\":{\"delivery\":\"at-least-once\",\"mode\":\"upsert\"},\"mapping\":["
                + "{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"},"
                + "{\"path\":\"/id\",\"column\":\"untyped\"}]}");

    assertThat(report.faults()).extracting(FieldError::pointer).containsExactly("/mapping/1/type");
    assertThat(byPlace(report.warnings())).containsOnlyKeys("/mapping/0", "/write/delivery");
  }
}
