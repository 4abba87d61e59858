package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.Precondition;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.metrics.Scrape;
import dev.millrace.model.JobState;
import dev.millrace.spec.PartitionRef;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(RealServers.class)
class QuarantineBacklogIT {
  @RegisterExtension
  final TestEngine engine = TestEngine.withPartitions(1).withTable("id INT NOT NULL");

  @Test
  void theBacklogIsThatOfTheTableAlsoAfterARestartAndAtRest() {
    engine.put(
        """
        {"mapping": [{"path": "/id", "column": "id", "type": "INT"}], "dirtyData": "quarantine"}
        """);
    assertThat(scrape().of("millrace_quarantine_backlog_records")).as("never started").isEmpty();
    engine.start();
    untilBacklog(0);

    engine.send(0, "{\"id\":1}", "{\"id\":\"a\"}", "{\"id\":\"b\"}", "{\"id\":\"c\"}");
    engine.untilCaughtUp(4);
    untilBacklog(3);
    EngineKit.await(
        engine
            .api()
            .dropQuarantined(
                engine.job(), new QuarantineChoice(null, Map.of(PartitionRef.of(0), List.of(1L)))));
    untilBacklog(2);
    assertThat(scrape().sum("millrace_quarantined_records_total"))
        .as("has never left")
        .isEqualTo(3);
    assertThat(scrape().sum("millrace_dropped_records_total")).isEqualTo(1);

    engine.stop();
    engine.execute("DELETE FROM millrace_quarantine WHERE `offset` = 2");
    engine.restartProcess();

    untilBacklog(1);
    assertThat(engine.status().state()).isEqualTo(JobState.STOPPED);
    EngineKit.await(engine.api().deleteJob(engine.job(), Precondition.NONE));
    assertThat(scrape().names()).as("of a job that is deleted").isEmpty();
  }

  private void untilBacklog(int records) {
    Eventually.until(
        records + " in quarantine",
        TestEngine.SOON,
        () -> {
          List<Scrape.Sample> told = scrape().of("millrace_quarantine_backlog_records");
          return told.size() == 1 && told.get(0).value() == records;
        });
  }

  private Scrape scrape() {
    return Scrape.of(engine.metrics(), engine.job());
  }
}
