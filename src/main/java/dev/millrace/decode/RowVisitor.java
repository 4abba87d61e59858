package dev.millrace.decode;

/** Takes the rows of one message as they are read. */
@FunctionalInterface
public interface RowVisitor {
  /**
   * Takes one row.
   *
   * @param row reused, do not keep
   * @param index of the element where the root is an array, from 0; else 0
   * @return false to stop reading this record
   */
  boolean row(FlatRow row, int index);
}
