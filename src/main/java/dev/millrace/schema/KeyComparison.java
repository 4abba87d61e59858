package dev.millrace.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * How a server compares texts in keys.
 *
 * @param exact the collation for text columns in keys of tables that the engine creates; null where
 *     none can be named
 * @param padded whether even {@code exact} takes texts for equal that differ in blanks at their end
 * @param blind columns in unique keys of the table that take different texts for equal
 */
public record KeyComparison(String exact, boolean padded, List<BlindColumn> blind) {
  /** Nothing is known: no collation is named, and no column is called blind. */
  public static final KeyComparison UNKNOWN = new KeyComparison(null, false, List.of());

  public KeyComparison {
    blind = List.copyOf(blind);
  }

  /**
   * A text column in a unique key of the table.
   *
   * @param key name of the key
   * @param column name of the column
   * @param collation as the server names it
   * @param ignoresCase whether {@code a} and {@code A} are the same
   * @param ignoresAccents whether {@code a} and {@code á} are the same
   * @param ignoresBlanks whether {@code a} and {@code a} with a blank behind it are the same
   * @param prefix how many characters of a value count; 0 for all
   */
  public record BlindColumn(
      String key,
      String column,
      String collation,
      boolean ignoresCase,
      boolean ignoresAccents,
      boolean ignoresBlanks,
      int prefix) {

    boolean isBlind() {
      return ignoresCase || ignoresAccents || ignoresBlanks || prefix > 0;
    }

    /** What does not count, in words that go on after "without regard to". */
    String ignored() {
      List<String> ignored = new ArrayList<>();
      if (ignoresCase) {
        ignored.add("case");
      }
      if (ignoresAccents) {
        ignored.add("accents");
      }
      if (ignoresBlanks) {
        ignored.add("blanks at the end");
      }
      if (prefix > 0) {
        ignored.add("what follows the first " + prefix + " characters");
      }
      String last = ignored.remove(ignored.size() - 1);
      return ignored.isEmpty() ? last : String.join(", ", ignored) + " and " + last;
    }
  }
}
