package dev.millrace.schema;

import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a job's document says what of one of its tables, as JSON Pointers. The entries that a job
 * runs with may stand elsewhere than those of its document, or not in it at all, where the engine
 * made some.
 */
public final class TablePointers {
  private final String prefix;
  private final String table;
  private final List<MappingEntry> written;

  private TablePointers(String prefix, String table, List<MappingEntry> written) {
    this.prefix = prefix;
    this.table = table;
    this.written = written;
  }

  /** Of each table of the job, in their order. */
  public static List<TablePointers> of(JobSpec document) {
    List<TableSpec> tables = document.tables();
    if (tables.size() == 1) {
      return List.of(ofOnly(tables.get(0)));
    }
    List<TablePointers> all = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      all.add(of("/tables/" + i, tables.get(i)));
    }
    return all;
  }

  /** Where it says which tables there are. */
  public static String tables(JobSpec document) {
    return document.tables().size() == 1 ? of(document).get(0).table() : "/tables";
  }

  /** Of the only table, which the job's own fields describe. */
  static TablePointers ofOnly(TableSpec document) {
    return new TablePointers("", "/destination/table", document.mapping());
  }

  /**
   * Of one of several tables, which an object describes.
   *
   * @param prefix where that object stands
   */
  static TablePointers of(String prefix, TableSpec document) {
    return new TablePointers(prefix, prefix + "/table", document.mapping());
  }

  /** The table's name. */
  public String table() {
    return table;
  }

  public String mode() {
    return prefix + "/write/mode";
  }

  String method() {
    return prefix + "/write/method";
  }

  public String mapping() {
    return prefix + "/mapping";
  }

  /**
   * A field of an entry. Of a document without a mapping, where the entry stands in what the engine
   * made.
   *
   * @param mapping that the job runs with
   * @param field of the entry, or the empty text for the entry itself
   */
  String entry(List<MappingEntry> mapping, int index, String field) {
    return written.isEmpty() ? place(index, field) : entry(mapping.get(index), field);
  }

  /**
   * A field of an entry; the mapping where the document has no such entry.
   *
   * @param field of the entry, or the empty text for the entry itself
   */
  public String entry(MappingEntry made, String field) {
    for (int i = 0; i < written.size(); i++) {
      MappingEntry entry = written.get(i);
      if (entry.path().equals(made.path()) && entry.column().equals(made.column())) {
        return place(i, field);
      }
    }
    return mapping();
  }

  private String place(int index, String field) {
    return mapping() + "/" + index + (field.isEmpty() ? "" : "/" + field);
  }
}
