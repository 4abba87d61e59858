package dev.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CountsTest {
  private final Counts each = Counts.of(count -> 1L << count.ordinal());

  @Test
  void fieldsAreNoOffsetsAndGapsNoRecords() {
    Counts fields = each.with(Count.NULLED_FIELDS, 0).with(Count.ROUNDED_FIELDS, 0);

    assertThat(each.accounted()).isEqualTo(fields.accounted());
    assertThat(each.accounted())
        .isEqualTo(Arrays.stream(Count.values()).mapToLong(fields::get).sum());
    assertThat(each.records()).isEqualTo(each.accounted() - each.get(Count.GAPS));
  }

  @Test
  void sumsGoCountByCount() {
    assertThat(each.plus(each)).isEqualTo(Counts.of(count -> 2L << count.ordinal()));
    assertThat(each.plus(Counts.NONE)).isEqualTo(each).isNotEqualTo(each.plus(each));
    assertThat(Counts.of(Count.GAPS, 3).with(Count.WRITTEN, 2)).hasToString("written 2, gaps 3");
  }

  @Test
  void aMoveAccountsForEachOffset() {
    assertThatThrownBy(
            () -> new LedgerMove("t", 3, 5, 9, Counts.of(Count.WRITTEN, 3), RecordTime.EARLIEST))
        .hasMessageContaining("t[3] [5, 9): written 3");
    assertThat(new LedgerMove("t", 3, 5, 9, Counts.of(Count.FILTERED, 4), -1).counts().records())
        .isEqualTo(4);
  }

  @Test
  void namesAreDifferent() {
    assertThat(Count.values())
        .extracting(Count::column)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z_]+"));
    assertThat(Count.values()).extracting(Count::commitWord).doesNotHaveDuplicates();
    assertThat(Count.values()).extracting(Count::field).doesNotHaveDuplicates();
    assertThat(Count.values()).extracting(Count::totalsField).doesNotHaveDuplicates();
  }
}
