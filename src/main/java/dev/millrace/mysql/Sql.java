package dev.millrace.mysql;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Names and literals as SQL text. Literals rely on the session's sql_mode without
 * NO_BACKSLASH_ESCAPES, which {@link Connections} verifies.
 */
public final class Sql {
  private Sql() {}

  /** A quoted identifier; a backtick inside is doubled. */
  public static String name(String identifier) {
    return '`' + identifier.replace("`", "``") + '`';
  }

  /** Quoted identifiers joined by commas. */
  public static String names(Collection<String> identifiers) {
    return identifiers.stream().map(Sql::name).collect(Collectors.joining(","));
  }

  /** A string literal, or {@code NULL}. */
  public static String text(String value) {
    if (value == null) {
      return "NULL";
    }
    StringBuilder sql = new StringBuilder(value.length() + 16).append('\'');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\'' -> sql.append("''");
        case '\\' -> sql.append("\\\\");
        case 0 -> sql.append("\\0");
        default -> sql.append(c);
      }
    }
    return sql.append('\'').toString();
  }
}
