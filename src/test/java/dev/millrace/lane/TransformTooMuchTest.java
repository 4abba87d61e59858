package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.JobError;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.model.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Batches that the destination finds too much for one transaction. */
class TransformTooMuchTest extends TransformStage {
  private static final WriteOutcome TOO_MUCH =
      new WriteOutcome.TooMuch(JobError.of("database", "lock-table-full", "too many"));

  @Test
  void recordsWithoutARowAreDividedLikeOthers() {
    Transform transform = transform(arrays());
    transform.accept(polled(array(0, ""), array(1, ""), array(2, "{\"n\":1}"), array(3, "")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
    assertThat(written.get(0).rows()).isEqualTo(1);

    answer(TOO_MUCH);
    transform.flush(FlushReason.FLUSH);

    assertThat(events).isEmpty();
    commit(written.get(1));
    commit(written.get(2));
    assertThat(ends()).containsExactly(4L, 2L, 4L);
    assertThat(acks).isEqualTo(1);
  }

  @Test
  void tombstonesAreDividedLikeRecords() {
    Transform transform = transform(Map.of());
    transform.accept(polled(tombstone(0), tombstone(1)));
    runTurns();
    transform.flush(FlushReason.FLUSH);

    answer(TOO_MUCH);
    transform.flush(FlushReason.FLUSH);

    assertThat(events).isEmpty();
    commit(written.get(1));
    commit(written.get(2));
    assertThat(ends()).containsExactly(2L, 1L, 2L);
  }

  @Test
  void aSingleRecordOfManyRowsCannotBeLessAndIsNotSentAgain() {
    Transform transform = transform(arrays());
    transform.accept(polled(array(0, "{\"n\":1},{\"n\":2},{\"n\":3},{\"n\":4}")));
    runTurns();
    transform.flush(FlushReason.FLUSH);

    answer(TOO_MUCH);

    assertThat(written).hasSize(1);
    assertThat(stopped().code()).isEqualTo("lock-table-full");
  }

  @Test
  void aStopBehindTheRecordIsNotCountedAsOneForEver() {
    Transform transform = transform(Map.of());
    transform.accept(polled(sample(0, 0, "1"), sample(0, 1, "\"x\"")));
    runTurns();
    answer(TOO_MUCH);

    answer(TOO_MUCH);

    assertThat(ends()).containsExactly(1L, 1L);
    assertThat(stopped().code()).isEqualTo("lock-table-full");
  }

  @Test
  void batchesGrowBackWhenManyWereCommitted() {
    Transform transform = transform(Map.of("batch", Map.of("rows", 4)));
    transform.accept(polled(sample(0, 0, "1"), sample(0, 1, "1"), sample(0, 2, "1")));
    runTurns();
    transform.flush(FlushReason.FLUSH);
    answer(TOO_MUCH);
    transform.flush(FlushReason.FLUSH);
    while (!answers.isEmpty()) {
      commit(written.get(written.size() - 1));
    }
    assertThat(written.get(1).rows()).isEqualTo(1);

    int next = 3;
    for (; written.get(written.size() - 1).rows() < 3 && next < 400; next += 3) {
      transform.accept(
          polled(sample(0, next, "1"), sample(0, next + 1, "1"), sample(0, next + 2, "1")));
      runTurns();
      transform.flush(FlushReason.FLUSH);
      while (!answers.isEmpty()) {
        commit(written.get(written.size() - 1));
      }
    }

    // A hundred single ones, fifty or so of two and one, and then all three.
    assertThat(written.size()).isBetween(200, 210);
  }

  private List<Long> ends() {
    return written.stream().map(batch -> batch.moves().get(0).toOffset()).toList();
  }

  private static Map<String, Object> arrays() {
    return Map.of("parse", Map.of("root", "array"));
  }

  private static Sample array(long offset, String elements) {
    byte[] value = ("[" + elements + "]").getBytes(StandardCharsets.UTF_8);
    return new Sample("t", 0, offset, 0, null, Map.of(), value);
  }

  private static Sample tombstone(long offset) {
    return new Sample("t", 0, offset, 0, null, Map.of(), null);
  }
}
