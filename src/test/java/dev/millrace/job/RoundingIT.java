package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.CheckReport;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.JobStatus.NulledSample;
import dev.millrace.model.PreviewRequest;
import dev.millrace.model.QuarantineChoice;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Digits that a column does not keep are counted and told, or refused. */
@ExtendWith(RealServers.class)
class RoundingIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"},{\"path\":\"/p\",\"column\":\"p\"},"
          + "{\"path\":\"/at\",\"column\":\"at\"%s}],\"createTable\":\"never\"";

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
    database.execute(
        "CREATE TABLE " + schema + ".t (id INT PRIMARY KEY, p DECIMAL(12,2), at DATETIME)");
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  private void job(String entryOption, String more) {
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        "{" + MAPPING.formatted(entryOption) + ",\"batch\":{\"lingerMs\":20}" + more + "}");
  }

  private List<List<String>> rows() {
    return database.query(
        "SELECT id, p, DATE_FORMAT(at, '%H:%i:%s') FROM " + schema + ".t ORDER BY id");
  }

  @Test
  void byDefaultItIsRoundedCountedAndSampled() {
    topic.send(0, "{\"id\":1,\"p\":\"1.2345\",\"at\":\"2026-11-22T08:00:00.999Z\"}");
    topic.send(0, "{\"id\":2,\"p\":1.500,\"at\":\"2026-11-22T08:00Z\"}");
    topic.sendAll(
        0,
        IntStream.range(3, 5_003)
            .mapToObj(i -> "{\"id\":" + i + ",\"p\":0.125}")
            .toArray(String[]::new));
    job("", "");
    CheckReport check = EngineKit.await(kit.engine().check("j"));

    kit.start("j");
    kit.untilCaughtUp("j", 5_002, SOON);
    JobStatus status =
        dev.millrace.testkit.Eventually.get(
            "the counts",
            SOON,
            () -> kit.status("j"),
            s -> s.partitions().get(0).ledger().count(Count.ROUNDED_FIELDS) == 5_002);

    assertThat(check.faults()).isEmpty();
    assertThat(check.warnings())
        .extracting(Warning::code, Warning::pointer)
        .contains(org.assertj.core.groups.Tuple.tuple(WarningCode.DIGITS_LOST, "/mapping/1"));
    assertThat(rows().subList(0, 3))
        .containsExactly(
            List.of("1", "1.23", "08:00:01"),
            List.of("2", "1.50", "08:00:00"),
            java.util.Arrays.asList("3", "0.13", null));
    assertThat(status.roundedSamples()).hasSize(20);
    assertThat(status.roundedSamples().get(19)).extracting(NulledSample::value).isEqualTo("0.125");
    assertThat(status.balanced()).isTrue();
    assertThat(kit.metrics().scrape()).contains("millrace_rounded_fields_total{job=\"j\"} 5002");
  }

  @Test
  void aJobThatCallsItDirtyStopsThereButForEntriesThatRound() {
    topic.send(0, "{\"id\":1,\"p\":\"1.20\",\"at\":\"2026-11-22T08:00:00.999Z\"}");
    topic.send(0, "{\"id\":2,\"p\":\"1.234\",\"at\":\"2026-11-22T08:00:00Z\"}");
    job(",\"rounding\":\"round\"", ",\"rounding\":\"dirty\"");

    kit.start("j");
    JobStatus status = kit.until("j", JobState.FAILED, SOON);

    assertThat(status.error().code()).isEqualTo("fraction-lost");
    assertThat(status.error().column()).isEqualTo("p");
    assertThat(status.error().offset()).isEqualTo(1L);
    assertThat(status.error().value()).isEqualTo("1.234");
    assertThat(status.error().message()).contains("DECIMAL(12,2)", "rounding");
    assertThat(rows()).containsExactly(List.of("1", "1.20", "08:00:01"));
  }

  @Test
  void dirtyDataDecidesWhatBecomesOfItAndAReplayCounts() {
    topic.send(0, "{\"id\":1,\"p\":\"1.234\"}", "{\"id\":2,\"p\":\"1.5\"}");
    job("", ",\"rounding\":\"dirty\",\"dirtyData\":\"quarantine\",\"maxQuarantinedRatio\":1");
    kit.start("j");
    kit.untilCaughtUp("j", 2, SOON);
    kit.stop("j");
    assertThat(rows()).extracting(row -> row.get(0)).containsExactly("2");
    job("", ",\"dirtyData\":\"quarantine\"");

    Map<String, Object> answer =
        EngineKit.await(kit.engine().replay("j", new QuarantineChoice(null, null)));

    assertThat(answer).containsEntry("written", 1L).containsEntry("roundedFields", 1L);
    assertThat(rows()).extracting(row -> row.get(1)).containsExactly("1.23", "1.50");
    assertThat(
            database.query(
                "SELECT written, rounded_fields, quarantined FROM "
                    + schema
                    + ".millrace_ledger"
                    + " WHERE job = 'j'"))
        .containsExactly(List.of("2", "1", "0"));
  }

  @Test
  @SuppressWarnings("unchecked")
  void aPreviewShowsIt() {
    topic.send(0, "{\"id\":1,\"p\":\"1.2345\",\"at\":1700000000123}");
    job("", "");

    Map<String, Object> answer =
        EngineKit.await(kit.engine().preview(new PreviewRequest("j", null, 10)));

    Map<String, Object> record = ((List<Map<String, Object>>) answer.get("records")).get(0);
    assertThat(record).containsEntry("outcome", "written");
    assertThat((List<Map<String, Object>>) record.get("rounded"))
        .extracting(r -> r.get("column") + " " + r.get("path") + " " + r.get("value"))
        .containsExactly("p /p 1.2345", "at /at 1700000000123");
  }
}
