package dev.millrace.sink;

import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.mysql.SqlBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Makes statement packets of batches. The rows' text is copied as it is, whole ranges at a time;
 * nothing is done per row unless a batch is too big for one packet. Event loop only; its buffer is
 * reused.
 */
public final class BatchText {

  /** Rows {@code [from, to)}. */
  record Range(int from, int to) {
    int rows() {
      return to - from;
    }
  }

  private final String job;
  private final InsertSql insert;
  private final SqlBuffer buffer = new SqlBuffer();

  public BatchText(String job, InsertSql insert) {
    this.job = job;
    this.insert = insert;
  }

  /** From now on the statements are for this server. */
  public void to(ServerFacts server) {
    insert.to(server);
  }

  /**
   * The whole batch as one transaction in one packet, in {@code Latin1Wire} form; or null where it
   * is too big for that.
   */
  String transaction(String move, RowBatch batch, int roomyBytes) {
    long bytes = 64 + 3L * move.length() + insertBytes(batch, new Range(0, batch.rows()));
    for (QuarantineRow row : batch.quarantine()) {
      bytes += QuarantineSql.bytes(row);
    }
    if (bytes > roomyBytes) {
      return null;
    }
    buffer.reset().append("BEGIN;").append(move);
    if (batch.rows() > 0) {
      appendInsert(batch, new Range(0, batch.rows()));
    }
    appendQuarantine(batch);
    return buffer.append(";COMMIT").toWire();
  }

  /**
   * The transaction around a load of the batch's rows, in {@code Latin1Wire} form; or null where
   * its quarantine is too big for one packet. The rows themselves travel beside it.
   */
  String loading(String move, String load, RowBatch batch, int roomyBytes) {
    buffer.reset().append("BEGIN;").append(move).append(";").append(load);
    long bytes = buffer.length();
    for (QuarantineRow row : batch.quarantine()) {
      bytes += QuarantineSql.bytes(row);
    }
    if (bytes > roomyBytes) {
      return null;
    }
    appendQuarantine(batch);
    return buffer.append(";COMMIT").toWire();
  }

  /** One statement for these rows, in {@code Latin1Wire} form. */
  String insert(RowBatch batch, Range range) {
    buffer.reset();
    appendRows(batch, range);
    return buffer.toWire();
  }

  /** One statement for these quarantine rows, in {@code Latin1Wire} form. */
  String quarantine(List<QuarantineRow> rows, Range range) {
    QuarantineSql.append(buffer.reset(), job, rows, range.from(), range.to());
    return buffer.toWire();
  }

  /** One statement that appends bytes {@code [from, to)} of the value to its row, in Wire form. */
  String quarantineMore(QuarantineRow row, int from, int to) {
    QuarantineSql.appendMore(buffer.reset(), job, row, from, to);
    return buffer.toWire();
  }

  /** The statement's size for these rows, in bytes. */
  long insertBytes(RowBatch batch, Range range) {
    long text = range.rows() == 0 ? 0 : batch.rowEnd(range.to() - 1) - batch.rowStart(range.from());
    return insert.head().length + text + insert.tail().length;
  }

  /**
   * All rows of the batch in ranges that fit; a row that does not fit alone is a range of its own.
   */
  List<Range> ranges(RowBatch batch, Range all, int roomyBytes) {
    if (insertBytes(batch, all) <= roomyBytes) {
      return all.rows() == 0 ? List.of() : List.of(all);
    }
    int around = insert.head().length + insert.tail().length;
    return cut(all, roomyBytes - around, i -> batch.rowEnd(i) - batch.rowStart(i) + 1L);
  }

  /** The same for quarantine rows. */
  static List<Range> ranges(List<QuarantineRow> rows, int roomyBytes) {
    return cut(new Range(0, rows.size()), roomyBytes, i -> QuarantineSql.bytes(rows.get(i)));
  }

  private static List<Range> cut(Range all, long roomyBytes, IntToLongFunction bytes) {
    List<Range> ranges = new ArrayList<>();
    int from = all.from();
    long sum = 0;
    for (int i = all.from(); i < all.to(); i++) {
      long more = bytes.applyAsLong(i);
      if (i > from && sum + more > roomyBytes) {
        ranges.add(new Range(from, i));
        from = i;
        sum = 0;
      }
      sum += more;
    }
    if (from < all.to()) {
      ranges.add(new Range(from, all.to()));
    }
    return ranges;
  }

  private void appendQuarantine(RowBatch batch) {
    if (!batch.quarantine().isEmpty()) {
      buffer.append(";");
      QuarantineSql.append(buffer, job, batch.quarantine(), 0, batch.quarantine().size());
    }
  }

  private void appendInsert(RowBatch batch, Range range) {
    buffer.append(";");
    appendRows(batch, range);
  }

  private void appendRows(RowBatch batch, Range range) {
    buffer
        .append(insert.head())
        .append(batch.text(), batch.rowStart(range.from()), batch.rowEnd(range.to() - 1))
        .append(insert.tail());
  }
}
