package dev.millrace.statement;

import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.Segment;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.mysql.SqlBuffer;
import dev.millrace.spec.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Makes statement packets of batches. The rows' text is copied as it is, whole ranges at a time;
 * nothing is done per row unless a batch is too big for one packet. Event loop only; its buffer is
 * reused.
 */
public final class BatchText {

  /** Rows {@code [from, to)}. */
  public record Range(int from, int to) {
    public int rows() {
      return to - from;
    }
  }

  private final String job;
  private final TableStatements statements;
  private final SqlBuffer buffer = new SqlBuffer();

  /**
   * @param tables of the job, in the order by which segments name them
   */
  public BatchText(String job, Dialect dialect, List<TableWrite> tables) {
    this.job = job;
    this.statements = new TableStatements(dialect, tables);
  }

  /** From now on the statements are for this server. */
  public void to(ServerFacts server) {
    statements.to(server);
  }

  /**
   * The whole batch as one transaction in one packet, in {@code Latin1Wire} form; or null where it
   * is too big for that. Rows that are loaded travel beside it.
   *
   * @param loads by segment the statement that loads its rows; the others' rows are in the text
   */
  public String transaction(
      String move, Map<Segment, String> loads, RowBatch batch, int roomyBytes) {
    buffer.reset().append("BEGIN;").append(move);
    long bytes = loads.isEmpty() ? 64 + 3L * move.length() : buffer.length();
    for (Segment segment : batch.segments()) {
      String load = loads.get(segment);
      bytes += load == null ? bytes(segment) : 1 + load.getBytes(StandardCharsets.UTF_8).length;
    }
    for (QuarantineRow row : batch.quarantine()) {
      bytes += QuarantineSql.bytes(row);
    }
    if (bytes > roomyBytes) {
      return null;
    }
    for (Segment segment : batch.segments()) {
      String load = loads.get(segment);
      if (load != null) {
        buffer.append(";").append(load);
      } else {
        for (Range range : ranges(segment, roomyBytes)) {
          buffer.append(";");
          append(segment, range);
        }
      }
    }
    if (!batch.quarantine().isEmpty()) {
      buffer.append(";");
      QuarantineSql.append(buffer, job, batch.quarantine(), 0, batch.quarantine().size());
    }
    return buffer.append(";COMMIT").toWire();
  }

  /** One statement for these rows, in {@code Latin1Wire} form. */
  public String statement(Segment segment, Range range) {
    buffer.reset();
    append(segment, range);
    return buffer.toWire();
  }

  /** One statement for these quarantine rows, in {@code Latin1Wire} form. */
  public String quarantine(List<QuarantineRow> rows, Range range) {
    QuarantineSql.append(buffer.reset(), job, rows, range.from(), range.to());
    return buffer.toWire();
  }

  /** One statement that appends bytes {@code [from, to)} of the value to its row, in Wire form. */
  public String quarantineMore(QuarantineRow row, int from, int to) {
    QuarantineSql.appendMore(buffer.reset(), job, row, from, to);
    return buffer.toWire();
  }

  /** The statement's size for these rows, in bytes. */
  public long bytes(Segment segment, Range range) {
    return statement(segment).bytes(segment, range.from(), range.to());
  }

  private long bytes(Segment segment) {
    int statements = (segment.rows() - 1) / statement(segment).mostRows() + 1;
    return bytes(segment, new Range(0, segment.rows()))
        + (statements - 1) * (1 + bytes(segment, new Range(0, 0)));
  }

  /** All rows of the segment in ranges that fit; one that does not fit alone is by itself. */
  public List<Range> ranges(Segment segment, int roomyBytes) {
    RowStatement statement = statement(segment);
    Range all = new Range(0, segment.rows());
    if (all.rows() <= statement.mostRows() && bytes(segment, all) <= roomyBytes) {
      return List.of(all);
    }
    return cut(
        all,
        statement.mostRows(),
        roomyBytes - statement.bytes(segment, 0, 0),
        i -> statement.rowBytes(segment, i));
  }

  /** The same for quarantine rows. */
  public static List<Range> ranges(List<QuarantineRow> rows, int roomyBytes) {
    return cut(
        new Range(0, rows.size()), rows.size(), roomyBytes, i -> QuarantineSql.bytes(rows.get(i)));
  }

  private static List<Range> cut(
      Range all, int mostRows, long roomyBytes, IntToLongFunction bytes) {
    List<Range> ranges = new ArrayList<>();
    int from = all.from();
    long sum = 0;
    for (int i = all.from(); i < all.to(); i++) {
      long more = bytes.applyAsLong(i);
      if (i > from && (sum + more > roomyBytes || i - from == mostRows)) {
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

  private RowStatement statement(Segment segment) {
    return statements.of(segment.table(), segment.op());
  }

  private void append(Segment segment, Range range) {
    statement(segment).append(buffer, segment, range.from(), range.to());
  }
}
