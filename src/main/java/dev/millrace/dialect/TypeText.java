package dev.millrace.dialect;

import dev.millrace.model.ColumnType;
import java.util.Locale;

/** Column types as {@code information_schema} tells them. */
final class TypeText {
  private TypeText() {}

  /** See {@link SqlDialect#read}. */
  static ColumnType read(String columnType, String dataType) {
    String plain = dataType.toLowerCase(Locale.ROOT);
    switch (plain) {
      case "uuid":
        return ColumnType.parse("CHAR(36)");
      case "inet6":
        return ColumnType.parse("CHAR(39)");
      case "inet4":
        return ColumnType.parse("CHAR(15)");
      default:
        break;
    }
    boolean members = plain.equals("enum") || plain.equals("set");
    String text = members ? unescaped(columnType) : withoutComment(columnType);
    try {
      return ColumnType.parse(text);
    } catch (IllegalArgumentException unknown) {
      return null;
    }
  }

  /** MariaDB adds comments such as {@code /*M!100301 COMPRESSED*}{@code /}. */
  static String withoutComment(String columnType) {
    return columnType.replaceFirst("(?s)\\s*/\\*.*\\*/\\s*$", "");
  }

  /** Servers tell the names of members with these escapes, and quotes doubled. */
  private static String unescaped(String columnType) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < columnType.length(); i++) {
      char c = columnType.charAt(i);
      if (c == '\\' && i + 1 < columnType.length()) {
        char escaped = columnType.charAt(++i);
        c =
            switch (escaped) {
              case '0' -> '\0';
              case 'n' -> '\n';
              case 'r' -> '\r';
              default -> escaped;
            };
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
