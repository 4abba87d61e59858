package dev.millrace.lane;

import dev.millrace.answer.PreviewedRecord;
import dev.millrace.answer.PreviewedRecord.Outcome;
import dev.millrace.answer.PreviewedRecord.Problem;
import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.Segment;
import dev.millrace.model.FieldSample;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lane would make of samples, found by encoding them as a lane does. Nothing is sent. What
 * only the database can know (duplicate keys, checks, triggers) is not foreseen, nor are the limits
 * of the quarantine.
 *
 * <p>Each record is judged by itself: after one that would stop the job the others are looked at
 * all the same. One thread; takes as long as encoding takes, so not for an event loop.
 */
public final class RowPreview {
  private static final int MAX_TUPLES = 5;
  private static final int MAX_TUPLE_CHARS = 16_384;

  private final LanePlan plan;
  private final int textChars;
  private final RecordEncoder encoder;
  private final BatchBuilder batch;
  private final List<Problem> nulled = new ArrayList<>();
  private final List<Tuples> tuples = new ArrayList<>();

  /** The first rows of one table. */
  private static final class Tuples {
    final List<String> shown = new ArrayList<>();
    int chars;
  }

  /**
   * @throws IllegalArgumentException when an entry's column is not in the table
   */
  public RowPreview(JobSpec job, List<TableSchema> tables) {
    this(job, tables, 0);
  }

  /**
   * One whose values are text, as {@link SqlTupleReader#readText} gives it.
   *
   * @param maxChars of one value
   */
  public static RowPreview asText(JobSpec job, List<TableSchema> tables, int maxChars) {
    return new RowPreview(job, tables, maxChars);
  }

  private RowPreview(JobSpec job, List<TableSchema> tables, int textChars) {
    this.textChars = textChars;
    plan = LanePlan.compile(job, tables);
    batch = new BatchBuilder(plan.tables().size());
    encoder = new RecordEncoder(plan, found -> nulled.add(problem(found)));
    plan.tables().forEach(table -> this.tuples.add(new Tuples()));
  }

  /**
   * A table's columns in the order of the values in each row.
   *
   * @param table index in the job's tables
   */
  public List<String> columns(int table) {
    return plan.tables().get(table).columns();
  }

  /** Paths met since the last call that no entry takes. */
  public List<String> takeUnmapped() {
    return encoder.takeUnmapped();
  }

  /** A table's first few rows as SQL, bounded; a longer one is cut and says so. */
  public List<String> tuples(int table) {
    return List.copyOf(tuples.get(table).shown);
  }

  /**
   * @param nowMillis what {@code $ingestTime} is
   */
  public PreviewedRecord add(Sample sample, long nowMillis) {
    if (sample.value() == null) {
      return row(sample, Outcome.TOMBSTONE, List.of(), List.of());
    }
    batch.reset();
    nulled.clear();
    PolledPartition polled = SampleRecords.polled(sample);
    Rejection rejection = encoder.encode(polled, 0, batch, nowMillis);
    if (rejection != null) {
      Outcome outcome =
          encoder.policy(rejection) == Policy.QUARANTINE ? Outcome.QUARANTINED : Outcome.STOP;
      return row(sample, outcome, List.of(), List.of(problem(rejection)));
    }
    Outcome outcome = encoder.nulledFields() > 0 ? Outcome.NULLED : Outcome.WRITTEN;
    return row(sample, outcome, rows(batch.toBatch().segments()), List.copyOf(nulled));
  }

  private List<List<Object>> rows(List<Segment> encoded) {
    List<List<Object>> rows = new ArrayList<>();
    for (Segment segment : encoded) {
      for (int i = 0; i < segment.rows(); i++) {
        int from = segment.rowStart(i);
        int to = segment.rowEnd(i);
        rows.add(
            textChars == 0
                ? SqlTupleReader.read(segment.text(), from, to)
                : SqlTupleReader.readText(segment.text(), from, to, textChars));
        Tuples first = tuples.get(segment.table());
        if (first.shown.size() < MAX_TUPLES && first.chars < MAX_TUPLE_CHARS) {
          add(new String(segment.text(), from, to - from, StandardCharsets.UTF_8), first);
        }
      }
    }
    return rows;
  }

  private static void add(String tuple, Tuples to) {
    boolean fits = tuple.length() <= MAX_TUPLE_CHARS;
    if (fits || to.shown.isEmpty()) {
      String shown =
          fits
              ? tuple
              : tuple.substring(0, MAX_TUPLE_CHARS)
                  + "… /* cut: "
                  + tuple.length()
                  + " characters in all */";
      to.shown.add(shown);
    }
    to.chars += tuple.length();
  }

  private PreviewedRecord row(
      Sample sample, Outcome outcome, List<List<Object>> rows, List<Problem> problems) {
    List<FieldSample> rounded = rows.isEmpty() ? List.of() : List.copyOf(batch.rounded());
    return new PreviewedRecord(
        sample.topic(), sample.partition(), sample.offset(), outcome, rows, problems, rounded);
  }

  private static Problem problem(Rejection found) {
    return new Problem(
        found.code().kind().label(),
        found.code().label(),
        found.table(),
        found.column(),
        found.path(),
        found.value(),
        found.reason());
  }
}
