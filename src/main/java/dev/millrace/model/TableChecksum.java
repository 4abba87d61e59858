package dev.millrace.model;

/**
 * A table's definition in a few numbers, to be compared with what they are later. All are made by
 * the server, so that it can compare them itself.
 *
 * @param columns how many there are; 0 where there is no table
 * @param columnSum of the columns: name, type, order, character set, default, key, extras
 * @param engine storage engine, null for a view
 * @param keySum of the unique keys and, where they can be read, of the check constraints
 */
public record TableChecksum(long columns, long columnSum, String engine, long keySum) {
  public boolean hasTable() {
    return columns > 0;
  }
}
