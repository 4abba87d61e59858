package dev.millrace.statement;

import dev.millrace.model.Count;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.mysql.Sql;
import dev.millrace.mysqlerror.RaisedError;
import dev.millrace.schema.TableGuard;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements on {@code millrace_ledger}. */
public final class LedgerSql {
  public static final String TABLE = "millrace_ledger";

  /** Where the counts begin in what is read, in the order of {@link Count}. */
  public static final int FIRST_COUNT = 5;

  private static final String PLACE = "topic,`partition`,epoch,start_offset,next_offset";
  private static final String COLUMNS = PLACE + counts(count -> "," + count.column());
  private static final String OF_WRITER = "target,document_digest";

  /**
   * Behind the row: what {@link dev.millrace.model.LedgerEntry} says of it, and how the server
   * compares names.
   */
  private static final String OF_ENTRY =
      ",TIMESTAMPDIFF(MICROSECOND,updated_at,UTC_TIMESTAMP(3)) DIV 1000,"
          + "@@lower_case_table_names";

  /** What a row names that is never stored: columns of later versions have defaults. */
  private static final String NEVER_STORED =
      "(job,"
          + PLACE
          + ",written,nulled_fields,rounded_fields,quarantined,tombstones,gaps,updated_at)";

  private static final String ORDER = " ORDER BY topic,`partition`";
  private static final String NOW = "UTC_TIMESTAMP(3)";

  private LedgerSql() {}

  public static String read(String job) {
    return select(job) + ORDER;
  }

  /**
   * The same of a table of an earlier version, for looking at it must not alter it.
   *
   * @param present the names of its columns
   */
  public static String readEarlier(String job, Set<String> present) {
    // What every version has is not missing in an earlier one's table but in a broken one.
    String counts =
        counts(
            count ->
                count.isOfFirstVersion() || present.contains(count.column())
                    ? "," + count.column()
                    : ",0");
    String ofWriter =
        Stream.of(OF_WRITER.split(","))
            .map(name -> present.contains(name) ? name : "NULL")
            .collect(Collectors.joining(","));
    return select(job, PLACE + counts, ofWriter) + ORDER;
  }

  public static String reset(String job) {
    return "DELETE FROM " + TABLE + " WHERE job=" + Sql.text(job);
  }

  /** How many records of the job the ledger counts as quarantined. */
  public static String quarantined(String job) {
    return "SELECT CAST(COALESCE(SUM(quarantined),0) AS SIGNED) AS n FROM "
        + TABLE
        + " WHERE job="
        + Sql.text(job);
  }

  /** Locks all rows of the job, in the order of their key, and tells what is known anyway. */
  public static String lockAll(String job) {
    return quarantined(job) + " FOR UPDATE";
  }

  /**
   * To come behind the move, under {@link #lockAll}: fails with {@link RaisedError#QUARANTINE_FULL}
   * where the sum is more.
   */
  public static String failIfQuarantinedMore(String job, long most) {
    return ";"
        + fail(
            "(" + quarantined(job) + ") AS counted WHERE counted.n>" + most,
            RaisedError.QUARANTINE_FULL);
  }

  /**
   * Of one partition's row where it starts and where it stands, and of which table it is.
   *
   * @param locking whether the row is locked
   */
  public static String place(String job, String topic, int partition, boolean locking) {
    return place("target", job, topic, partition, locking);
  }

  /** The same of a table of an earlier version. */
  public static String placeEarlier(String job, String topic, int partition, boolean locking) {
    return place("NULL", job, topic, partition, locking);
  }

  private static String place(
      String target, String job, String topic, int partition, boolean locking) {
    return "SELECT start_offset,next_offset,"
        + target
        + ",@@lower_case_table_names FROM "
        + TABLE
        + " WHERE job="
        + Sql.text(job)
        + " AND "
        + key(topic, partition)
        + ")"
        + (locking ? " FOR UPDATE" : "");
  }

  /**
   * So many records left the quarantine for the table. Without guard of epoch and offset: the lane
   * that holds the partition adds to the row as well, and does not overwrite it with a copy.
   */
  public static String replayed(
      String job, String topic, int partition, long records, long nulled, long rounded) {
    return "UPDATE "
        + TABLE
        + " SET written=written+"
        + records
        + ",quarantined=quarantined-"
        + records
        + ",nulled_fields=nulled_fields+"
        + nulled
        + (rounded == 0 ? "" : ",rounded_fields=rounded_fields+" + rounded)
        + ",updated_at="
        + NOW
        + " WHERE job="
        + Sql.text(job)
        + " AND "
        + key(topic, partition)
        + ")";
  }

  /** Adds the missing rows; leaves the others alone. */
  public static String init(String job, List<LedgerRow> candidates, LedgerTarget target) {
    return insert(job, candidates, 0, Sql.text(target.text()) + ",NULL")
        + " ON DUPLICATE KEY UPDATE job=job";
  }

  /**
   * Adds one to the epochs, adding the missing rows; takes the rows' locks at once and in key
   * order, so that two claimants wait for each other instead of dying of a deadlock.
   *
   * @param seen names of the target that may be replaced by ours, beside none
   */
  public static String claim(
      String job,
      List<LedgerRow> candidates,
      LedgerTarget target,
      String digest,
      Collection<String> seen) {
    String ours = Sql.text(target.text());
    return insert(job, candidates, 1, ours + "," + Sql.text(digest))
        + " ON DUPLICATE KEY UPDATE epoch=epoch+1,target=IF(target IS NULL"
        + seen.stream().map(name -> " OR target=" + Sql.text(name)).collect(Collectors.joining())
        + ","
        + ours
        + ",target),document_digest="
        + Sql.text(digest)
        + ",updated_at="
        + NOW;
  }

  private static String insert(
      String job, List<LedgerRow> candidates, long epochMore, String writer) {
    return "INSERT INTO "
        + TABLE
        + "(job,"
        + COLUMNS
        + ",updated_at,"
        + OF_WRITER
        + ") VALUES "
        + values(job, candidates, epochMore, writer);
  }

  /** Adds one to the epochs of these rows, unless they have another epoch by now. */
  public static String reclaim(String job, Collection<LedgerRow> held) {
    return "UPDATE "
        + TABLE
        + " SET epoch=epoch+1,updated_at="
        + NOW
        + " WHERE job="
        + Sql.text(job)
        + " AND ("
        + held.stream()
            .map(r -> key(r.topic(), r.partition()) + " AND epoch=" + r.epoch() + ")")
            .collect(Collectors.joining(" OR "))
        + ")";
  }

  public static String readSome(String job, Collection<LedgerRow> rows) {
    return select(job)
        + " AND ("
        + rows.stream()
            .map(r -> key(r.topic(), r.partition()) + ")")
            .collect(Collectors.joining(" OR "))
        + ")";
  }

  /**
   * The move and its guard. The update finds only rows with exactly the epoch and offset known
   * here; where it finds fewer than all, also because a row was deleted, the guard's insert
   * provokes an error that stops the rest of the packet and says {@link RaisedError#FENCED}.
   *
   * @param held the mirror of every partition that moves
   */
  public static String move(String job, List<LedgerMove> moves, Map<PartitionId, LedgerRow> held) {
    StringBuilder sql = new StringBuilder("UPDATE " + TABLE + " SET next_offset=");
    byPartition(sql, moves, LedgerMove::toOffset);
    for (Count count : Count.values()) {
      add(sql, count, moves);
    }
    return sql.append(",updated_at=" + NOW)
        .append(where(job, moves, held))
        .append(failIf("ROW_COUNT()<>" + moves.size(), RaisedError.FENCED))
        .toString();
  }

  /**
   * To come before the move and whatever else locks: fails as the move would, without a lock. A
   * process that stands still cannot roll back what failed, and a row that its update had to wait
   * for would stay locked, for the partition's new owner too.
   */
  public static String failIfMoved(
      String job, List<LedgerMove> moves, Map<PartitionId, LedgerRow> held) {
    return fail(
            "(SELECT COUNT(*) AS n FROM "
                + TABLE
                + where(job, moves, held)
                + ") AS held WHERE held.n<>"
                + moves.size(),
            RaisedError.FENCED)
        + ";";
  }

  /** The rows that move, as far as they are as they are known here. */
  private static String where(
      String job, List<LedgerMove> moves, Map<PartitionId, LedgerRow> held) {
    return moves.stream()
        .map(
            move ->
                key(move.topic(), move.partition())
                    + " AND epoch="
                    + held.get(move.id()).epoch()
                    + " AND next_offset="
                    + move.fromOffset()
                    + ")")
        .collect(Collectors.joining(" OR ", " WHERE job=" + Sql.text(job) + " AND (", ")"));
  }

  /** To come before the rows, with the semicolon before it. */
  public static String failIfChanged(TableGuard guard) {
    return ";" + guard.lock() + failIf(guard.isChanged(), RaisedError.TABLE_CHANGED);
  }

  /**
   * A statement, with the semicolon before it, that stops the rest of the packet with an error that
   * has the error's word where the condition holds, and does nothing otherwise: a word is no
   * partition number.
   */
  static String failIf(String condition, RaisedError error) {
    return ";" + fail("DUAL WHERE " + condition, error);
  }

  private static String fail(String fromWhere, RaisedError error) {
    return "INSERT INTO "
        + TABLE
        + NEVER_STORED
        + " SELECT '','',"
        + Sql.text(error.word())
        + ",0,0,0,0,0,0,0,0,0,"
        + NOW
        + " FROM "
        + fromWhere;
  }

  private static void add(StringBuilder sql, Count count, List<LedgerMove> moves) {
    if (moves.stream().allMatch(move -> move.counts().get(count) == 0)) {
      return;
    }
    String column = count.column();
    sql.append(',').append(column).append('=').append(column).append('+');
    byPartition(sql, moves, move -> move.counts().get(count));
  }

  /** One value for each partition that moves; its number is enough while all are of one topic. */
  private static void byPartition(
      StringBuilder sql, List<LedgerMove> moves, ToLongFunction<LedgerMove> value) {
    boolean oneTopic = moves.stream().map(LedgerMove::topic).distinct().count() == 1;
    sql.append(oneTopic ? "CASE `partition`" : "CASE");
    for (LedgerMove move : moves) {
      sql.append(" WHEN ");
      if (oneTopic) {
        sql.append(move.partition());
      } else {
        sql.append(key(move.topic(), move.partition())).append(')');
      }
      sql.append(" THEN ").append(value.applyAsLong(move));
    }
    sql.append(" END");
  }

  private static String counts(Function<Count, String> text) {
    return Arrays.stream(Count.values()).map(text).collect(Collectors.joining());
  }

  private static String select(String job) {
    return select(job, COLUMNS, OF_WRITER);
  }

  private static String select(String job, String columns, String ofWriter) {
    return "SELECT "
        + columns
        + ","
        + ofWriter
        + OF_ENTRY
        + " FROM "
        + TABLE
        + " WHERE job="
        + Sql.text(job);
  }

  /** Left open for more conditions. */
  private static String key(String topic, int partition) {
    return "(topic=" + Sql.text(topic) + " AND `partition`=" + partition;
  }

  private static String values(String job, List<LedgerRow> rows, long epochMore, String writer) {
    return rows.stream()
        .sorted(Comparator.comparing(LedgerRow::id))
        .map(
            r ->
                "("
                    + Sql.text(job)
                    + ","
                    + Sql.text(r.topic())
                    + ","
                    + r.partition()
                    + ","
                    + (r.epoch() + epochMore)
                    + ","
                    + r.startOffset()
                    + ","
                    + r.nextOffset()
                    + counts(count -> "," + r.count(count))
                    + ","
                    + NOW
                    + ","
                    + writer
                    + ")")
        .collect(Collectors.joining(","));
  }
}
