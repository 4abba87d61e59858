package dev.millrace.quarantine;

import dev.millrace.error.ReplayRejection;
import dev.millrace.flow.ReplayRows;
import dev.millrace.flow.ReplayRows.Refusal;
import dev.millrace.flow.RowBatch;
import dev.millrace.lane.BatchBuilder;
import dev.millrace.lane.LanePlan;
import dev.millrace.lane.RecordEncoder;
import dev.millrace.lane.Rejection;
import dev.millrace.lane.SampleRecords;
import dev.millrace.lane.TablePlan;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.JobSpec;
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
   * @param tables of the job, as they are and in their order
   * @throws IllegalArgumentException when an entry's column is not in its table
   */
  public ReplayEncoder(JobSpec job, List<TableSchema> tables) {
    plan = LanePlan.compile(job, tables);
    encoder = new RecordEncoder(plan);
    readsHeaders =
        plan.tables().stream()
            .flatMap(one -> one.targets().stream())
            .anyMatch(columnBinding -> columnBinding.meta() == FieldPath.Meta.HEADERS);
  }

  /** By table its columns in the order of the values in each row. */
  public List<List<String>> columns() {
    return plan.tables().stream().map(TablePlan::columns).toList();
  }

  /**
   * The rows of records of one partition; the arrays are the caller's.
   *
   * @param nowMillis what {@code $ingestTime} is
   */
  public ReplayRows encode(List<Sample> samples, long nowMillis) {
    BatchBuilder batch = new BatchBuilder(plan.tables().size());
    int[] nulled = new int[samples.size()];
    int[] rounded = new int[samples.size()];
    Map<Integer, Refusal> refused = new HashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      if (readsHeaders && sample.headers() == null) {
        refused.put(i, headersNotKept());
        continue;
      }
      Rejection rejection = encoder.encode(SampleRecords.polled(sample), 0, batch, nowMillis);
      if (rejection != null) {
        refused.put(i, refusal(rejection));
        continue;
      }
      nulled[i] = encoder.nulledFields();
      rounded[i] = encoder.roundedFields();
    }
    encoder.takeUnmapped();
    RowBatch rows = batch.toBatch();
    return new ReplayRows(rows, records(samples, batch, rows), nulled, rounded, refused);
  }

  /** For each row of each segment the index of its record. */
  private static int[][] records(List<Sample> samples, BatchBuilder batch, RowBatch rows) {
    Map<Long, Integer> byOffset = new HashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      byOffset.put(samples.get(i).offset(), i);
    }
    int[][] records = new int[rows.segments().size()][];
    for (int s = 0; s < records.length; s++) {
      records[s] = new int[rows.segments().get(s).rows()];
      for (int i = 0; i < records[s].length; i++) {
        records[s][i] = byOffset.get(batch.rowOffset(s, i));
      }
    }
    return records;
  }

  private static Refusal refusal(Rejection rejection) {
    return new Refusal(
        rejection.code().kind().label(),
        rejection.code().label(),
        rejection.table(),
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
        null,
        "the mapping reads headers, and those of this record were not kept: it was quarantined by"
            + " an earlier version");
  }
}
