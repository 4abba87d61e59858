package dev.millrace.statement;

import dev.millrace.model.LedgerEntry.Target;
import dev.millrace.mysql.Sql;
import dev.millrace.spec.Destination;
import java.util.regex.Pattern;

/** Database and table as the ledger names them; in backticks only where a name needs them. */
public record LedgerTarget(String database, String table) {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_$-]+");

  public static LedgerTarget of(Destination destination) {
    return new LedgerTarget(destination.database(), destination.table());
  }

  public String text() {
    return name(database) + "." + name(table);
  }

  /**
   * @param stored as the ledger has it, or null
   * @param ignoreCase whether the server takes names that differ in case for the same
   */
  public Target compare(String stored, boolean ignoreCase) {
    if (stored == null) {
      return Target.UNKNOWN;
    }
    if (ignoreCase ? stored.equalsIgnoreCase(text()) : stored.equals(text())) {
      return Target.SAME;
    }
    String end = "." + name(table);
    int from = stored.length() - end.length();
    return stored.regionMatches(ignoreCase, from, end, 0, end.length())
        ? Target.OTHER_DATABASE
        : Target.OTHER_TABLE;
  }

  private static String name(String name) {
    return PLAIN.matcher(name).matches() ? name : Sql.name(name);
  }
}
