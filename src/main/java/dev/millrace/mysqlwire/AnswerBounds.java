package dev.millrace.mysqlwire;

/**
 * How much a server may answer to one statement, results of all its parts together. Far above what
 * the engine's own statements bring, far below what a process of 256 MB can hold.
 *
 * @param bytes as they travel
 * @param packets rows, and what stands around them
 * @param columns of one result
 */
public record AnswerBounds(int bytes, int packets, int columns) {
  /** Greeting and log-in together. */
  static final AnswerBounds LOGIN = new AnswerBounds(64 << 10, 32, 0);

  /** Writes, claims, counts: a row a partition at most. */
  public static final AnswerBounds STATEMENT = new AnswerBounds(2 << 20, 20_000, 32);

  /** What the server says of a table: 4,096 columns, with long ENUM types. */
  public static final AnswerBounds SCHEMA = new AnswerBounds(16 << 20, 50_000, 32);

  /** Whole quarantined records: a page of 16 MiB, or one record of 16 MiB with as long a key. */
  public static final AnswerBounds RECORDS = new AnswerBounds(64 << 20, 5_000, 32);

  String text() {
    return "%,d bytes, %,d packets, %,d columns".formatted(bytes, packets, columns);
  }
}
