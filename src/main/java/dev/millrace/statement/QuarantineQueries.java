package dev.millrace.statement;

import dev.millrace.error.ReplayRejection;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.PartitionId;
import dev.millrace.model.QuarantineFilter;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.mysql.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How {@code millrace_quarantine} is looked at, and what takes rows out of it, as SQL. What only
 * looks is told what to read {@code from}, the table or {@link QuarantineSql#readable}.
 */
public final class QuarantineQueries {
  private static final String FROM = from(QuarantineSql.TABLE);
  private static final String ORDER = " ORDER BY topic,`partition`,`offset`";

  private QuarantineQueries() {}

  private static String from(String source) {
    return " FROM " + source + " WHERE job=";
  }

  /** The last offset of each partition that has records; {@code topic} may be null. */
  public static String ends(String from, String job, String topic, QuarantineFilter filter) {
    return "SELECT topic,`partition`,MAX(`offset`)"
        + from(from)
        + Sql.text(job)
        + (topic == null ? "" : " AND topic=" + Sql.text(topic))
        + and(filter)
        + " GROUP BY topic,`partition` ORDER BY topic,`partition`";
  }

  /**
   * How many records of the job are there, leaving out those in what these moves pass: they are
   * taken anew.
   */
  public static String countBeside(String job, List<LedgerMove> moves) {
    return "SELECT COUNT(*)"
        + FROM
        + Sql.text(job)
        + moves.stream()
            .map(
                move ->
                    " AND NOT (topic="
                        + Sql.text(move.topic())
                        + " AND `partition`="
                        + move.partition()
                        + " AND `offset`>="
                        + move.fromOffset()
                        + " AND `offset`<"
                        + move.toOffset()
                        + ")")
            .collect(Collectors.joining());
  }

  /** Offset and size of the next records of one partition, up to and with {@code last}. */
  public static String sizes(
      String from,
      String job,
      String topic,
      int partition,
      long after,
      long last,
      int limit,
      QuarantineFilter filter) {
    return "SELECT `offset`,"
        + size(Integer.MAX_VALUE)
        + from(from)
        + place(job, topic, partition)
        + " AND `offset`>"
        + after
        + " AND `offset`<="
        + last
        + and(filter)
        + " ORDER BY `offset` LIMIT "
        + limit;
  }

  /** Offset and size of those of these records that are there. */
  public static String sizes(
      String from,
      String job,
      String topic,
      int partition,
      Collection<Long> offsets,
      QuarantineFilter filter) {
    return "SELECT `offset`,"
        + size(Integer.MAX_VALUE)
        + from(from)
        + places(job, topic, partition, offsets)
        + and(filter)
        + " ORDER BY `offset`";
  }

  /** Sizes of the records of a page, keys and values counted as cut. */
  public static String pageSizes(
      String from,
      String job,
      QuarantinePlace after,
      int limit,
      int cutBytes,
      QuarantineFilter filter) {
    return "SELECT " + size(cutBytes) + page(from, job, after, limit, filter);
  }

  public static String page(
      String from,
      String job,
      QuarantinePlace after,
      int limit,
      int cutBytes,
      QuarantineFilter filter) {
    return select(cutBytes) + page(from, job, after, limit, filter);
  }

  private static String page(
      String from, String job, QuarantinePlace after, int limit, QuarantineFilter filter) {
    return from(from) + behind(job, after) + and(filter) + ORDER + " LIMIT " + limit;
  }

  /** Whole records; those of these places that have the cause. */
  public static String read(
      String from,
      String job,
      String topic,
      int partition,
      Collection<Long> offsets,
      QuarantineFilter filter) {
    return select(Integer.MAX_VALUE)
        + from(from)
        + places(job, topic, partition, offsets)
        + and(filter)
        + " ORDER BY `offset`";
  }

  /** Those of these places that have the cause. */
  public static String delete(
      String job, String topic, int partition, Collection<Long> offsets, QuarantineFilter filter) {
    return "DELETE" + FROM + places(job, topic, partition, offsets) + and(filter);
  }

  /**
   * The job's records by their cause, the largest group first: table, code, column, how many, when
   * first and last, and the place of the first and of the last one, for {@link #place}. Causes are
   * compared by their bytes, as a choice by cause is: with the table's collation {@code Qty} would
   * be {@code qty}.
   */
  public static String groups(String from, String job, int limit) {
    String place = "CONCAT(topic,':',LPAD(`partition`,10,'0'),':',LPAD(`offset`,19,'0'))";
    String bytes = "CAST(table_name AS BINARY),CAST(code AS BINARY),CAST(column_name AS BINARY)";
    return "SELECT MIN(table_name),MIN(code),MIN(column_name),COUNT(*) AS records,"
        + "MIN(quarantined_at),MAX(quarantined_at),MIN("
        + place
        + "),MAX("
        + place
        + ")"
        + from(from)
        + Sql.text(job)
        + " GROUP BY "
        + bytes
        + " ORDER BY records DESC,MIN(code),MIN(column_name),"
        + bytes
        + " LIMIT "
        + limit;
  }

  /** A place as {@link #groups} answers it. */
  public static QuarantinePlace place(String text) {
    int offset = text.lastIndexOf(':');
    int partition = text.lastIndexOf(':', offset - 1);
    return new QuarantinePlace(
        text.substring(0, partition),
        Integer.parseInt(text.substring(partition + 1, offset)),
        Long.parseLong(text.substring(offset + 1)));
  }

  /**
   * Topic, partition, offset, path, reason, the value's beginning and its length, of those of these
   * records that are there.
   *
   * @param cutBytes of the value
   */
  public static String examples(
      String job, Map<PartitionId, ? extends Collection<Long>> places, int cutBytes) {
    return "SELECT topic,`partition`,`offset`,LEFT(path,1024),LEFT(reason,1024),LEFT(value,"
        + cutBytes
        + "),LENGTH(value)"
        + FROM
        + Sql.text(job)
        + " AND ("
        + places.entrySet().stream()
            .map(
                one ->
                    "(topic="
                        + Sql.text(one.getKey().topic())
                        + " AND `partition`="
                        + one.getKey().partition()
                        + " AND `offset` IN ("
                        + list(one.getValue())
                        + "))")
            .collect(Collectors.joining(" OR "))
        + ")";
  }

  /** The reason of now in place of the old one. */
  public static String refusedAgain(String job, ReplayRejection record) {
    return "UPDATE "
        + QuarantineSql.TABLE
        + " SET kind="
        + Sql.text(record.kind())
        + ",code="
        + Sql.text(record.code())
        + ",table_name="
        + Sql.text(record.table())
        + ",column_name="
        + Sql.text(record.column())
        + ",path="
        + Sql.text(record.path())
        + ",reason="
        + Sql.text(record.reason())
        + " WHERE job="
        + place(job, record.topic(), record.partition())
        + " AND `offset`="
        + record.offset();
  }

  /** The ledger forgets the job, so it counts none of its records any more. */
  public static String uncount(String job) {
    return "UPDATE " + QuarantineSql.TABLE + " SET counted=0 WHERE job=" + Sql.text(job);
  }

  private static String select(int cutBytes) {
    boolean whole = cutBytes == Integer.MAX_VALUE;
    return "SELECT topic,`partition`,`offset`,record_time,"
        + (whole ? "`key`" : "LEFT(`key`," + cutBytes + ")")
        + ",COALESCE(LENGTH(`key`),0),headers,"
        + (whole ? "value" : "LEFT(value," + cutBytes + ")")
        + ",LENGTH(value),kind,code,column_name,path,reason,quarantined_at,counted,table_name";
  }

  private static String size(int cutBytes) {
    return "LEAST(LENGTH(value),"
        + cutBytes
        + ")+LEAST(COALESCE(LENGTH(`key`),0),"
        + cutBytes
        + ")+COALESCE(LENGTH(headers),0)";
  }

  /** Spelt out, for not every server finds its way in an index by a comparison of rows. */
  private static String behind(String job, QuarantinePlace after) {
    if (after == null) {
      return Sql.text(job);
    }
    String topic = Sql.text(after.topic());
    return Sql.text(job)
        + " AND topic>="
        + topic
        + " AND (topic>"
        + topic
        + " OR `partition`>"
        + after.partition()
        + " OR (`partition`="
        + after.partition()
        + " AND `offset`>"
        + after.offset()
        + "))";
  }

  private static String place(String job, String topic, int partition) {
    return Sql.text(job) + " AND topic=" + Sql.text(topic) + " AND `partition`=" + partition;
  }

  private static String places(String job, String topic, int partition, Collection<Long> offsets) {
    return place(job, topic, partition) + " AND `offset` IN (" + list(offsets) + ")";
  }

  private static String list(Collection<Long> offsets) {
    return offsets.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String and(QuarantineFilter filter) {
    return and("table_name", filter.table())
        + and("code", filter.code())
        + and("column_name", filter.column());
  }

  private static String and(String column, String value) {
    if (value == null) {
      return "";
    }
    // By their bytes, too: with the tables' collation 'Orders' would be 'orders'.
    return value.isEmpty()
        ? " AND " + column + " IS NULL"
        : " AND %1$s=%2$s AND CAST(%1$s AS BINARY)=CAST(%2$s AS BINARY)"
            .formatted(column, Sql.text(value));
  }
}
