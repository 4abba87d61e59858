package dev.millrace.spec;

/**
 * When a batch is full.
 *
 * @param rows at most this many rows
 * @param bytes at most this many bytes of statement text
 * @param lingerMs longest that a batch which is not full waits for more records, in milliseconds
 *     from its first row; it waits for the batch before it whatever this says
 */
public record BatchSpec(int rows, int bytes, int lingerMs) {
  public static final BatchSpec DEFAULT = new BatchSpec(10_000, 4 << 20, 200);
}
