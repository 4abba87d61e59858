package dev.millrace.sink;

import dev.millrace.model.TableSchema;
import java.util.List;
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
 */
public record Inspection(
    String version,
    long maxAllowedPacketBytes,
    Optional<TableSchema> table,
    List<List<String>> uniqueKeys,
    List<String> unreadable) {

  public Inspection {
    uniqueKeys = List.copyOf(uniqueKeys);
    unreadable = List.copyOf(unreadable);
  }
}
