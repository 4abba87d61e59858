package dev.millrace.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column's SQL type, as written in a mapping or as {@code information_schema.COLUMNS.COLUMN_TYPE}
 * gives it.
 *
 * @param base the type's family member
 * @param length characters for CHAR/VARCHAR, bytes for BINARY/VARBINARY and the TEXT and BLOB
 *     families (their fixed limit), bits for BIT, digits for DECIMAL, display width for the
 *     integers and for FLOAT(m,d) and DOUBLE(m,d) (0 where not given)
 * @param scale digits after the point for DECIMAL; fractional-second digits for DATETIME, TIMESTAMP
 *     and TIME; else 0
 * @param unsigned whether negative numbers are refused
 * @param members names for ENUM and SET in their order; else empty
 */
public record ColumnType(
    Base base, long length, int scale, boolean unsigned, List<String> members) {

  /** The base types of MySQL and MariaDB that a column of ours may have. */
  public enum Base {
    BOOLEAN,
    TINYINT,
    SMALLINT,
    MEDIUMINT,
    INT,
    BIGINT,
    DECIMAL,
    FLOAT,
    DOUBLE,
    CHAR,
    VARCHAR,
    TINYTEXT,
    TEXT,
    MEDIUMTEXT,
    LONGTEXT,
    JSON,
    DATE,
    DATETIME,
    TIMESTAMP,
    TIME,
    YEAR,
    BINARY,
    VARBINARY,
    TINYBLOB,
    BLOB,
    MEDIUMBLOB,
    LONGBLOB,
    ENUM,
    SET,
    BIT;

    public boolean isInteger() {
      return ordinal() >= TINYINT.ordinal() && ordinal() <= BIGINT.ordinal();
    }

    /** CHAR, VARCHAR and the TEXT family, not JSON. */
    public boolean isText() {
      return ordinal() >= CHAR.ordinal() && ordinal() <= LONGTEXT.ordinal();
    }

    public boolean isTemporal() {
      return ordinal() >= DATE.ordinal() && ordinal() <= YEAR.ordinal();
    }

    public boolean isBinary() {
      return ordinal() >= BINARY.ordinal() && ordinal() <= LONGBLOB.ordinal();
    }

    public boolean isNumeric() {
      return isInteger() || this == DECIMAL || this == FLOAT || this == DOUBLE;
    }
  }

  private static final Map<String, String> ALIASES =
      Map.of(
          "INTEGER",
          "INT",
          "NUMERIC",
          "DECIMAL",
          "DEC",
          "DECIMAL",
          "FIXED",
          "DECIMAL",
          "BOOL",
          "BOOLEAN",
          "REAL",
          "DOUBLE",
          "DOUBLE PRECISION",
          "DOUBLE");

  private static final Map<Base, Long> FIXED_LENGTH =
      Map.of(
          Base.TINYTEXT,
          255L,
          Base.TEXT,
          65_535L,
          Base.MEDIUMTEXT,
          16_777_215L,
          Base.LONGTEXT,
          4_294_967_295L,
          Base.TINYBLOB,
          255L,
          Base.BLOB,
          65_535L,
          Base.MEDIUMBLOB,
          16_777_215L,
          Base.LONGBLOB,
          4_294_967_295L,
          Base.JSON,
          4_294_967_295L);

  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([A-Za-z]+(?:\\s+PRECISION)?)\\s*(?:\\((.*)\\))?\\s*((?:(?:UNSIGNED|SIGNED|ZEROFILL)\\s*+){0,4})",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  public ColumnType {
    members = List.copyOf(members);
  }

  /** A type without parameters, its length the fixed one of the TEXT and BLOB families. */
  public static ColumnType of(Base base) {
    return parse(base.name());
  }

  /**
   * Reads a type such as {@code DECIMAL(12,2)}, {@code bigint(20) unsigned} or {@code
   * enum('a','b')}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static ColumnType parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw unknown(text);
    }
    String name = form.group(1).toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
    Base base = base(text, ALIASES.getOrDefault(name, name));
    String flags = form.group(3).toUpperCase(Locale.ROOT);
    boolean unsigned = flags.contains("UNSIGNED") || flags.contains("ZEROFILL");
    if (unsigned && !base.isNumeric()) {
      throw new IllegalArgumentException("'" + text + "': only numbers can be UNSIGNED");
    }
    String parameters = form.group(2);
    if (base == Base.ENUM || base == Base.SET) {
      return new ColumnType(base, 0, 0, false, members(text, parameters));
    }
    return sized(text, base, numbers(text, parameters), unsigned);
  }

  private static ColumnType sized(String text, Base base, long[] given, boolean unsigned) {
    long first = given.length > 0 ? given[0] : -1;
    switch (base) {
      case DECIMAL:
        {
          long precision = first < 0 ? 10 : first;
          long scale = given.length > 1 ? given[1] : 0;
          check(
              text,
              precision >= 1 && precision <= 65 && scale <= 38 && scale <= precision,
              "DECIMAL(p,s) needs 1 ≤ p ≤ 65 and 0 ≤ s ≤ 38, s ≤ p");
          return new ColumnType(base, precision, (int) scale, unsigned, List.of());
        }
      case CHAR, BINARY, BIT:
        {
          long limit = base == Base.BIT ? 64 : 255;
          check(text, first <= limit && given.length <= 1, "the length is at most " + limit);
          return new ColumnType(base, first < 0 ? 1 : first, 0, false, List.of());
        }
      case VARCHAR, VARBINARY:
        check(
            text,
            first >= 0 && first <= 65_535 && given.length == 1,
            base + " needs a length from 0 to 65535");
        return new ColumnType(base, first, 0, false, List.of());
      case DATETIME, TIMESTAMP, TIME:
        check(text, first <= 6 && given.length <= 1, "fractional seconds have 0 to 6 digits");
        return new ColumnType(base, 0, (int) Math.max(0, first), false, List.of());
      case BOOLEAN, DATE, JSON:
        check(text, given.length == 0, base + " takes no length");
        return new ColumnType(base, FIXED_LENGTH.getOrDefault(base, 0L), 0, false, List.of());
      case FLOAT, DOUBLE:
        if (given.length > 1) {
          return new ColumnType(base, first, (int) given[1], unsigned, List.of());
        }
        return new ColumnType(
            base == Base.FLOAT && first > 24 ? Base.DOUBLE : base, 0, 0, unsigned, List.of());
      case YEAR:
        return new ColumnType(base, 0, 0, false, List.of());
      default:
        check(text, given.length <= 1, "one number at most in the parentheses");
        return new ColumnType(
            base, FIXED_LENGTH.getOrDefault(base, Math.max(0, first)), 0, unsigned, List.of());
    }
  }

  private static Base base(String text, String name) {
    try {
      return Base.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw unknown(text);
    }
  }

  private static long[] numbers(String text, String parameters) {
    if (parameters == null) {
      return new long[0];
    }
    String[] parts = parameters.split(",", -1);
    long[] numbers = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i].strip();
      check(
          text,
          part.matches("\\d{1,10}"),
          "a number is expected in the parentheses, found '" + part + "'");
      numbers[i] = Long.parseLong(part);
    }
    check(text, numbers.length <= 2, "two numbers at most in the parentheses");
    return numbers;
  }

  private static List<String> members(String text, String parameters) {
    check(text, parameters != null, "members are expected, as in ENUM('a','b')");
    List<String> members = new ArrayList<>();
    // By hand, as a regular expression takes a stack frame for each of its characters.
    int at = 0;
    while (at < parameters.length()) {
      at = passBlanks(parameters, at);
      int end = memberEnd(parameters, at);
      check(text, end > 0, "members are expected, as in ENUM('a','b')");
      members.add(parameters.substring(at + 1, end).replace("''", "'"));
      at = passBlanks(parameters, end + 1);
      check(
          text,
          at == parameters.length() || parameters.charAt(at) == ',',
          "members are expected, as in ENUM('a','b')");
      at++;
    }
    check(text, !members.isEmpty(), "at least one member is expected");
    return members;
  }

  private static int passBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The quote that ends the member that begins at {@code from}; 0 where none does. */
  private static int memberEnd(String text, int from) {
    if (from >= text.length() || text.charAt(from) != '\'') {
      return 0;
    }
    for (int i = from + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\'') {
        if (i + 1 == text.length() || text.charAt(i + 1) != '\'') {
          return i;
        }
        i++;
      }
    }
    return 0;
  }

  private static void check(String text, boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("'" + text + "': " + otherwise);
    }
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a column type: expected one such as BIGINT, DECIMAL(12,2), VARCHAR(64),"
            + " DATETIME(3), JSON");
  }

  /** The type as SQL, without NULL-ness, default or character set; parses back to an equal type. */
  public String sql() {
    StringBuilder sql = new StringBuilder(base.name());
    switch (base) {
      case DECIMAL -> sql.append('(').append(length).append(',').append(scale).append(')');
      case FLOAT, DOUBLE -> sql.append(length > 0 ? "(" + length + "," + scale + ")" : "");
      case CHAR, VARCHAR, BINARY, VARBINARY, BIT -> sql.append('(').append(length).append(')');
      case DATETIME, TIMESTAMP, TIME -> sql.append(scale > 0 ? "(" + scale + ")" : "");
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT ->
          sql.append(length > 0 ? "(" + length + ")" : "");
      case ENUM, SET -> {
        String separator = "(";
        for (String member : members) {
          sql.append(separator).append('\'').append(member.replace("'", "''")).append('\'');
          separator = ",";
        }
        sql.append(')');
      }
      default -> {}
    }
    return sql.append(unsigned ? " UNSIGNED" : "").toString();
  }

  @Override
  public String toString() {
    return sql();
  }
}
