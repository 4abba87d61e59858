package dev.millrace.job;

import dev.millrace.testkit.EmbeddedMariaDb;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the database holds of one job that writes {@code p}, {@code o} and {@code n} of its records;
 * tables that are not there yet are empty.
 */
record JobTables(EmbeddedMariaDb database, String schema) {
  /** The ledger's counts by partition: start, next, written, nulled, quarantined, tombstones. */
  List<List<Long>> ledger() {
    return all(
            "millrace_ledger",
            "start_offset,next_offset,written,nulled_fields,quarantined,tombstones",
            "ORDER BY `partition`")
        .stream()
        .map(row -> row.stream().map(Long::valueOf).toList())
        .toList();
  }

  /** How often each row is there, as {@code partition/offset=n}. */
  Map<String, Integer> rows() {
    Map<String, Integer> rows = new TreeMap<>();
    all("t", "p,o,n", "")
        .forEach(r -> rows.merge(r.get(0) + "/" + r.get(1) + "=" + r.get(2), 1, Integer::sum));
    return rows;
  }

  /** As {@code partition/offset}. */
  TreeSet<String> quarantine() {
    TreeSet<String> places = new TreeSet<>();
    all("millrace_quarantine", "`partition`,`offset`", "")
        .forEach(r -> places.add(r.get(0) + "/" + r.get(1)));
    return places;
  }

  private List<List<String>> all(String table, String columns, String tail) {
    long there =
        database.number(
            "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA='%s' AND TABLE_NAME='%s'"
                .formatted(schema, table));
    return there == 0
        ? List.of()
        : database.query("SELECT %s FROM %s.%s %s".formatted(columns, schema, table, tail));
  }
}
