package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.Segment;
import dev.millrace.testkit.WorkloadTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A benchmark of something that does the wrong thing says nothing. */
class RecordBenchTest {
  private static final int LOOKED_AT = 500;

  @Test
  void engineAndTreeMakeTheRowsOfTheWorkload() throws Exception {
    BenchRecords records = new BenchRecords();
    RecordEncoder encoder = new RecordEncoder(BenchRecords.plan());
    BatchBuilder batch = new BatchBuilder(1);
    TreeRows tree = new TreeRows();

    for (int i = 0; i < LOOKED_AT; i++) {
      assertThat(encoder.encode(records.polled(), i, batch, 0)).isNull();
    }

    Segment made = batch.toBatch().segments().get(0);
    for (int i = 0; i < LOOKED_AT; i++) {
      int from = records.valueStart(i);
      tree.reset();
      tree.append(records.valueArray(i), from, records.valueEnd(i) - from);
      byte[] treeText = tree.utf8();
      String expected = BenchRecords.WORKLOAD.row(i);
      assertThat(row(made.text(), made.rowStart(i), made.rowEnd(i))).isEqualTo(expected);
      assertThat(row(treeText, 0, treeText.length)).isEqualTo(expected);
    }
  }

  @Test
  void benchmarksRun() throws Exception {
    RecordBench bench = new RecordBench();

    assertThat(bench.engine()).isEqualTo(bench.engine()).isPositive();
    assertThat(bench.engineFlattenOnly()).isPositive();
    assertThat(bench.jacksonTokensOnly()).isGreaterThan(21 * BenchRecords.COUNT);
    assertThat(bench.databindTree()).isPositive();
  }

  /** A tuple of SQL as the workload writes rows. */
  private static String row(byte[] sql, int from, int to) {
    List<Object> values = SqlTupleReader.read(sql, from, to);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      boolean isDouble = WorkloadTable.FIELDS.get(i).type().equals("DOUBLE");
      Object value = values.get(i);
      texts.add(
          isDouble
              ? new BigDecimal(value.toString()).stripTrailingZeros().toPlainString()
              : value.toString());
    }
    return String.join("|", texts);
  }
}
