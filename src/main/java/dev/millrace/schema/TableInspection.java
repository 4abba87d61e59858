package dev.millrace.schema;

import dev.millrace.model.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The destination as it is now.
 *
 * @param version as the server says it, such as {@code 11.4.5-MariaDB}
 * @param maxAllowedPacketBytes largest packet that the server takes
 * @param table empty where there is no such table
 * @param uniqueKeys columns of each unique key, the primary key among them
 * @param unreadable columns whose type the engine cannot write to (geometry and the like), as
 *     {@code name type}; they are not part of the table's schema
 * @param details what else the check wants to know of the table and the server
 * @param comparison how texts in keys are compared
 */
public record TableInspection(
    String version,
    long maxAllowedPacketBytes,
    Optional<TableSchema> table,
    List<List<String>> uniqueKeys,
    List<String> unreadable,
    Details details,
    KeyComparison comparison) {

  /**
   * More of the table, and what the server demands of tables.
   *
   * @param tableType as {@code information_schema} says it, such as {@code BASE TABLE}
   * @param required those of the unreadable columns that are NOT NULL without a default
   * @param invalidDefaults by column: defaults that strict mode refuses
   * @param deleteTriggers names of triggers that fire on DELETE, as far as the user sees them
   * @param updateTriggers the same of UPDATE
   * @param cascades what else a deleted row does by foreign keys of other tables, as a sentence's
   *     part each
   * @param triggerText the statements of triggers before INSERT, as far as the user sees them
   * @param demandsPrimaryKey the variable by which the server refuses to make tables without a
   *     primary key, or null
   */
  public record Details(
      String tableType,
      List<String> required,
      Map<String, String> invalidDefaults,
      List<String> deleteTriggers,
      List<String> updateTriggers,
      List<String> cascades,
      List<String> triggerText,
      String demandsPrimaryKey) {
    static final Details NONE =
        new Details(
            "BASE TABLE", List.of(), Map.of(), List.of(), List.of(), List.of(), List.of(), null);

    public Details {
      required = List.copyOf(required);
      invalidDefaults = Map.copyOf(invalidDefaults);
      deleteTriggers = List.copyOf(deleteTriggers);
      updateTriggers = List.copyOf(updateTriggers);
      cascades = List.copyOf(cascades);
      triggerText = List.copyOf(triggerText);
    }
  }

  public TableInspection {
    uniqueKeys = List.copyOf(uniqueKeys);
    unreadable = List.copyOf(unreadable);
  }

  /** Of a server whose comparisons are not known. */
  public TableInspection(
      String version,
      long maxAllowedPacketBytes,
      Optional<TableSchema> table,
      List<List<String>> uniqueKeys,
      List<String> unreadable) {
    this(
        version,
        maxAllowedPacketBytes,
        table,
        uniqueKeys,
        unreadable,
        Details.NONE,
        KeyComparison.UNKNOWN);
  }
}
