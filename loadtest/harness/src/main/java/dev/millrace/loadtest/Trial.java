package dev.millrace.loadtest;

import java.util.List;

/**
 * One job for one contestant: a topic into a table.
 *
 * @param name unique in a run; names groups, jobs and logs
 * @param table with its database
 */
record Trial(
    String name,
    Shape shape,
    String topic,
    int partitions,
    String table,
    long records,
    Mode mode,
    String dirtyData) {

  /** How rows enter the table. */
  enum Mode {
    INSERT,
    UPSERT
  }

  String bareTable() {
    return table.substring(table.indexOf('.') + 1);
  }

  /** The events that come last in their partitions: once they are visible, so is all else. */
  List<Long> last() {
    return java.util.stream.LongStream.range(Math.max(0, records - partitions), records)
        .boxed()
        .toList();
  }

  /** What the table must have in the end. */
  Shape.Sum expected() {
    return shape.sum(records, !"quarantine".equals(dirtyData));
  }
}
