package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.WriteOutcome;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of a lane that must be made anew, and which ends count as a fence. */
class TransformFencedTest extends TransformStage {
  @BeforeEach
  void sendABatch() {
    Transform transform = transform(Map.of());
    transform.accept(polled(sample(0, 0, "1")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
  }

  @Test
  void aBatchThatTheDestinationRefusesBecauseThePartitionIsNotTheLanesIsCounted() {
    answer(new WriteOutcome.Fenced("claimed by another"));

    assertThat(events).containsExactly(new LaneEvent.Fenced("claimed by another"));
    assertThat(metrics.scrape()).contains("millrace_fenced_total{job_name=\"j\"} 1.0");
  }

  @Test
  void aSinkThatDoesNotAnswerFencesNothing() {
    answers.poll().fail("no handlers");
    runTurns();

    assertThat(events)
        .containsExactly(new LaneEvent.Fenced("the sink did not answer: no handlers"));
    assertThat(metrics.scrape()).doesNotContain("millrace_fenced_total{job_name=\"j\"} 1.0");
  }
}
