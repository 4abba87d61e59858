package dev.millrace.lane;

import dev.millrace.coerce.SqlText;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.RowOp;
import dev.millrace.flow.Segment;
import dev.millrace.model.FieldSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows on their way to one transaction, and what that transaction will say in the ledger. Reused:
 * {@link #reset} keeps the arrays. Event loop only; while a batch made of it is with the sink
 * nothing is added.
 */
public final class BatchBuilder {
  private static final int FIRST_BYTES = 1 << 16;
  private static final int FIRST_ROWS = 1 << 10;

  /** An array that one huge batch made larger than this is not kept. */
  private static final int MOST_KEPT_BYTES = 16 << 20;

  private static final int MAX_SAMPLES = 20;

  private SqlText text = new SqlText(FIRST_BYTES);
  private final Map<Integer, PartitionProgress> progress = new LinkedHashMap<>();
  private final List<QuarantineRow> quarantine = new ArrayList<>();
  private final List<FieldSample> nulled = new ArrayList<>();
  private final List<FieldSample> rounded = new ArrayList<>();
  private int rows;
  private int taken;
  private int[] rowEnds = new int[FIRST_ROWS];
  private int[] rowPartitions = new int[FIRST_ROWS];
  private long[] rowOffsets = new long[FIRST_ROWS];
  private ReadPosition start;
  private long startNanos;

  /** Where a batch stood before a record, to come back to it. */
  record Mark(int length, int rows, int nulled, int rounded) {}

  /** The reading position of this batch's first record; null while it is empty. */
  ReadPosition start() {
    return start;
  }

  /** When it was begun, by {@link System#nanoTime}. */
  long startNanos() {
    return startNanos;
  }

  /**
   * The part of the ledger move that concerns one partition; made at {@code offset} when it is
   * first touched. Called for each record or stretch without one that is to be taken.
   */
  PartitionProgress progress(String topic, int partition, long offset, ReadPosition at) {
    if (start == null) {
      start = at.copy();
      startNanos = System.nanoTime();
    }
    taken++;
    PartitionProgress p = progress.get(partition);
    if (p == null) {
      p = new PartitionProgress(topic, partition, offset);
      progress.put(partition, p);
    }
    return p;
  }

  SqlText startRow() {
    if (rows > 0) {
      text.append((byte) ',');
    }
    text.append((byte) '(');
    return text;
  }

  void endRow(int partition, long offset) {
    text.append((byte) ')');
    if (rows == rowEnds.length) {
      rowEnds = Arrays.copyOf(rowEnds, rows * 2);
      rowPartitions = Arrays.copyOf(rowPartitions, rows * 2);
      rowOffsets = Arrays.copyOf(rowOffsets, rows * 2);
    }
    rowEnds[rows] = text.length();
    rowPartitions[rows] = partition;
    rowOffsets[rows] = offset;
    rows++;
  }

  Mark mark() {
    return new Mark(text.length(), rows, nulled.size(), rounded.size());
  }

  void rollBack(Mark mark) {
    text.truncate(mark.length());
    rows = mark.rows();
    nulled.subList(mark.nulled(), nulled.size()).clear();
    rounded.subList(mark.rounded(), rounded.size()).clear();
  }

  void addQuarantined(QuarantineRow row) {
    quarantine.add(row);
  }

  int quarantined() {
    return quarantine.size();
  }

  List<QuarantineRow> quarantine() {
    return quarantine;
  }

  /** Whether another sample of a nulled field is wanted. */
  boolean wantsNulled() {
    return nulled.size() < MAX_SAMPLES;
  }

  void addNulled(FieldSample sample) {
    nulled.add(sample);
  }

  /** Fields that became NULL, the first few. */
  List<FieldSample> nulled() {
    return nulled;
  }

  /** Whether another sample of a rounded field is wanted. */
  boolean wantsRounded() {
    return rounded.size() < MAX_SAMPLES;
  }

  void addRounded(FieldSample sample) {
    rounded.add(sample);
  }

  /** Fields that lost digits, the first few, with the text they had. */
  List<FieldSample> rounded() {
    return rounded;
  }

  public int rows() {
    return rows;
  }

  int bytes() {
    return text.length();
  }

  /** Rows for the table and for the quarantine. */
  int records() {
    return rows + quarantine.size();
  }

  /**
   * How many parts it could be divided into: records, whatever rows they have, tombstones, and
   * stretches without a record.
   */
  int taken() {
    return taken;
  }

  /**
   * @param segment of the batch that was made of this
   */
  int rowPartition(int segment, int row) {
    return rowPartitions[row];
  }

  /**
   * @param segment of the batch that was made of this
   */
  public long rowOffset(int segment, int row) {
    return rowOffsets[row];
  }

  /** Whether there is nothing to tell the destination: no row, and no offset was passed. */
  boolean isEmpty() {
    return progress.values().stream().noneMatch(PartitionProgress::moved);
  }

  List<PartitionProgress> progresses() {
    return progress.values().stream().filter(PartitionProgress::moved).toList();
  }

  public RowBatch toBatch() {
    return new RowBatch(
        rows == 0
            ? List.of()
            : List.of(new Segment(0, RowOp.WRITE, text.array(), text.length(), rows, rowEnds)),
        progresses().stream().map(PartitionProgress::toMove).toList(),
        quarantine);
  }

  /** Empties it. */
  void reset() {
    if (text.array().length > MOST_KEPT_BYTES) {
      text = new SqlText(FIRST_BYTES);
    }
    text.truncate(0);
    progress.clear();
    quarantine.clear();
    nulled.clear();
    rounded.clear();
    rows = 0;
    taken = 0;
    start = null;
  }
}
