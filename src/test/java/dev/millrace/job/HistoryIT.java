package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobHistory;
import dev.millrace.answer.JobHistory.Sample;
import dev.millrace.answer.Precondition;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a job fared is kept from its start on, and goes with it. */
@OneServer("what is kept in memory is the same of every server")
class HistoryIT {
  private static final String MAPPING = "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"}]}";

  @RegisterExtension
  final TestEngine engine = TestEngine.withPartitions(2).withTable("id BIGINT PRIMARY KEY");

  private JobHistory history() {
    return EngineKit.await(engine.api().history(engine.job()));
  }

  @Test
  void whatIsLoadedIsInTheHistoryAndAStopIsAGap() {
    engine.put(MAPPING);
    assertThat(history()).isEqualTo(JobHistory.NOTHING);

    engine.start();
    engine.sendEach(0, 0, 500, i -> "{\"id\":" + i + "}");
    engine.untilCaughtUp(500);
    Eventually.until(
        "the load is in the history",
        TestEngine.SOON,
        () -> history().seconds().stream().anyMatch(HistoryIT::isLoad));
    Eventually.until(
        "the lag is known and gone",
        TestEngine.SOON,
        () ->
            history().seconds().stream()
                .anyMatch(s -> Long.valueOf(0).equals(s.lagRecords()) && s.lagSeconds() == 0));
    assertThat(history().minutes()).anyMatch(HistoryIT::isLoad);
    engine.stop();

    Eventually.until(
        "the stop is a gap",
        TestEngine.SOON,
        () -> {
          Sample last = history().seconds().get(history().seconds().size() - 1);
          return last.recordsPerSecond() == null && last.lagRecords() == null;
        });
    assertThat(history().seconds()).anyMatch(HistoryIT::isLoad);

    EngineKit.await(engine.api().deleteJob(engine.job(), Precondition.NONE));
    engine.put(MAPPING);
    assertThat(history()).as("of the job before").isEqualTo(JobHistory.NOTHING);
  }

  private static boolean isLoad(Sample sample) {
    return sample.recordsPerSecond() != null
        && sample.recordsPerSecond() > 0
        && sample.commitP50Ms() != null
        && sample.commitP99Ms() >= sample.commitP50Ms()
        && sample.batchRows() != null
        && sample.batchRows() > 0;
  }
}
