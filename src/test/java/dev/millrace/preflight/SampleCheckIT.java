package dev.millrace.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.CheckReport;
import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.job.EngineKit;
import dev.millrace.job.TestEngine;
import dev.millrace.model.JobState;
import dev.millrace.secret.Secret;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A check warns of what the newest records would meet; a start does not mind. */
class SampleCheckIT {
  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private CheckReport check(String document) {
    engine.put(document);
    return engine.check();
  }

  private static Map<String, String> byPlace(List<Warning> warnings) {
    return warnings.stream().collect(Collectors.toMap(Warning::pointer, Warning::message));
  }

  @Test
  void everythingThatTheNewestRecordsDisagreeWithIsAWarning() {
    engine.execute(
        "CREATE TABLE t (id INT NOT NULL, name VARCHAR(3), n TINYINT NOT NULL DEFAULT 7, os TEXT, h"
            + " TEXT, first INT, opt INT)");
    engine.send(
        0,
        "{\"id\":1,\"name\":\"abcd\",\"items\":[{\"q\":1}]}",
        "{\"id\":null,\"name\":\"secret\",\"n\":300,\"items\":[{\"q\":\"x\"}]}",
        "{\"name\":\"ok\",\"n\":null,\"device\":5}",
        "no json");
    engine.send(0, (String) null);

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

    engine.start();
    assertThat(engine.untilCaughtUp(5).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aSecondUniqueKeyIsAWarningBesideThoseOfTheSamples() {
    engine.execute("CREATE TABLE t (id INT PRIMARY KEY, e INT UNIQUE)");
    engine.send(0, "{\"id\":1,\"e\":\"x\"}");

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
    engine.execute("CREATE TABLE t (id INT, must DATE NOT NULL, odd_name VARCHAR(9))");
    engine.send(0, "{\"id\":\"x\"}");

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
    engine.send(0, "{\"id\":\"x\"}", "{\"id\":1}");

    CheckReport report =
        check(
            "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}],"
                + "\"dirtyData\":\"quarantine\"}");

    assertThat(report.faults()).isEmpty();
    assertThat(byPlace(report.warnings()).get("/mapping/0"))
        .contains("not-a-number 1", "quarantine");
    assertThat(engine.query("SHOW TABLES")).isEmpty();
  }

  /** Words for whoever waits: one that hangs is given up at one of them. */
  @Test
  void eachStepOfACheckNamesTheServersItIsAbout() {
    engine.send(0, "{\"id\":1}");
    check("{\"parse\":{\"layers\":1}}");
    List<String> steps = new CopyOnWriteArrayList<>();
    JobCheck check = new JobCheck(engine.vertx(), Secret::reveal);

    Promise<CheckReport> done = Promise.promise();
    engine
        .vertx()
        .runOnContext(
            v ->
                check
                    .of(
                        engine.job(),
                        engine.api().job(engine.job()).spec(),
                        engine.api().source("s").spec(),
                        steps::add)
                    .onComplete(done));
    EngineKit.await(done.future());

    String topicAndBroker =
        "topic '" + engine.topic().name() + "' of " + engine.topic().kafka().bootstrapServers();
    assertThat(steps)
        .containsExactly(
            "looking at "
                + topicAndBroker
                + " and table 't' of database '"
                + engine.schema()
                + "' on "
                + engine.database().host()
                + ":"
                + engine.database().port(),
            "asking " + engine.topic().kafka().bootstrapServers() + " for group " + engine.group(),
            "reading the newest records of " + topicAndBroker);
  }

  @Test
  void whatFitsGivesNoWarning() {
    engine.send(0, "{\"id\":1,\"o\":{\"a\":[1]}}", "{\"id\":2}");

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
    engine.send(0, "{\"id\":1,\"o\":{\"a\":5,\"b\":6},\"w\":{\"c\":7}}", "{\"id\":2,\"late\":3}");

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
    engine.execute("CREATE TABLE t (id INT PRIMARY KEY)");
    engine.send(0, "{\"id\":1,\"extra\":2}");

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
    engine.send(0, "{\"id\":\"x\"}");

    CheckReport report =
        check(
            "{\"write\":{\"delivery\":\"at-least-once\",\"mode\":\"upsert\"},\"mapping\":["
                + "{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"},"
                + "{\"path\":\"/id\",\"column\":\"untyped\"}]}");

    assertThat(report.faults()).extracting(FieldError::pointer).containsExactly("/mapping/1/type");
    assertThat(byPlace(report.warnings())).containsOnlyKeys("/mapping/0", "/write/delivery");
  }
}
