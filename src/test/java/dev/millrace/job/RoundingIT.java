package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.PreviewReport;
import dev.millrace.answer.PreviewRequest;
import dev.millrace.answer.PreviewedRecord;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.ReplayReport;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.Count;
import dev.millrace.model.FieldSample;
import dev.millrace.model.JobState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Digits that a column does not keep are counted and told, or refused. */
class RoundingIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"},{\"path\":\"/p\",\"column\":\"p\"},"
          + "{\"path\":\"/at\",\"column\":\"at\"%s}],\"createTable\":\"never\"";

  @RegisterExtension
  final TestEngine engine =
      TestEngine.withPartitions(1).withTable("id INT PRIMARY KEY, p DECIMAL(12,2), at DATETIME");

  private void job(String entryOption, String more) {
    engine.put("{" + MAPPING.formatted(entryOption) + ",\"batch\":{\"lingerMs\":20}" + more + "}");
  }

  private List<List<String>> rows() {
    return engine.query("SELECT id, p, DATE_FORMAT(at, '%H:%i:%s') FROM t ORDER BY id");
  }

  @Test
  void byDefaultItIsRoundedCountedAndSampled() {
    engine.send(0, "{\"id\":1,\"p\":\"1.2345\",\"at\":\"2026-11-22T08:00:00.999Z\"}");
    engine.send(0, "{\"id\":2,\"p\":1.500,\"at\":\"2026-11-22T08:00Z\"}");
    engine.sendEach(0, 3, 5_003, i -> "{\"id\":" + i + ",\"p\":0.125}");
    job("", "");
    CheckReport check = engine.check();

    engine.start();
    engine.untilCaughtUp(5_002);
    JobStatus status =
        engine.untilStatus(
            "the counts", s -> s.partitions().get(0).ledger().count(Count.ROUNDED_FIELDS) == 5_002);

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
    assertThat(status.roundedSamples().get(19)).extracting(FieldSample::value).isEqualTo("0.125");
    assertThat(status.balanced()).isTrue();
    assertThat(engine.metrics().scrape())
        .contains("millrace_rounded_fields_total{job_name=\"" + engine.job() + "\"} 5002");
  }

  @Test
  void aJobThatCallsItDirtyStopsThereButForEntriesThatRound() {
    engine.send(0, "{\"id\":1,\"p\":\"1.20\",\"at\":\"2026-11-22T08:00:00.999Z\"}");
    engine.send(0, "{\"id\":2,\"p\":\"1.234\",\"at\":\"2026-11-22T08:00:00Z\"}");
    job(",\"rounding\":\"round\"", ",\"rounding\":\"dirty\"");

    engine.start();
    JobStatus status = engine.until(JobState.FAILED);

    assertThat(status.error().code()).isEqualTo("fraction-lost");
    assertThat(status.error().column()).isEqualTo("p");
    assertThat(status.error().offset()).isEqualTo(1L);
    assertThat(status.error().value()).isEqualTo("1.234");
    assertThat(status.error().message()).contains("DECIMAL(12,2)", "rounding");
    assertThat(rows()).containsExactly(List.of("1", "1.20", "08:00:01"));
  }

  @Test
  void dirtyDataDecidesWhatBecomesOfItAndAReplayCounts() {
    engine.send(0, "{\"id\":1,\"p\":\"1.234\"}", "{\"id\":2,\"p\":\"1.5\"}");
    job("", ",\"rounding\":\"dirty\",\"dirtyData\":\"quarantine\",\"maxQuarantinedRatio\":1");
    engine.start();
    engine.untilCaughtUp(2);
    engine.stop();
    assertThat(rows()).extracting(row -> row.get(0)).containsExactly("2");
    job("", ",\"dirtyData\":\"quarantine\"");

    ReplayReport answer =
        EngineKit.await(engine.api().replay(engine.job(), new QuarantineChoice(null, null)));

    assertThat(answer.written()).isEqualTo(1);
    assertThat(answer.roundedFields()).isEqualTo(1);
    assertThat(rows()).extracting(row -> row.get(1)).containsExactly("1.23", "1.50");
    assertThat(
            engine.query(
                "SELECT written, rounded_fields, quarantined FROM millrace_ledger WHERE job = '"
                    + engine.job()
                    + "'"))
        .containsExactly(List.of("2", "1", "0"));
  }

  @Test
  void aPreviewShowsIt() {
    engine.send(0, "{\"id\":1,\"p\":\"1.2345\",\"at\":1700000000123}");
    job("", "");

    PreviewReport answer =
        EngineKit.await(engine.api().preview(new PreviewRequest(engine.job(), null, 10)));

    PreviewedRecord record = answer.records().get(0);
    assertThat(record.outcome()).isEqualTo(PreviewedRecord.Outcome.WRITTEN);
    assertThat(record.rounded())
        .extracting(r -> r.column() + " " + r.path() + " " + r.value())
        .containsExactly("p /p 1.2345", "at /at 1700000000123");
  }
}
