package dev.millrace.infer;

import dev.millrace.model.ColumnType;
import java.math.BigInteger;

/** Chooses the column type that takes everything a path had in the samples, with room for more. */
final class TypeChoice {
  /**
   * MariaDB's JSON functions, and so the check of its JSON columns, refuse deeper values; MySQL
   * takes 100.
   */
  private static final int JSON_NESTING = 31;

  private static final long[] VARCHAR_CHARS = {64, 255, 1_024, 4_096};
  private static final int MAX_DIGITS = 65;
  private static final int MAX_SCALE = 30;
  private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(64);

  private TypeChoice() {}

  static ColumnType of(PathProfile path) {
    if (path.present() == path.nulls() || path.count("object") > 0 || path.count("array") > 0) {
      return json(path);
    }
    if (path.illFormed()) {
      return ColumnType.parse("JSON");
    }
    if (path.hasOnly("boolean")) {
      return ColumnType.parse("BOOLEAN");
    }
    if (path.hasOnly("integer")) {
      return integer(path);
    }
    if (path.hasOnly("integer", "decimal")) {
      return decimal(path);
    }
    if (path.hasOnly("string") && path.times() != null) {
      TimeForm times = path.times();
      return ColumnType.parse(
          times.timeOfDay() ? "DATETIME(" + Math.min(6, times.fraction()) + ")" : "DATE");
    }
    return text(path);
  }

  /**
   * JSON, which anything fits that may come; LONGTEXT where values are nested deeper than servers'
   * JSON.
   */
  private static ColumnType json(PathProfile path) {
    return ColumnType.parse(
        path.nesting() > JSON_NESTING && !path.illFormed() ? "LONGTEXT" : "JSON");
  }

  private static ColumnType integer(PathProfile path) {
    int digits = path.numbers().integerDigits();
    if (digits > MAX_DIGITS) {
      return text(path);
    }
    BigInteger min = new BigInteger(path.min());
    BigInteger max = new BigInteger(path.max());
    if (min.bitLength() < Long.SIZE && max.bitLength() < Long.SIZE) {
      return ColumnType.parse("BIGINT");
    }
    if (min.signum() >= 0 && max.compareTo(UNSIGNED_END) < 0) {
      return ColumnType.parse("BIGINT UNSIGNED");
    }
    return ColumnType.parse("DECIMAL(" + Math.min(MAX_DIGITS, digits + 4) + ",0)");
  }

  private static ColumnType decimal(PathProfile path) {
    NumberForm form = path.numbers();
    if (form.plain()
        && form.scale() <= MAX_SCALE
        && form.integerDigits() + form.scale() <= MAX_DIGITS) {
      int scale =
          Math.min(form.scale() + 2, Math.min(MAX_SCALE, MAX_DIGITS - form.integerDigits()));
      int digits = Math.min(MAX_DIGITS - scale, Math.max(12, form.integerDigits() + 4));
      return ColumnType.parse("DECIMAL(" + (digits + scale) + "," + scale + ")");
    }
    return form.finite() && form.exactDouble() ? ColumnType.parse("DOUBLE") : text(path);
  }

  /** The smallest of a few text types that takes twice the longest text met. */
  static ColumnType text(PathProfile path) {
    long chars = path.maxChars() * 2;
    for (long size : VARCHAR_CHARS) {
      if (chars <= size) {
        return ColumnType.parse("VARCHAR(" + size + ")");
      }
    }
    return clob(path);
  }

  /** The smallest of the TEXT family from TEXT on that takes twice the longest text met. */
  static ColumnType clob(PathProfile path) {
    long bytes = path.maxBytes() * 2;
    return ColumnType.parse(bytes < 1 << 16 ? "TEXT" : bytes < 1 << 24 ? "MEDIUMTEXT" : "LONGTEXT");
  }
}
