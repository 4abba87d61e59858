package dev.millrace.statement;

import dev.millrace.dialect.EngineColumn;
import dev.millrace.dialect.SqlDialect;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.mysql.Sql;
import dev.millrace.mysql.SqlBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The statements on {@code millrace_quarantine}. */
public final class QuarantineSql {
  public static final String TABLE = "millrace_quarantine";

  private static final String KEY = "job,topic,`partition`,`offset`";

  /** REPLACE, for a record may be refused again after the job was reset. */
  private static final String HEAD =
      "REPLACE INTO "
          + TABLE
          + " (job,topic,`partition`,`offset`,record_time,`key`,headers,value,kind,"
          + "code,table_name,column_name,path,reason,quarantined_at) VALUES ";

  private static final List<String> FIRST =
      List.of(
          "job",
          "topic",
          "partition",
          "offset",
          "record_time",
          "key",
          "value",
          "kind",
          "code",
          "column_name",
          "path",
          "reason",
          "quarantined_at");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

  private QuarantineSql() {}

  public static String create(SqlDialect dialect) {
    return "CREATE TABLE IF NOT EXISTS "
        + TABLE
        + " (job "
        + dialect.type(EngineColumn.NAME)
        + " NOT NULL,topic "
        + dialect.type(EngineColumn.TOPIC)
        + " NOT NULL,`partition` INT NOT NULL,`offset` BIGINT NOT NULL,record_time "
        + dialect.type(EngineColumn.MOMENT)
        + " NULL,`key` "
        + dialect.type(EngineColumn.BYTES)
        + " NULL,value "
        + dialect.type(EngineColumn.BYTES)
        + " NOT NULL,"
        + "kind VARCHAR(16) NOT NULL,code VARCHAR(32) NOT NULL,column_name VARCHAR(64) NULL,path "
        + dialect.type(EngineColumn.SENTENCE)
        + " NULL,reason "
        + dialect.type(EngineColumn.SENTENCE)
        + " NULL,quarantined_at "
        + dialect.type(EngineColumn.MOMENT)
        + " NOT NULL,"
        + String.join(",", later(dialect))
        + ",PRIMARY KEY ("
        + KEY
        + ")"
        + dialect.tableEnd(KEY);
  }

  /**
   * Columns beyond the contract, which a table of an earlier version lacks: a record's headers,
   * null where they were not kept, whether the job's present ledger counts the record, and which
   * table it did not fit, null where that was not kept or no one table is to blame.
   */
  public static List<String> later(SqlDialect dialect) {
    return List.of(
        "headers " + dialect.type(EngineColumn.LONG_TEXT) + " NULL",
        "counted TINYINT NOT NULL DEFAULT 1",
        "table_name VARCHAR(64) NULL");
  }

  /**
   * What a query that only looks reads from, where the table is one of an earlier version: what it
   * lacks is there as this version would have added it. Columns by name, for another process may
   * add them at any moment.
   *
   * @param columns that the table has
   */
  public static String readable(Set<String> columns) {
    return "(SELECT "
        + FIRST.stream()
            .filter(columns::contains)
            .map(column -> "`" + column + "`,")
            .collect(Collectors.joining())
        + (columns.contains("headers") ? "headers," : "NULL AS headers,")
        + (columns.contains("counted") ? "counted," : "1 AS counted,")
        + (columns.contains("table_name") ? "table_name" : "NULL AS table_name")
        + " FROM "
        + TABLE
        + ") earlier";
  }

  /** Appends one statement for rows {@code [from, to)}. */
  static void append(SqlBuffer buffer, String job, List<QuarantineRow> rows, int from, int to) {
    buffer.append(HEAD);
    for (int i = from; i < to; i++) {
      buffer.append(i == from ? "(" : ",(");
      append(buffer, job, rows.get(i));
    }
  }

  /** Appends a statement that adds bytes {@code [from, to)} of the value to what its row has. */
  static void appendMore(SqlBuffer buffer, String job, QuarantineRow row, int from, int to) {
    buffer
        .append("UPDATE " + TABLE + " SET value=CONCAT(value,")
        .appendHex(Arrays.copyOfRange(row.value(), from, to))
        .append(
            ") WHERE job="
                + Sql.text(job)
                + " AND topic="
                + Sql.text(row.topic())
                + " AND `partition`="
                + row.partition()
                + " AND `offset`="
                + row.offset());
  }

  /** An upper bound for the statement of this row alone, in bytes. */
  public static long bytes(QuarantineRow row) {
    long key = row.key() == null ? 0 : row.key().length;
    long texts =
        length(row.reason()) + length(row.path()) + length(row.table()) + length(row.column());
    return HEAD.length()
        + 1024
        + 2 * (key + row.value().length)
        + HeaderCodec.bytes(row.headers())
        + 4 * texts;
  }

  private static void append(SqlBuffer buffer, String job, QuarantineRow row) {
    buffer
        .append(
            Sql.text(job)
                + ","
                + Sql.text(row.topic())
                + ","
                + row.partition()
                + ","
                + row.offset()
                + ","
                + time(row.timestamp())
                + ",")
        .appendHex(row.key())
        .append("," + Sql.text(HeaderCodec.of(row.headers())) + ",")
        .appendHex(row.value())
        .append(
            ","
                + Sql.text(row.code().kind().label())
                + ","
                + Sql.text(row.code().label())
                + ","
                + Sql.text(row.table())
                + ","
                + Sql.text(row.column())
                + ","
                + Sql.text(row.path())
                + ","
                + Sql.text(row.reason())
                + ",UTC_TIMESTAMP())");
  }

  /** As a literal: FROM_UNIXTIME would need the session's time zone and ends in 2038. */
  private static String time(long epochMillis) {
    if (epochMillis < 0) {
      return "NULL";
    }
    String iso = Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC).format(TIME);
    return iso.length() == 23 ? "'" + iso + "'" : "NULL";
  }

  private static int length(String text) {
    return text == null ? 0 : text.length();
  }
}
