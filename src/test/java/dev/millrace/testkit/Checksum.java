package dev.millrace.testkit;

import java.util.List;

/**
 * What two copies of a table's content must have in common.
 *
 * @param rows how many
 * @param sum of the rows' CRC-32, so that order does not matter but a doubled or altered row does
 */
public record Checksum(long rows, long sum) {
  /** Of a table of the standard workload, as the database computes it. */
  public static Checksum of(EmbeddedMariaDb database, String table) {
    List<String> row = database.query(WorkloadTable.checksumQuery(table)).get(0);
    return new Checksum(Long.parseLong(row.get(0)), Long.parseLong(row.get(1)));
  }
}
