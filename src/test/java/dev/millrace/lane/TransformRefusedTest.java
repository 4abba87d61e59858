package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records of several rows, some of which the server refuses while it keeps the others. */
class TransformRefusedTest extends TransformStage {
  private static final Map<String, Object> ARRAYS =
      Map.of("parse", Map.of("root", "array"), "refused", "quarantine", "maxQuarantinedRatio", 1.0);

  private Transform transform;

  @Test
  void whoSharesAKeyWithARecordThatIsNotWrittenIsTriedAgain() {
    polledAll("{\"n\":1},{\"n\":5}", "{\"n\":5}", "{\"n\":6}");

    refuse(row(0, RejectCode.CHECK_VIOLATED), row(2, RejectCode.DUPLICATE_KEY));

    assertThat(text(written.get(1))).isEqualTo("(5),(6)");
    assertThat(quarantined(written.get(1))).containsExactly("0 check-violated");
  }

  @Test
  void whoIsRefusedThenTooIsBlamed() {
    polledAll("{\"n\":1},{\"n\":5}", "{\"n\":5}", "{\"n\":6}");
    refuse(row(0, RejectCode.CHECK_VIOLATED), row(2, RejectCode.DUPLICATE_KEY));

    refuse(row(0, RejectCode.DUPLICATE_KEY));

    assertThat(text(written.get(2))).isEqualTo("(6)");
    assertThat(quarantined(written.get(2))).containsExactly("0 check-violated", "1 duplicate-key");
  }

  @Test
  void allAreBlamedAtOnceWhereNoRowOfTheRefusedIsLeft() {
    polledAll("{\"n\":1},{\"n\":2}", "{\"n\":1}", "{\"n\":3},{\"n\":3}");

    refuse(
        row(0, RejectCode.DUPLICATE_KEY),
        row(1, RejectCode.DUPLICATE_KEY),
        row(2, RejectCode.DUPLICATE_KEY),
        row(4, RejectCode.DUPLICATE_KEY));

    assertThat(quarantined(written.get(1)))
        .containsExactly("0 duplicate-key", "1 duplicate-key", "2 duplicate-key");
  }

  @Test
  void whatHasNothingToDoWithOtherRowsIsBlamedAtOnce() {
    polledAll("{\"n\":1},{\"n\":5}", "{\"n\":2},{\"n\":7}", "{\"n\":7}", "{\"n\":8}");

    refuse(
        row(0, RejectCode.CHECK_VIOLATED),
        row(2, RejectCode.CHECK_VIOLATED),
        row(4, RejectCode.DUPLICATE_KEY));

    assertThat(text(written.get(1))).isEqualTo("(7),(8)");
    assertThat(quarantined(written.get(1))).containsExactly("0 check-violated", "1 check-violated");
  }

  @Test
  void aRecordMayBeADuplicateOfItself() {
    polledAll("{\"n\":1},{\"n\":1}", "{\"n\":1}");

    refuse(row(1, RejectCode.DUPLICATE_KEY), row(2, RejectCode.DUPLICATE_KEY));

    assertThat(text(written.get(1))).isEqualTo("(1)");
    assertThat(quarantined(written.get(1))).containsExactly("0 duplicate-key");
  }

  private void polledAll(String... arrays) {
    transform = transform(ARRAYS);
    Sample[] samples = new Sample[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      byte[] value = ("[" + arrays[i] + "]").getBytes(StandardCharsets.UTF_8);
      samples[i] = new Sample("t", 0, i, 0, null, Map.of(), value);
    }
    transform.accept(polled(samples));
    runTurns();
    transform.flush(FlushReason.FLUSH);
  }

  private void refuse(RefusedRow... rows) {
    answer(new WriteOutcome.Refused(List.of(rows)));
    transform.flush(FlushReason.FLUSH);
  }

  private static RefusedRow row(int row, RejectCode code) {
    return new RefusedRow(0, row, code, null, "refused");
  }

  private static String text(RowBatch batch) {
    return new String(
        batch.segments().get(0).text(),
        0,
        batch.segments().get(0).length(),
        StandardCharsets.UTF_8);
  }

  private static List<String> quarantined(RowBatch batch) {
    return batch.quarantine().stream().map(TransformRefusedTest::line).toList();
  }

  private static String line(QuarantineRow row) {
    return row.offset() + " " + row.code().label();
  }
}
