package dev.millrace.document;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What sources, jobs, tables and columns may be called. Each check answers empty, or a sentence for
 * the user.
 */
public final class Names {
  /** Longest identifier of MySQL, in characters. */
  private static final int MAX_IDENTIFIER = 64;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  private Names() {}

  /**
   * The text as an identifier: {@code _} for all but letters, digits and {@code _}, not too long.
   */
  public static String toIdentifier(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9_]", "_");
    return safe.substring(0, Math.min(safe.length(), MAX_IDENTIFIER));
  }

  /** Names of sources and jobs: they stand in URLs, labels and consumer groups. */
  public static Optional<String> faultOfName(String name) {
    if (NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Fields.quoted(name)
            + " is not a valid name: 1 to 64 letters, digits, '.', '_' or '-' are expected, a"
            + " letter or digit first");
  }

  /** Names of databases, tables and columns. */
  public static Optional<String> faultOfIdentifier(String name) {
    int length = name.codePointCount(0, name.length());
    if (name.isEmpty() || length > MAX_IDENTIFIER) {
      return Optional.of(
          "a name of 1 to 64 characters is expected, found " + length + " characters");
    }
    if (name.indexOf('\0') >= 0 || name.endsWith(" ")) {
      return Optional.of("the server takes no name that ends with a blank or holds U+0000");
    }
    if (name.codePoints().anyMatch(c -> c > 0xFFFF || (c >= 0xD800 && c <= 0xDFFF))) {
      return Optional.of("the server takes no name with characters beyond U+FFFF, such as emoji");
    }
    return Optional.empty();
  }

  /** Names of Kafka topics. */
  static Optional<String> faultOfTopic(String name) {
    if (TOPIC.matcher(name).matches() && !name.equals(".") && !name.equals("..")) {
      return Optional.empty();
    }
    return Optional.of(
        Fields.quoted(name)
            + " is not a topic name: Kafka allows 1 to 249 letters, digits, '.', '_' and '-'");
  }
}
