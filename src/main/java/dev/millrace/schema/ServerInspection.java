package dev.millrace.schema;

import dev.millrace.dialect.SqlDialect;
import java.util.List;
import java.util.Map;

/**
 * A server as it is now.
 *
 * @param version as the server says it
 * @param maxAllowedPacketBytes largest packet that the server takes
 * @param variables those that {@link ServerReader} asks for, by their names in lower case; without
 *     those that the server does not have
 * @param databases names in order, at most {@link ServerReader#MOST}
 * @param moreDatabases whether some were left out
 * @param tables names in order, at most as many; empty where no database was named
 * @param moreTables whether some were left out
 * @param table the one that was asked for, or null
 */
public record ServerInspection(
    String version,
    long maxAllowedPacketBytes,
    SqlDialect dialect,
    Map<String, String> variables,
    List<String> databases,
    boolean moreDatabases,
    List<String> tables,
    boolean moreTables,
    TableInspection table) {

  public ServerInspection {
    variables = Map.copyOf(variables);
    databases = List.copyOf(databases);
    tables = List.copyOf(tables);
  }

  /** Whether one of these variables is on; null where the server has none of them. */
  public Boolean isOn(String... names) {
    Boolean on = null;
    for (String name : names) {
      String value = variables.get(name);
      if (value != null) {
        boolean off = value.equalsIgnoreCase("OFF") || value.equals("0");
        on = Boolean.TRUE.equals(on) || !off;
      }
    }
    return on;
  }
}
