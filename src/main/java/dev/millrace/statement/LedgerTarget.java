package dev.millrace.statement;

import dev.millrace.model.LedgerEntry.Target;
import dev.millrace.mysql.Sql;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.TableSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Database and tables as the ledger names them; in backticks only where a name needs them. One
 * table is {@code shop.orders}, several are {@code shop.(items,orders)} in the order of their
 * names: in which order a document has them says nothing of what is written.
 *
 * @param tables at least one
 */
public record LedgerTarget(String database, List<String> tables) {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_$-]+");

  /** What the ledger's column holds; database and one table never have so many. */
  private static final int MAX_CHARS = 300;

  private static final int DIGEST_CHARS = 32;

  public LedgerTarget {
    tables = List.copyOf(tables);
  }

  public LedgerTarget(String database, String table) {
    this(database, List.of(table));
  }

  public static LedgerTarget of(JobSpec job) {
    return new LedgerTarget(
        job.destination().database(), job.tables().stream().map(TableSpec::table).toList());
  }

  public String text() {
    return name(database) + behindDatabase();
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
    String end = behindDatabase();
    int from = stored.length() - end.length();
    return stored.regionMatches(ignoreCase, from, end, 0, end.length())
        ? Target.OTHER_DATABASE
        : Target.OTHER_TABLE;
  }

  private String behindDatabase() {
    if (tables.size() == 1) {
      return "." + name(tables.get(0));
    }
    String names =
        tables.stream()
            .sorted(String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder()))
            .map(LedgerTarget::name)
            .collect(Collectors.joining(","));
    boolean fits = names.length() + name(database).length() + ".()".length() <= MAX_CHARS;
    // A digest of more names than fit: it cannot be a name, for none has a blank without backticks.
    return ".(" + (fits ? names : tables.size() + " tables " + digest(names)) + ")";
  }

  private static String digest(String names) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(names.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String name(String name) {
    return PLAIN.matcher(name).matches() ? name : Sql.name(name);
  }
}
