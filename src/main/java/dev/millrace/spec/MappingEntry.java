package dev.millrace.spec;

import dev.millrace.model.ColumnType;
import dev.millrace.model.Labelled;
import java.util.Objects;

/**
 * One line of a job's mapping: a path and the column it fills.
 *
 * @param path where the value comes from
 * @param column the destination column's name, as in the table; 1 to 64 characters
 * @param type the type to create the column with; null where the table exists and the entry does
 *     not say
 * @param key whether the column belongs to the primary key of a created table
 * @param absent what an absent path means
 * @param epoch unit of integers in temporal columns
 * @param encoding how strings become bytes in binary columns
 * @param rounding what becomes of digits that the column does not keep; null where the job decides
 */
public record MappingEntry(
    FieldPath path,
    String column,
    ColumnType type,
    boolean key,
    Absent absent,
    Epoch epoch,
    Encoding encoding,
    Rounding rounding) {

  /** What is written when the path is not in the record. */
  public enum Absent implements Labelled {
    NULL,
    /** The column's default. */
    DEFAULT
  }

  /** Unit of a number that stands for a time since 1970-01-01T00:00:00Z. */
  public enum Epoch implements Labelled {
    S(1),
    MS(1_000),
    US(1_000_000),
    NS(1_000_000_000),
    /** Calendar days, which no time zone moves; for columns that have a date. */
    D(0);

    private final long perSecond;

    Epoch(long perSecond) {
      this.perSecond = perSecond;
    }

    /** How many of them a second has; 0 for days. */
    public long perSecond() {
      return perSecond;
    }
  }

  /** How the text of a JSON string becomes the bytes of a binary column. */
  public enum Encoding implements Labelled {
    UTF8,
    BASE64,
    HEX
  }

  /** An entry for which the job decides about rounding. */
  public MappingEntry(
      FieldPath path,
      String column,
      ColumnType type,
      boolean key,
      Absent absent,
      Epoch epoch,
      Encoding encoding) {
    this(path, column, type, key, absent, epoch, encoding, null);
  }

  public MappingEntry {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(column, "column");
    if (column.isEmpty() || column.codePointCount(0, column.length()) > 64) {
      throw new IllegalArgumentException(
          "a column name has 1 to 64 characters, found '" + column + "'");
    }
  }

  /** An entry with the defaults: absent is NULL, epochs are milliseconds, strings are UTF-8. */
  public static MappingEntry of(String path, String column, String type) {
    return new MappingEntry(
        FieldPath.parse(path),
        column,
        type == null ? null : ColumnType.parse(type),
        false,
        Absent.NULL,
        Epoch.MS,
        Encoding.UTF8);
  }

  /** Only what makes rows: the type is for creating the column. */
  public MappingEntry withoutType() {
    return onto(column);
  }

  /** The same for a column that is there already, so without a type. */
  public MappingEntry onto(String otherColumn) {
    return new MappingEntry(path, otherColumn, null, key, absent, epoch, encoding, rounding);
  }

  /** Whether the other says the same but for a type that this one leaves open. */
  boolean isIn(MappingEntry other) {
    return other.path.equals(path)
        && other.column.equals(column)
        && other.key == key
        && other.absent == absent
        && other.encoding == encoding
        && (type == null || type.equals(other.type));
  }

  public MappingEntry asKey() {
    return new MappingEntry(path, column, type, true, absent, epoch, encoding, rounding);
  }
}
