package dev.millrace.oracle;

import dev.millrace.testkit.EmbeddedMariaDb;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds what the database has against what the broker acknowledged, record by record.
 *
 * <p>Counted: {@code lost} records that are nowhere, {@code doubled} ones that are somewhere twice,
 * {@code foreign} ones that are where nobody sent them, {@code altered} ones whose content is not
 * what was sent. The first few of each are named.
 */
final class Verdict {
  private static final int NAMED = 20;
  private static final int PAGE = 20_000;

  private final EmbeddedMariaDb database;
  private final Numbered records;
  private final List<String> findings = new ArrayList<>();
  private long lost;
  private long doubled;
  private long foreign;
  private long altered;

  Verdict(EmbeddedMariaDb database, Numbered records) {
    this.database = database;
    this.records = records;
  }

  long lost() {
    return lost;
  }

  long doubled() {
    return doubled;
  }

  /** Everything that is wrong, for people; the first of each kind. */
  List<String> findings() {
    return findings;
  }

  /**
   * @param table that must hold exactly the clean records, with their place and hash
   */
  void clean(String table, Truth truth) {
    String in = OracleTables.SCHEMA + "." + table;
    hold(table, truth, true, in, "n,hash,LEFT(SHA2(payload,256),32)", "part", "off", "");
  }

  /** The job's quarantine must hold exactly the records that do not fit, byte for byte. */
  void quarantine(String job, Truth truth) {
    String in = OracleTables.SCHEMA + ".millrace_quarantine";
    hold(
        "quarantine of " + job,
        truth,
        false,
        in,
        "LEFT(SHA2(value,256),32)",
        "`partition`",
        "`offset`",
        " AND job='" + job + "'");
  }

  private void hold(
      String what,
      Truth truth,
      boolean clean,
      String table,
      String content,
      String partColumn,
      String offColumn,
      String and) {
    for (int p = 0; p < truth.partitions(); p++) {
      Iterator<List<String>> rows =
          rows(
              "SELECT CAST(%s AS CHAR),%s FROM %s WHERE %s=%d%s"
                  .formatted(offColumn, content, table, partColumn, p, and),
              offColumn);
      List<String> row = rows.hasNext() ? rows.next() : null;
      for (int i = 0; i < truth.count(p); i++) {
        long offset = truth.offset(p, i);
        long n = truth.number(p, i);
        Numbered.Kind kind = records.kind(n);
        boolean wanted =
            clean
                ? kind == Numbered.Kind.CLEAN
                : kind == Numbered.Kind.DIRTY || kind == Numbered.Kind.MALFORMED;
        String where = "%s: record %d (%s) at %d@%d ".formatted(what, n, kind, p, offset);
        while (row != null && Long.parseLong(row.get(0)) < offset) {
          foreign++;
          find(foreign, what + " has at " + p + "@" + row.get(0) + " what nobody sent: " + row);
          row = rows.hasNext() ? rows.next() : null;
        }
        int times = 0;
        while (row != null && Long.parseLong(row.get(0)) == offset) {
          times++;
          if (wanted && !row.subList(1, row.size()).equals(content(clean, n))) {
            find(++altered, where + "is " + row + " instead of " + content(clean, n));
          }
          row = rows.hasNext() ? rows.next() : null;
        }
        if (wanted && times == 0) {
          find(++lost, where + "is not there");
        } else if (wanted && times > 1) {
          doubled += times - 1;
          find(doubled, where + "is there " + times + " times");
        } else if (!wanted && times > 0) {
          find(++foreign, where + "is there, and must not be");
        }
      }
      while (row != null) {
        foreign++;
        find(foreign, what + " has at " + p + "@" + row.get(0) + " what nobody sent: " + row);
        row = rows.hasNext() ? rows.next() : null;
      }
    }
  }

  private List<String> content(boolean clean, long n) {
    return clean
        ? List.of(Long.toString(n), records.hash(n), records.hash(n))
        : List.of(Numbered.hash(records.message(n)));
  }

  /** In order of the offsets, page by page. */
  private Iterator<List<String>> rows(String select, String offColumn) {
    return Stream.iterate(
            page(select, offColumn, -1),
            page -> !page.isEmpty(),
            page -> page(select, offColumn, Long.parseLong(page.get(page.size() - 1).get(0))))
        .flatMap(List::stream)
        .iterator();
  }

  /** All rows of an offset are in one page. */
  private List<List<String>> page(String select, String offColumn, long after) {
    return database.query(
        "%s AND %s>%d AND %s<=%d+%d ORDER BY %s"
            .formatted(select, offColumn, after, offColumn, after, PAGE, offColumn));
  }

  /** Per key, later offsets were applied later, and the last one is what the table shows. */
  void orderPerKey(Truth truth) {
    String applied = OracleTables.SCHEMA + ".applied";
    long backwards =
        database.number(
            "SELECT COUNT(*) FROM (SELECT off, LAG(off) OVER (PARTITION BY k ORDER BY id) AS"
                + " before_it FROM "
                + applied
                + ") x WHERE before_it >= off");
    find(backwards, backwards + " times an older record of a key was written over a newer one");
    long[] last = new long[Numbered.KEYS];
    Arrays.fill(last, -1);
    for (int p = 0; p < truth.partitions(); p++) {
      for (int i = 0; i < truth.count(p); i++) {
        long n = truth.number(p, i);
        if (records.kind(n) == Numbered.Kind.CLEAN) {
          last[records.key(n)] = n;
        }
      }
    }
    List<List<String>> expected = new ArrayList<>();
    for (int k = 0; k < last.length; k++) {
      if (last[k] >= 0) {
        expected.add(List.of(k + "", last[k] + "", records.hash(last[k]), records.hash(last[k])));
      }
    }
    List<List<String>> shown =
        database.query(
            "SELECT CAST(k AS CHAR),CAST(n AS CHAR),hash,LEFT(SHA2(payload,256),32) FROM "
                + OracleTables.SCHEMA
                + ".upserted ORDER BY k");
    if (!shown.equals(expected)) {
      List<List<String>> wrong = new ArrayList<>(shown);
      wrong.removeAll(expected);
      findings.add("upserted does not show the last record of each key: " + wrong);
    }
  }

  /**
   * @param ends the end offset of each partition
   */
  void ledger(String job, Truth truth, long[] ends) {
    List<List<String>> rows =
        database.query(
            "SELECT `partition`,start_offset,next_offset,written,quarantined,tombstones,gaps FROM "
                + OracleTables.SCHEMA
                + ".millrace_ledger WHERE job='"
                + job
                + "' AND topic='"
                + OracleTables.source(job)
                + "' ORDER BY `partition`");
    List<List<String>> expected = new ArrayList<>();
    for (int p = 0; p < truth.partitions(); p++) {
      long[] kinds = new long[Numbered.Kind.values().length];
      for (int i = 0; i < truth.count(p); i++) {
        kinds[records.kind(truth.number(p, i)).ordinal()]++;
      }
      long gaps = ends[p] - truth.count(p);
      expected.add(
          Stream.of(p, 0, ends[p], kinds[0], kinds[1] + kinds[2], kinds[3], gaps)
              .map(String::valueOf)
              .toList());
    }
    if (!rows.equals(expected)) {
      findings.add("the ledger of " + job + " is " + rows + " instead of " + expected);
    }
  }

  /** Nothing was ever written by another topic's records, or into another table. */
  void elsewhere() {
    long rows =
        database.number(
            "SELECT (SELECT COUNT(*) FROM oracle.inserted_too)+(SELECT COUNT(*) FROM"
                + " oracle.upserted_too)");
    find(rows, rows + " rows are in tables that no job may fill");
    long counted =
        database.number(
            "SELECT CAST(COALESCE(SUM(written+quarantined+gaps),0) AS SIGNED) FROM"
                + " oracle.millrace_ledger WHERE topic='"
                + OracleTables.ELSEWHERE
                + "'");
    find(counted, counted + " records are counted of a topic that holds tombstones only");
  }

  private void find(long ofThisKind, String finding) {
    if (ofThisKind > 0 && ofThisKind <= NAMED) {
      findings.add(finding);
    }
  }
}
