package dev.millrace.conformance;

/**
 * What becomes of a value: it is stored, or refused with a code.
 *
 * @param stored the stored value in its column's canonical text, null for SQL NULL
 * @param code why it was refused; null where it was not
 */
public record Outcome(String stored, String code) {
  public static final Outcome NULL = new Outcome(null, null);

  public static Outcome stored(String value) {
    return new Outcome(value, null);
  }

  public static Outcome refused(String code) {
    return new Outcome(null, code);
  }

  /** Short enough for a message. */
  @Override
  public String toString() {
    String text = code != null ? "refused: " + code : stored == null ? "NULL" : "'" + stored + "'";
    return text.length() <= 120
        ? text
        : text.substring(0, 120) + "… (" + text.length() + " characters)";
  }
}
