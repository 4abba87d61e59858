package dev.millrace.schema;

import dev.millrace.model.ColumnType;
import dev.millrace.model.Dialect;
import java.util.Locale;

/** Column types in the words of a server. */
final class ServerTypes {
  private ServerTypes() {}

  /**
   * The type that {@code information_schema} gives, or null where rows cannot be written to it as
   * text (geometry, vectors). UUID and INET types take text, so they are CHAR here.
   *
   * @param columnType such as {@code int(10) unsigned}
   * @param dataType such as {@code int}
   */
  static ColumnType read(Dialect dialect, String columnType, String dataType) {
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
    // MariaDB adds comments such as /*M!100301 COMPRESSED*/.
    String text =
        members ? unescaped(columnType) : columnType.replaceFirst("(?s)\\s*/\\*.*\\*/\\s*$", "");
    if (dialect == Dialect.ANALYTICDB && !text.contains("(")) {
      // There, lengths are not enforced and need not be given; the limit is 16 MB.
      if (plain.equals("varchar")) {
        return ColumnType.of(ColumnType.Base.MEDIUMTEXT);
      }
      if (plain.equals("binary") || plain.equals("varbinary")) {
        return ColumnType.of(ColumnType.Base.MEDIUMBLOB);
      }
    }
    try {
      return ColumnType.parse(text);
    } catch (IllegalArgumentException unknown) {
      return null;
    }
  }

  /** The type as it stands in a CREATE TABLE for that dialect. */
  static String sql(Dialect dialect, ColumnType type) {
    return dialect == Dialect.ANALYTICDB
        ? forAnalyticDb(type)
        : type.sql().replace("\\", "\\\\"); // only names of members can have one
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

  /** AnalyticDB has no unsigned numbers and one type each for texts and for bytes. */
  private static String forAnalyticDb(ColumnType type) {
    return switch (type.base()) {
      case BOOLEAN -> "BOOLEAN";
      case TINYINT -> type.unsigned() ? "SMALLINT" : "TINYINT";
      case SMALLINT -> type.unsigned() ? "INT" : "SMALLINT";
      case MEDIUMINT, YEAR -> "INT";
      case INT -> type.unsigned() ? "BIGINT" : "INT";
      case BIGINT -> type.unsigned() ? "DECIMAL(20,0)" : "BIGINT";
      case BIT -> type.length() == 64 ? "DECIMAL(20,0)" : "BIGINT";
      case DECIMAL ->
          "DECIMAL(" + Math.min(38, type.length()) + "," + Math.min(38, type.scale()) + ")";
      case CHAR, VARCHAR -> "VARCHAR(" + type.length() + ")";
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET -> "VARCHAR";
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> "VARBINARY";
      case FLOAT, DOUBLE, DATE, JSON -> type.base().name();
      case DATETIME, TIMESTAMP, TIME -> type.base().name();
    };
  }
}
