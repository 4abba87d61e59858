package dev.millrace.lane;

import dev.millrace.coerce.SqlText;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.Segment;
import dev.millrace.model.FieldSample;
import dev.millrace.model.PartitionId;
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
  private static final int MAX_SAMPLES = 20;

  /** By table; null until the first row of it. */
  private final TableRows[] tables;

  /** Tables that have rows of the present record, as many as {@link #touchedCount}. */
  private final TableRows[] touched;

  private int touchedCount;
  private long record;
  private final Map<PartitionId, PartitionProgress> progress = new LinkedHashMap<>();

  /** Of the partition that was taken from last; null before the first, and where none is kept. */
  private PartitionProgress current;

  private final List<QuarantineRow> quarantine = new ArrayList<>();
  private final List<FieldSample> nulled = new ArrayList<>();
  private final List<FieldSample> rounded = new ArrayList<>();
  private int rows;
  private int bytes;
  private int taken;
  private int markedNulled;
  private int markedRounded;
  private ReadPosition start;
  private long startNanos;

  /**
   * @param tables how many tables the rows are for
   */
  public BatchBuilder(int tables) {
    this.tables = new TableRows[tables];
    this.touched = new TableRows[tables];
  }

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
  PartitionProgress progress(PartitionId id, long offset, ReadPosition at) {
    if (start == null) {
      start = at.copy();
      startNanos = System.nanoTime();
    }
    taken++;
    if (current == null || current.id() != id) {
      current = progress.get(id);
      if (current == null) {
        current = new PartitionProgress(id, progress.size(), offset);
        progress.put(id, current);
      }
    }
    return current;
  }

  /** From here on rows are of the next record, which {@link #rollBack} takes back. */
  void startRecord() {
    record++;
    touchedCount = 0;
    markedNulled = nulled.size();
    markedRounded = rounded.size();
  }

  /**
   * Begins a row of the present record; what is appended to the text until {@link #endRow} are its
   * values.
   */
  SqlText startRow(int table) {
    TableRows of = tables[table];
    if (of == null) {
      of = new TableRows();
      tables[table] = of;
    }
    if (of.mark(record)) {
      touched[touchedCount++] = of;
    }
    return of.start();
  }

  void endRow(int table, long offset) {
    TableRows of = tables[table];
    int before = of.rows() == 0 ? 0 : of.lastEnd();
    of.end(current == null ? 0 : current.index(), offset);
    bytes += of.bytes() - before;
    rows++;
  }

  /** Takes back all rows of the present record, of all tables. */
  void rollBack() {
    for (int i = 0; i < touchedCount; i++) {
      TableRows of = touched[i];
      bytes -= of.rows() == 0 ? 0 : of.lastEnd();
      rows -= of.rows();
      of.rollBack();
      bytes += of.bytes();
      rows += of.rows();
    }
    touchedCount = 0;
    nulled.subList(markedNulled, nulled.size()).clear();
    rounded.subList(markedRounded, rounded.size()).clear();
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
    return bytes;
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
  PartitionId rowPartition(int segment, int row) {
    int index = rowsOf(segment).partition(row);
    return progress.values().stream().filter(p -> p.index() == index).findFirst().get().id();
  }

  /**
   * @param segment of the batch that was made of this
   */
  public long rowOffset(int segment, int row) {
    return rowsOf(segment).offset(row);
  }

  /** How many rows each segment has of the batch that was made of this. */
  int[] segmentRows() {
    return Arrays.stream(tables)
        .filter(of -> of != null && of.rows() > 0)
        .mapToInt(TableRows::rows)
        .toArray();
  }

  private TableRows rowsOf(int segment) {
    return tables[table(segment)];
  }

  /** The index of the table that a segment is of, in the batch that was made of this. */
  int table(int segment) {
    int before = segment;
    for (int table = 0; table < tables.length; table++) {
      if (tables[table] != null && tables[table].rows() > 0 && before-- == 0) {
        return table;
      }
    }
    throw new IndexOutOfBoundsException(segment);
  }

  /** Whether there is nothing to tell the destination: no row, and no offset was passed. */
  boolean isEmpty() {
    return progress.values().stream().noneMatch(PartitionProgress::moved);
  }

  List<PartitionProgress> progresses() {
    return progress.values().stream().filter(PartitionProgress::moved).toList();
  }

  public RowBatch toBatch() {
    List<Segment> segments = new ArrayList<>();
    for (int table = 0; table < tables.length; table++) {
      if (tables[table] != null && tables[table].rows() > 0) {
        segments.add(tables[table].toSegment(table));
      }
    }
    return new RowBatch(
        segments, progresses().stream().map(PartitionProgress::toMove).toList(), quarantine);
  }

  /** Empties it. */
  void reset() {
    for (TableRows of : tables) {
      if (of != null) {
        of.reset();
      }
    }
    touchedCount = 0;
    bytes = 0;
    progress.clear();
    current = null;
    quarantine.clear();
    nulled.clear();
    rounded.clear();
    rows = 0;
    taken = 0;
    start = null;
  }
}
