package dev.millrace.statement;

import dev.millrace.flow.Segment;
import dev.millrace.mysql.Sql;
import dev.millrace.mysql.SqlBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Deletes rows by their keys: {@code a IN ((1),(2))}, and of a compound key {@code (a=1 AND b=2) OR
 * (a=3 AND b=4)}. Each literal is compared as its column compares, collation included, for a
 * literal yields to a column in both; so a delete finds the row that a write of the same key would
 * meet. Immutable.
 *
 * <p>The shorter {@code (a,b) IN ((1,2),(3,4))} does not do: of one tuple MariaDB reads, and locks,
 * the whole table, and of two and more it finds no text with an accent in a column of another
 * character set than the statement's.
 */
public final class DeleteSql implements RowStatement {
  /** So many keys one statement deletes; the server weighs each, and of very many gives up. */
  public static final int MOST_KEYS = 500;

  private static final byte[] AND = bytes(" AND ");
  private static final byte[] OR = bytes(" OR ");
  private static final byte[] OPEN = bytes("(");
  private static final byte[] CLOSE = bytes(")");
  private static final byte[] NOTHING = {};

  private final byte[] head;
  private final byte[] tail;

  /** By column {@code `a`=}; null where the key is one column. */
  private final byte[][] equals;

  /** What a row of a compound key has more than its tuple. */
  private final int moreOfRow;

  /**
   * @throws IllegalArgumentException without a key column
   */
  DeleteSql(String table, List<String> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("rows of a table without key cannot be deleted");
    }
    String where = "DELETE FROM " + Sql.name(table) + " WHERE ";
    if (keys.size() == 1) {
      head = bytes(where + Sql.names(keys) + " IN (");
      tail = CLOSE;
      equals = null;
      moreOfRow = 0;
    } else {
      head = bytes(where);
      tail = NOTHING;
      equals = keys.stream().map(key -> bytes(Sql.name(key) + "=")).toArray(byte[][]::new);
      int more = (keys.size() - 1) * (AND.length - 1);
      for (byte[] column : equals) {
        more += column.length;
      }
      moreOfRow = more;
    }
  }

  @Override
  public void append(SqlBuffer buffer, Segment segment, int from, int to) {
    buffer.append(head);
    if (equals == null) {
      buffer.append(segment.text(), segment.rowStart(from), segment.rowEnd(to - 1));
    } else {
      for (int i = from; i < to; i++) {
        buffer.append(i == from ? NOTHING : OR);
        appendRow(buffer, segment, i);
      }
    }
    buffer.append(tail);
  }

  @Override
  public long bytes(Segment segment, int from, int to) {
    long text = RowStatement.textBytes(segment, from, to);
    long more = (to - from) * (long) moreOfRow;
    long or = equals == null || from == to ? 0 : (to - from - 1L) * (OR.length - 1);
    return head.length + text + more + or + tail.length;
  }

  @Override
  public long rowBytes(Segment segment, int row) {
    return segment.rowEnd(row) - segment.rowStart(row) + moreOfRow + OR.length;
  }

  @Override
  public int mostRows() {
    return MOST_KEYS;
  }

  /** The tuple {@code (1,'b')} as {@code (`a`=1 AND `b`='b')}. */
  private void appendRow(SqlBuffer buffer, Segment segment, int row) {
    byte[] text = segment.text();
    int from = segment.rowStart(row) + 1;
    int end = segment.rowEnd(row) - 1;
    buffer.append(OPEN);
    for (int column = 0; column < equals.length; column++) {
      int to = valueEnd(text, from, end);
      buffer.append(column == 0 ? NOTHING : AND).append(equals[column]).append(text, from, to);
      from = to + 1;
    }
    buffer.append(CLOSE);
    if (from != end + 1) {
      throw new IllegalStateException("a tuple with another number of values than the key has");
    }
  }

  /** Where the value ends that begins at {@code from}: at a comma that is in no quotes. */
  private static int valueEnd(byte[] text, int from, int end) {
    byte quote = 0;
    for (int at = from; at < end; at++) {
      byte c = text[at];
      if (quote != 0) {
        if (c == '\\') {
          at++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == ',') {
        return at;
      }
    }
    return end;
  }

  private static byte[] bytes(String sql) {
    return sql.getBytes(StandardCharsets.UTF_8);
  }
}
