package dev.millrace.model;

/**
 * When a batch is full.
 *
 * @param rows at most this many rows
 * @param bytes at most this many bytes of statement text
 * @param lingerMs a batch that is not full is written this many milliseconds after its first row
 */
public record BatchSpec(int rows, int bytes, int lingerMs) {
  public static final BatchSpec DEFAULT = new BatchSpec(10_000, 4 << 20, 200);
}
