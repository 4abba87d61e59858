package dev.millrace.infer;

import dev.millrace.model.ColumnType;
import dev.millrace.spec.MappingEntry.Epoch;
import java.math.BigInteger;

/**
 * The column type that takes everything a path had in the samples, with room for what may come.
 *
 * @param epoch unit of integers that the type takes as times; {@link Epoch#MS}, the default of an
 *     entry, for all else
 */
record TypeChoice(ColumnType type, Epoch epoch) {
  /**
   * MariaDB's JSON functions, and so the check of its JSON columns, refuse deeper values; MySQL
   * takes 100.
   */
  private static final int JSON_NESTING = 31;

  private static final long[] VARCHAR_CHARS = {255, 1_024, 4_096};

  /** How much longer than the longest text met a column takes them. */
  private static final int ROOM = 4;

  /** A text of so many words is prose, of which the next may have any length. */
  private static final int PROSE_WORDS = 4;

  /** Hours, days, months and the parts of versions are fewer. */
  static final int WHOLE_PARTS_OF_AMOUNTS = 50;

  private static final int TEXTS_OF_AMOUNTS = 100;

  private static final int MAX_DIGITS = 65;
  private static final int MAX_SCALE = 30;
  private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(64);

  static TypeChoice of(PathProfile path) {
    Epoch epoch = path.epoch();
    if (epoch != null && NameWords.sayTime(path.path()) && isExactIn(path, epoch)) {
      return new TypeChoice(ColumnType.parse("DATETIME(" + digits(epoch) + ")"), epoch);
    }
    return new TypeChoice(plain(path), Epoch.MS);
  }

  private static int digits(Epoch epoch) {
    return epoch == Epoch.S || epoch == Epoch.MS ? 3 : 6;
  }

  /** Nanoseconds are more than a column keeps, unless the clock they come from is coarser. */
  private static boolean isExactIn(PathProfile path, Epoch epoch) {
    return epoch != Epoch.NS || (isMicros(path.min()) && isMicros(path.max()));
  }

  private static boolean isMicros(String nanos) {
    return nanos.endsWith("000");
  }

  private static ColumnType plain(PathProfile path) {
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
      NumberForm form = path.numbers();
      // Writers leave out a fraction of zero: a price of 20 may be followed by one of 19.99.
      return NameWords.sayFraction(path.path()) && fitsDecimal(form)
          ? decimal(form)
          : integer(path);
    }
    if (path.hasOnly("integer", "decimal")) {
      return decimal(path);
    }
    if (path.hasOnly("string") && path.times() != null) {
      return ColumnType.parse(path.times().timeOfDay() ? dateTime(path.times()) : "DATE");
    }
    if (path.hasOnly("string") && isAmount(path)) {
      return decimal(path.numericTexts());
    }
    return text(path);
  }

  /** Writers leave out zeros at the end, so that whole seconds say nothing of what comes. */
  private static String dateTime(TimeForm times) {
    return times.fraction() <= 3 ? "DATETIME(3)" : "DATETIME(6)";
  }

  /**
   * Texts that are decimal numbers everywhere, where the name says that they are an amount, or the
   * values are like money and the name does not speak against it. As numbers, versions lose: 1.10
   * is not 1.1, and 1.10.2 is none.
   */
  private static boolean isAmount(PathProfile path) {
    NumberForm form = path.numericTexts();
    return form != null
        && form.scale() > 0
        && fitsDecimal(form)
        && NameWords.allowNumber(path.path())
        && (NameWords.sayAmount(path.path()) || isLikeMoney(path));
  }

  /** As many digits after the point in all of many texts, of which the whole parts vary. */
  private static boolean isLikeMoney(PathProfile path) {
    NumberForm form = path.numericTexts();
    return form.minScale() == form.scale()
        && form.scale() >= 2
        && path.count("string") >= TEXTS_OF_AMOUNTS
        && path.wholeParts() >= WHOLE_PARTS_OF_AMOUNTS;
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
    if (fitsDecimal(form)) {
      return decimal(form);
    }
    return form.finite() && form.exactDouble() ? ColumnType.parse("DOUBLE") : text(path);
  }

  private static boolean fitsDecimal(NumberForm form) {
    return form.plain()
        && form.scale() <= MAX_SCALE
        && form.integerDigits() + form.scale() <= MAX_DIGITS;
  }

  private static ColumnType decimal(NumberForm form) {
    int scale =
        Math.min(
            Math.max(4, form.scale() + 2), Math.min(MAX_SCALE, MAX_DIGITS - form.integerDigits()));
    int digits = Math.min(MAX_DIGITS - scale, Math.max(12, form.integerDigits() + 4));
    return ColumnType.parse("DECIMAL(" + (digits + scale) + "," + scale + ")");
  }

  /**
   * TEXT for prose and for strings that were always empty, which tell nothing of their length; else
   * the smallest of a few text types that takes four times the longest text met.
   */
  static ColumnType text(PathProfile path) {
    if (path.uuids() && path.hasOnly("string")) {
      return ColumnType.parse("VARCHAR(64)");
    }
    if (path.words() >= PROSE_WORDS || path.maxChars() == 0) {
      return clob(path);
    }
    long chars = path.maxChars() * ROOM;
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
