package dev.millrace.statement;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.flow.Segment;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.mysql.Sql;
import dev.millrace.mysql.SqlBuffer;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.WriteSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes rows into one table. What stands before and after their tuples is made once, in the forms
 * of all servers. Event loop only.
 */
public final class InsertSql implements RowStatement {
  private static final String ALIAS = "millrace_new";

  private final byte[] head;

  /** By VALUES(), and by a row alias. */
  private final byte[] usualTail;

  private final byte[] aliasTail;
  private byte[] tail;

  InsertSql(Dialect dialect, TableWrite table) {
    this(dialect, table.mode(), table.table(), table.columns(), table.keyColumns());
  }

  public InsertSql(
      Dialect dialect, WriteSpec.Mode mode, String table, List<String> columns, List<String> keys) {
    // AnalyticDB's INSERT skips existing keys anyway; IGNORE says so explicitly. Elsewhere IGNORE
    // would skip much more, rows that break a CHECK or a foreign key or have no partition, and it
    // alters values that do not fit.
    boolean skips = mode == WriteSpec.Mode.IGNORE;
    boolean ignore =
        !Dialects.of(dialect).can(Feature.DUPLICATES_REFUSED)
            && (skips || mode == WriteSpec.Mode.INSERT);
    String verb = mode == WriteSpec.Mode.REPLACE ? "REPLACE" : ignore ? "INSERT IGNORE" : "INSERT";
    head = bytes(verb + " INTO " + Sql.name(table) + " (" + Sql.names(columns) + ") VALUES ");
    boolean upsert = mode == WriteSpec.Mode.UPSERT;
    usualTail =
        bytes(upsert ? update(columns, keys) : skips && !ignore ? asItIs(columns.get(0)) : "");
    // AnalyticDB says a MySQL's version, but does not promise the alias.
    boolean aliases = upsert && Dialects.of(dialect).can(Feature.ROW_ALIAS);
    aliasTail = aliases ? bytes(aliased(table, columns, keys)) : usualTail;
    tail = usualTail;
  }

  /** From now on the statements are for this server; until then they are what any server takes. */
  public InsertSql to(ServerFacts server) {
    tail = server.knowsRowAlias() ? aliasTail : usualTail;
    return this;
  }

  @Override
  public void append(SqlBuffer buffer, Segment segment, int from, int to) {
    buffer
        .append(head)
        .append(segment.text(), segment.rowStart(from), segment.rowEnd(to - 1))
        .append(tail);
  }

  @Override
  public long bytes(Segment segment, int from, int to) {
    return head.length + RowStatement.textBytes(segment, from, to) + tail.length;
  }

  @Override
  public long rowBytes(Segment segment, int row) {
    return segment.rowEnd(row) - segment.rowStart(row) + 1L;
  }

  @Override
  public int mostRows() {
    return Integer.MAX_VALUE;
  }

  /** Head, tuples as SQL and tail as ordinary text. */
  public String text(String tuples) {
    return new String(head, StandardCharsets.UTF_8)
        + tuples
        + new String(tail, StandardCharsets.UTF_8);
  }

  private static String update(List<String> columns, List<String> keys) {
    return " ON DUPLICATE KEY UPDATE "
        + updated(columns, keys).stream()
            .map(c -> Sql.name(c) + "=VALUES(" + Sql.name(c) + ")")
            .collect(Collectors.joining(","));
  }

  /** The row that is there already stays as it is. */
  private static String asItIs(String column) {
    return " ON DUPLICATE KEY UPDATE " + Sql.name(column) + "=" + Sql.name(column);
  }

  private static String aliased(String table, List<String> columns, List<String> keys) {
    // The alias must differ from the table's name.
    String alias = table.equalsIgnoreCase(ALIAS) ? ALIAS + "_row" : ALIAS;
    return " AS "
        + alias
        + " ON DUPLICATE KEY UPDATE "
        + updated(columns, keys).stream()
            .map(c -> Sql.name(c) + "=" + alias + "." + Sql.name(c))
            .collect(Collectors.joining(","));
  }

  private static List<String> updated(List<String> columns, List<String> keys) {
    List<String> lowerKeys = keys.stream().map(k -> k.toLowerCase(Locale.ROOT)).toList();
    List<String> others =
        columns.stream().filter(c -> !lowerKeys.contains(c.toLowerCase(Locale.ROOT))).toList();
    return others.isEmpty() ? columns.subList(0, 1) : others;
  }

  private static byte[] bytes(String sql) {
    return sql.getBytes(StandardCharsets.UTF_8);
  }
}
