package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.JobError;
import dev.millrace.flow.LaneEvent;
import dev.millrace.metrics.Metrics;
import dev.millrace.metrics.Scrape;
import dev.millrace.model.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneReportsTest {
  private final Metrics metrics = new Metrics();
  private final List<JobError> failures = new ArrayList<>();
  private final List<Sample> sampled = new ArrayList<>();
  private final LaneReports reports =
      new LaneReports(
          new StatusBoard(),
          metrics.forJob("j"),
          new RunFailures(failures::add, () -> failures.add(null)),
          () -> {},
          failed -> {},
          sampled::addAll);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void whatIsTriedAgainIsCountedWithAPauseAndWithout() {
    reports.take(0, new LaneEvent.TriedAgain(JobError.of("database", "deadlock", "lost")));
    assertThat(failures).as("a contest that was lost is no failure").isEmpty();
    reports.take(0, new LaneEvent.TriedAgain(JobError.of("database", "deadlock", "lost")));
    reports.take(0, new LaneEvent.Retrying(JobError.of("database", "deadlock", "lost")));
    reports.take(0, new LaneEvent.Retrying(JobError.of("database", "unreachable", "away")));

    Scrape scrape = Scrape.of(metrics, "j");
    assertThat(scrape.sum("millrace_retries_total", "code", "deadlock")).isEqualTo(3);
    assertThat(scrape.sum("millrace_retries_total", "code", "unreachable")).isEqualTo(1);
  }

  @Test
  void sampledRecordsArePassedOn() {
    Sample sample = new Sample("t", 0, 7, -1, null, Map.of(), new byte[] {'{'});

    reports.take(0, new LaneEvent.Sampled(List.of(sample)));

    assertThat(sampled).containsExactly(sample);
  }

  @Test
  void aLaneThatIsMadeAnewIsNoBatchThatWasFenced() {
    reports.take(0, new LaneEvent.Fenced("the sink did not answer"));

    assertThat(Scrape.of(metrics, "j").sum("millrace_fenced_total")).isZero();
  }
}
