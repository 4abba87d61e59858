package dev.millrace.spec;

import java.util.List;

/**
 * One table that a job writes to, as the user asks for it.
 *
 * @param mapping what fills its columns; empty until it has been inferred
 * @param mode what becomes of a row whose key is there already
 */
public record TableSpec(String table, List<MappingEntry> mapping, WriteSpec.Mode mode) {

  public TableSpec {
    mapping = List.copyOf(mapping);
  }
}
