package dev.millrace.schema;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.model.Column;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.Optional;
import java.util.Set;

/** Whether a job's rows can go into its table by {@code LOAD DATA}, and in which character set. */
public final class LoadSupport {
  private static final Set<String> UTF8 = Set.of("utf8mb4", "utf8mb3", "utf8");

  private LoadSupport() {}

  /**
   * What the rows' character set is called: {@code binary} where every text column is in UTF-8, so
   * that the server need not look for characters before it stores them; it then checks that they
   * fit the column all the same. Elsewhere they must be converted, and some types (JSON of MySQL,
   * UUID) take binary text for something else.
   */
  public static String charset(Dialect dialect, TableSpec spec, TableSchema table) {
    boolean binary = Dialects.of(dialect).can(Feature.LOAD_BINARY);
    for (MappingEntry entry : spec.mapping()) {
      binary &= table.column(entry.column()).map(LoadSupport::takesBinary).orElse(false);
    }
    return binary ? "binary" : "utf8mb4";
  }

  private static boolean takesBinary(Column column) {
    return switch (column.type().base()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, BOOLEAN, DECIMAL, FLOAT, DOUBLE -> true;
      case DATE, DATETIME, TIMESTAMP, TIME -> true;
      default -> UTF8.contains(String.valueOf(column.charset()));
    };
  }

  /**
   * Why rows of a table cannot be loaded, for a person; empty when they can. Forms that only a
   * statement has (DEFAULT, x'..') and types that read a number otherwise when it comes as text
   * need INSERT.
   */
  public static Optional<String> objection(
      Dialect dialect, boolean exactlyOnce, TableSpec spec, TableSchema table) {
    if (!exactlyOnce || !Dialects.of(dialect).can(Feature.LOAD_LOCAL)) {
      return Optional.of("without a transaction a load that went wrong could not be undone");
    }
    Mode mode = spec.write().mode();
    if (mode == Mode.IGNORE || mode == Mode.UPSERT) {
      return Optional.of("LOAD DATA does not support mode " + mode.label());
    }
    for (MappingEntry entry : spec.mapping()) {
      Column column = table.column(entry.column()).orElse(null);
      if (column == null) {
        continue;
      }
      if (entry.absent() == MappingEntry.Absent.DEFAULT
          || (!column.nullable() && column.hasDefault())) {
        return Optional.of("column '" + column.name() + "' may need its default");
      }
      switch (column.type().base()) {
        case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, BIT, YEAR -> {
          return Optional.of("column '" + column.name() + "' is " + column.type());
        }
        default -> {}
      }
    }
    return Optional.empty();
  }
}
