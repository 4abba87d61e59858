package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows of several tables; each number is the record that the row at its place is of. */
class IndependentRefusalsTest {
  private static List<RefusedRow> sure(int[][] records, RefusedRow... refused) {
    return IndependentRefusals.of(List.of(refused), records);
  }

  private static RefusedRow row(int segment, int row, RejectCode code) {
    return new RefusedRow(segment, row, code, null, "refused");
  }

  @Test
  void aDuplicateOfARowWhoseRecordIsRefusedInALaterTableIsNotSure() {
    RefusedRow duplicate = row(0, 1, RejectCode.DUPLICATE_KEY);
    RefusedRow bad = row(1, 0, RejectCode.CHECK_VIOLATED);

    assertThat(sure(new int[][] {{1, 2}, {1, 2}}, duplicate, bad)).containsExactly(bad);
  }

  @Test
  void inAnotherTableThanTheRowThatStaysADuplicateIsSure() {
    RefusedRow bad = row(0, 0, RejectCode.CHECK_VIOLATED);
    RefusedRow duplicate = row(1, 0, RejectCode.DUPLICATE_KEY);

    assertThat(sure(new int[][] {{1, 1}, {2}}, bad, duplicate)).containsExactly(bad, duplicate);
  }

  @Test
  void ofDuplicatesInSeveralTablesTheFirstRecordIsBlamedWhateverTableNamesItFirst() {
    RefusedRow second = row(0, 1, RejectCode.DUPLICATE_KEY);
    RefusedRow first = row(1, 0, RejectCode.DUPLICATE_KEY);

    assertThat(sure(new int[][] {{1, 2}, {1, 2}}, second, first)).containsExactly(first);
  }
}
