package dev.millrace.infer;

import dev.millrace.decode.FlattenPlan;
import dev.millrace.decode.Limits;
import dev.millrace.decode.RecordReader;
import dev.millrace.model.Sample;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.ParseSpec;
import java.util.List;

/**
 * Which of a mapping's paths records have, read as a lane reads them: at any depth, through arrays
 * and in their headers too. One thread.
 */
public final class Presence {
  private final List<FieldPath> paths;
  private final RecordReader reader;
  private final boolean[] present;
  private long rows;

  public Presence(List<FieldPath> paths, ParseSpec parse) {
    this.paths = List.copyOf(paths);
    this.reader = new RecordReader(FlattenPlan.compile(paths, parse, Limits.DEFAULT));
    this.present = new boolean[paths.size()];
  }

  /** Looks at one more; what cannot be read, and what has no value, says nothing. */
  public void add(Sample sample) {
    byte[] value = sample.value();
    if (value == null) {
      return;
    }
    boolean[] here = new boolean[present.length];
    long[] read = {0};
    boolean malformed =
        reader.read(
                value,
                0,
                value.length,
                (row, index) -> {
                  read[0]++;
                  for (int i = 0; i < here.length; i++) {
                    here[i] |= row.kind(i) != ValueKind.ABSENT;
                  }
                  return true;
                })
            != null;
    if (malformed) {
      return;
    }
    rows += read[0];
    for (int i = 0; i < here.length; i++) {
      present[i] |= here[i] || (paths.get(i).isMeta() && has(sample, paths.get(i)));
    }
  }

  private static boolean has(Sample sample, FieldPath path) {
    return path.meta() != FieldPath.Meta.HEADERS || sample.headers().get(path.header()) != null;
  }

  /** Rows read so far: messages, or elements where the root is an array. */
  public long rows() {
    return rows;
  }

  /** Whether a row had the path of this index, be it as null or under a value of wrong shape. */
  public boolean has(int index) {
    return present[index];
  }
}
