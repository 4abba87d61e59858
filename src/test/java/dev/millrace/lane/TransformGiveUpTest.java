package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.Acked;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.model.PartitionId;
import dev.millrace.model.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What partitions that come and go leave behind in the stage between poll and sink. */
class TransformGiveUpTest extends TransformStage {
  @Test
  void aRecordThatWasRefusedIsTriedAnewWhenItsPartitionComesBack() {
    Transform transform = transform(Map.of("refused", "quarantine"));
    transform.accept(polled(sample(0, 7, "1")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
    refuse(0);

    transform.giveUp(Set.of(new PartitionId("t", 0)), gone -> {});
    transform.accept(polled(sample(0, 7, "1")));
    runTurns();
    transform.flush(FlushReason.FLUSH);

    RowBatch again = written.get(1);
    assertThat(again.rows()).isEqualTo(1);
    assertThat(again.quarantine()).isEmpty();
    commit(again);
    assertThat(acks).isEqualTo(2);
  }

  @Test
  void aPartitionThatIsGivenUpWhileItsBatchIsRefusedIsNotReadAgain() {
    Transform transform = transform(Map.of("refused", "quarantine"));
    transform.accept(polled(sample(0, 7, "1"), sample(1, 3, "2")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
    List<Acked> gone = new ArrayList<>();
    transform.giveUp(Set.of(new PartitionId("t", 0)), gone::add);
    assertThat(gone).isEmpty();

    refuse(0);

    assertThat(gone).hasSize(1);
    transform.flush(FlushReason.FLUSH);
    RowBatch rest = written.get(1);
    assertThat(rest.moves()).hasSize(1);
    assertThat(rest.moves().get(0).partition()).isEqualTo(1);
    assertThat(rest.quarantine()).isEmpty();
    assertThat(acks).isZero();
    commit(rest);
    assertThat(acks).isEqualTo(1);
  }

  @Test
  void aBatchThatIsOneTooManyForTheJobIsSentAgainUpToTheRecordThatStopsIt() {
    Transform transform = transform(Map.of("dirtyData", "quarantine", "maxQuarantined", 9));
    transform.accept(
        polled(sample(0, 0, "\"a\""), sample(0, 1, "1"), sample(0, 2, "\"b\""), sample(0, 3, "3")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
    assertThat(written.get(0).quarantine()).hasSize(2);

    answer(new WriteOutcome.Full(1));
    transform.flush(FlushReason.FLUSH);

    RowBatch again = written.get(1);
    assertThat(again.quarantine()).extracting(q -> q.offset()).containsExactly(0L);
    assertThat(again.moves().get(0).toOffset()).isEqualTo(2);
    assertThat(events).isEmpty();
    commit(again);
    assertThat(stopped().code()).isEqualTo("too-many-quarantined");
    assertThat(stopped().offset()).isEqualTo(2);
    assertThat(acks).isZero();
  }

  @Test
  void whatDidNotFitIsToldOnceHoweverOftenItIsEncoded() {
    Transform transform =
        transform(Map.of("dirtyData", "null", "malformed", "quarantine", "refused", "quarantine"));
    transform.accept(polled(sample(0, 0, "\"x\""), sample(0, 1, "}"), sample(0, 2, "2")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
    refuse(1);
    assertThat(events).as("it may come otherwise yet").isEmpty();
    transform.giveUp(Set.of(new PartitionId("t", 9)), gone -> {});
    transform.flush(FlushReason.FLUSH);

    commit(written.get(1));

    assertThat(events)
        .filteredOn(event -> event instanceof LaneEvent.Nulled)
        .extracting(event -> ((LaneEvent.Nulled) event).sample().offset())
        .containsExactly(0L);
    assertThat(
            metrics.scrape().lines().filter(l -> l.startsWith("millrace_rejected_records_total")))
        .containsExactlyInAnyOrder(
            "millrace_rejected_records_total{code=\"duplicate-key\",job_name=\"j\"} 1.0",
            "millrace_rejected_records_total{code=\"not-json\",job_name=\"j\"} 1.0");
  }

  @Test
  void theRecordThatStopsTheJobIsToldOnceToo() {
    Transform transform = transform(Map.of("refused", "quarantine"));
    transform.accept(polled(sample(0, 0, "1"), sample(0, 1, "2"), sample(0, 2, "\"x\"")));
    runTurns();
    refuse(0);
    commit(written.get(1));

    assertThat(stopped().code()).isEqualTo("not-a-number");
    assertThat(metrics.scrape())
        .contains("millrace_rejected_records_total{code=\"not-a-number\",job_name=\"j\"} 1.0");
  }

  @Test
  void whatWasFullOnceIsOnlyTrueOfThatBatch() {
    Transform transform = transform(Map.of("dirtyData", "quarantine", "maxQuarantined", 9));
    transform.accept(polled(sample(0, 0, "\"a\"")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
    answer(new WriteOutcome.Full(1));
    transform.flush(FlushReason.FLUSH);
    commit(written.get(1));

    // A replay made room meanwhile; only the sink knows.
    transform.accept(polled(sample(0, 1, "\"b\""), sample(0, 2, "\"c\"")));
    runTurns();
    transform.flush(FlushReason.FLUSH);

    assertThat(written.get(2).quarantine()).hasSize(2);
  }

  @Test
  void aRecordThatStopsTheJobIsCountedOnceThoughOthersAreGivenUp() {
    Transform transform =
        transform(
            Map.of("dirtyData", "quarantine", "maxQuarantined", 1, "maxQuarantinedRatio", 0.01));
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      samples.add(sample(0, i, "1"));
    }
    samples.add(sample(0, 120, "\"x\""));
    transform.accept(polled(samples.toArray(Sample[]::new)));
    runTurns();

    transform.flush(FlushReason.FLUSH);
    answer(new WriteOutcome.Full(0));
    transform.giveUp(Set.of(new PartitionId("t", 9)), gone -> {});
    commit(written.get(1));
    // It was read again, and the sink is asked again.
    transform.flush(FlushReason.FLUSH);
    answer(new WriteOutcome.Full(0));

    assertThat(stopped().message()).contains("(maxQuarantined)");
  }

  @Test
  void theRecordThatStopsTheJobBehindAGapIsToldThoughOthersAreGivenUp() {
    Transform transform = transform(Map.of());
    transform.accept(polled(List.of(from(0, sample(0, 0, "1")), from(1, sample(0, 5, "\"x\"")))));
    runTurns();

    transform.giveUp(Set.of(new PartitionId("t", 9)), gone -> {});
    commit(written.get(0));

    assertThat(written).hasSize(1);
    assertThat(written.get(0).moves().get(0).toOffset()).isEqualTo(5);
    assertThat(stopped().offset()).isEqualTo(5);
  }

  @Test
  void aPartitionThatCameBackWhileItsBatchWasRefusedIsRead() {
    Transform transform = transform(Map.of("refused", "quarantine"));
    transform.accept(polled(sample(0, 7, "1")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
    transform.giveUp(Set.of(new PartitionId("t", 0)), gone -> {});
    transform.accept(polled(sample(0, 7, "1"), sample(0, 8, "2")));

    refuse(0);
    transform.flush(FlushReason.FLUSH);

    RowBatch again = written.get(1);
    assertThat(again.rows()).isEqualTo(2);
    commit(again);
    assertThat(acks).isEqualTo(2);
  }

  @Test
  void whatFollowsAnAcknowledgedPollIsReadAgain() {
    Transform transform = transform(Map.of("refused", "quarantine", "batch", Map.of("rows", 2)));
    transform.accept(polled(sample(0, 0, "1")));
    transform.accept(polled(sample(0, 1, "2"), sample(0, 2, "3")));
    transform.accept(polled(sample(0, 3, "4")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
    commit(written.get(0));
    assertThat(acks).isEqualTo(1);

    refuse(0);
    transform.flush(FlushReason.FLUSH);

    RowBatch again = written.get(2);
    assertThat(again.quarantine()).extracting(q -> q.offset()).containsExactly(2L);
    assertThat(again.moves().get(0).toOffset()).isEqualTo(4);
    commit(again);
    assertThat(acks).isEqualTo(3);
  }
}
