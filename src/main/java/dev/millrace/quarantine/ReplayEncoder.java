package dev.millrace.quarantine;

import dev.millrace.flow.ReplayRows;
import dev.millrace.flow.ReplayRows.Refusal;
import dev.millrace.lane.BatchBuilder;
import dev.millrace.lane.LanePlan;
import dev.millrace.lane.RecordEncoder;
import dev.millrace.lane.Rejection;
import dev.millrace.lane.SampleRecords;
import dev.millrace.model.FieldPath;
import dev.millrace.model.JobSpec;
import dev.millrace.model.ReplayRejection;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes rows of quarantined records through the code of a lane. One thread at a time; takes as long
 * as encoding takes, so not for an event loop.
 */
public final class ReplayEncoder {
  private final LanePlan plan;
  private final RecordEncoder encoder;
  private final boolean readsHeaders;

  /**
   * @throws IllegalArgumentException when an entry's column is not in the table
   */
  public ReplayEncoder(JobSpec job, TableSchema table) {
    plan = LanePlan.compile(job, table);
    encoder = new RecordEncoder(plan);
    readsHeaders =
        plan.targets().stream()
            .anyMatch(columnBinding -> columnBinding.meta() == FieldPath.Meta.HEADERS);
  }

  /** The table's columns in the order of the values in each row. */
  public List<String> columns() {
    return plan.columns();
  }

  /**
   * The rows of records of one partition; the arrays are the caller's.
   *
   * @param nowMillis what {@code $ingestTime} is
   */
  public ReplayRows encode(List<Sample> samples, long nowMillis) {
    BatchBuilder batch = new BatchBuilder();
    int[] records = new int[samples.size()];
    int[] nulled = new int[samples.size()];
    int[] rounded = new int[samples.size()];
    Map<Integer, Refusal> refused = new HashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      if (readsHeaders && sample.headers() == null) {
        refused.put(i, headersNotKept());
        continue;
      }
      int before = batch.rows();
      Rejection rejection = encoder.encode(SampleRecords.polled(sample), 0, batch, nowMillis);
      if (rejection != null) {
        refused.put(i, refusal(rejection));
        continue;
      }
      nulled[i] = encoder.nulledFields();
      rounded[i] = encoder.roundedFields();
      if (batch.rows() > records.length) {
        records = Arrays.copyOf(records, Math.max(batch.rows(), 2 * records.length));
      }
      Arrays.fill(records, before, batch.rows(), i);
    }
    encoder.takeUnmapped();
    return new ReplayRows(batch.toBatch(), records, nulled, rounded, refused);
  }

  private static Refusal refusal(Rejection rejection) {
    return new Refusal(
        rejection.code().kind().label(),
        rejection.code().label(),
        rejection.column(),
        rejection.path(),
        rejection.reason());
  }

  private static Refusal headersNotKept() {
    return new Refusal(
        ReplayRejection.ENGINE,
        "headers-not-kept",
        null,
        null,
        "the mapping reads headers, and those of this record were not kept: it was quarantined by"
            + " an earlier version");
  }
}
