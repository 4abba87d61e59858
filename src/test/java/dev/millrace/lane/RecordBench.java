package dev.millrace.lane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.decode.FlatRow;
import dev.millrace.decode.RecordReader;
import dev.millrace.decode.RowVisitor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one record costs from its bytes to the text of its row, beside two measures of the same
 * bytes: jackson-core that only finds the tokens, and a jackson-databind tree that is flattened.
 * Figures are per record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@OperationsPerInvocation(BenchRecords.COUNT)
public class RecordBench {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private final BenchRecords records = new BenchRecords();
  private final LanePlan plan = BenchRecords.plan();
  private final RecordEncoder encoder = new RecordEncoder(plan);
  private final RecordReader reader = new RecordReader(plan.tables().get(0).flatten());
  private final BatchBuilder batch = new BatchBuilder(1);
  private final TreeRows tree = new TreeRows();
  private int flattened;
  private final RowVisitor visitor = this::flattened;

  /** The engine: tokenize, flatten, coerce, encode. */
  @Benchmark
  public int engine() {
    batch.reset();
    for (int i = 0; i < BenchRecords.COUNT; i++) {
      if (encoder.encode(records.polled(), i, batch, 0) != null) {
        throw new IllegalStateException("record " + i + " was rejected");
      }
    }
    return batch.bytes();
  }

  /** The engine's first half: tokenize and flatten. */
  @Benchmark
  public int engineFlattenOnly() {
    flattened = 0;
    for (int i = 0; i < BenchRecords.COUNT; i++) {
      if (reader.read(records.valueArray(i), records.valueStart(i), records.valueEnd(i), visitor)
          != null) {
        throw new IllegalStateException(reader.reason());
      }
    }
    return flattened;
  }

  /** The measure: every token is found, none is looked at. */
  @Benchmark
  public int jacksonTokensOnly() throws IOException {
    int tokens = 0;
    for (int i = 0; i < BenchRecords.COUNT; i++) {
      int from = records.valueStart(i);
      try (JsonParser parser =
          JSON.createParser(records.valueArray(i), from, records.valueEnd(i) - from)) {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          tokens++;
        }
      }
    }
    return tokens;
  }

  /** What is usually written: a tree, looked up by path, joined to the same text. */
  @Benchmark
  public int databindTree() throws IOException {
    tree.reset();
    for (int i = 0; i < BenchRecords.COUNT; i++) {
      int from = records.valueStart(i);
      tree.append(records.valueArray(i), from, records.valueEnd(i) - from);
    }
    return tree.utf8().length;
  }

  private boolean flattened(FlatRow row, int index) {
    flattened += row.end(0) - row.start(0);
    return true;
  }
}
