package dev.millrace.spec;

import dev.millrace.model.Labelled;
import java.util.List;

/**
 * One table that a job writes to, as the user asks for it.
 *
 * @param mapping what fills its columns; empty until it has been inferred at the first start
 * @param infer whether entries beside those of {@code mapping} are made from samples at the next
 *     start; without entries they always are
 * @param createTable whether it is created where it is missing
 * @param deletes whether records may delete rows of it, by the columns of its key
 */
public record TableSpec(
    String table,
    List<MappingEntry> mapping,
    Infer infer,
    CreateTable createTable,
    WriteSpec write,
    boolean deletes) {

  /** Whether the engine may create the table. */
  public enum CreateTable implements Labelled {
    IF_MISSING,
    NEVER
  }

  /** What is inferred beside the entries that are given. */
  public enum Infer implements Labelled {
    NONE,
    REST
  }

  public TableSpec {
    mapping = List.copyOf(mapping);
  }

  /** Whether an entry of the mapping fills this column. */
  public boolean fills(String column) {
    return mapping.stream().anyMatch(entry -> entry.column().equalsIgnoreCase(column));
  }

  /** Whether it is made where it is missing. */
  public boolean creates() {
    return createTable == CreateTable.IF_MISSING;
  }

  /** Whether a start makes entries from samples. */
  public boolean infers() {
    return mapping.isEmpty() || infer == Infer.REST;
  }

  /** With a whole mapping, in which nothing is left to infer. */
  public TableSpec withInferred(List<MappingEntry> whole) {
    return new TableSpec(table, whole, Infer.NONE, createTable, write, deletes);
  }

  public TableSpec withMapping(List<MappingEntry> other) {
    return new TableSpec(table, other, infer, createTable, write, deletes);
  }

  /** Whether a mapping may have been inferred from this table's: it has all entries given here. */
  boolean isCompletedBy(TableSpec whole) {
    return infers()
        && mapping.stream().allMatch(given -> whole.mapping.stream().anyMatch(given::isIn));
  }
}
