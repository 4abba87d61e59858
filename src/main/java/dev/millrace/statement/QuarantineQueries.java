package dev.millrace.statement;

import dev.millrace.error.ReplayRejection;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.mysql.Sql;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** How {@code millrace_quarantine} is looked at, and what takes rows out of it, as SQL. */
public final class QuarantineQueries {
  private static final String FROM = " FROM " + QuarantineSql.TABLE + " WHERE job=";
  private static final String ORDER = " ORDER BY topic,`partition`,`offset`";

  private QuarantineQueries() {}

  /** The last offset of each partition that has records; {@code topic} may be null. */
  public static String ends(String job, String topic) {
    return "SELECT topic,`partition`,MAX(`offset`)"
        + FROM
        + Sql.text(job)
        + (topic == null ? "" : " AND topic=" + Sql.text(topic))
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
      String job, String topic, int partition, long after, long last, int limit) {
    return "SELECT `offset`,"
        + size(Integer.MAX_VALUE)
        + FROM
        + place(job, topic, partition)
        + " AND `offset`>"
        + after
        + " AND `offset`<="
        + last
        + " ORDER BY `offset` LIMIT "
        + limit;
  }

  /** Offset and size of those of these records that are there. */
  public static String sizes(String job, String topic, int partition, Collection<Long> offsets) {
    return "SELECT `offset`,"
        + size(Integer.MAX_VALUE)
        + FROM
        + places(job, topic, partition, offsets)
        + " ORDER BY `offset`";
  }

  /** Sizes of the records of a page, keys and values counted as cut. */
  public static String pageSizes(String job, QuarantinePlace after, int limit, int cutBytes) {
    return "SELECT " + size(cutBytes) + FROM + behind(job, after) + ORDER + " LIMIT " + limit;
  }

  public static String page(String job, QuarantinePlace after, int limit, int cutBytes) {
    return select(cutBytes) + FROM + behind(job, after) + ORDER + " LIMIT " + limit;
  }

  /** Whole records. */
  public static String read(String job, String topic, int partition, Collection<Long> offsets) {
    return select(Integer.MAX_VALUE)
        + FROM
        + places(job, topic, partition, offsets)
        + " ORDER BY `offset`";
  }

  public static String delete(String job, String topic, int partition, Collection<Long> offsets) {
    return "DELETE" + FROM + places(job, topic, partition, offsets);
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
    return place(job, topic, partition)
        + " AND `offset` IN ("
        + offsets.stream().map(String::valueOf).collect(Collectors.joining(","))
        + ")";
  }
}
