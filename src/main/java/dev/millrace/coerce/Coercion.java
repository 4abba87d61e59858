package dev.millrace.coerce;

import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.RejectCode;
import dev.millrace.model.ValueKind;
import java.time.ZoneId;

/**
 * What turns the values of one path into SQL literals of one column.
 *
 * <p>Compiled once when a lane starts. Not thread-safe: it keeps scratch space for escaped strings
 * and for numbers that need rounding. Lanes compile their own.
 */
public abstract class Coercion {

  Coercion() {}

  /**
   * Compiles the coercion of a column. The column's real type decides; of the entry count its path
   * (metadata timestamps are milliseconds whatever its epoch says), epoch, encoding and whether its
   * type is BOOLEAN, which makes an integer column accept nothing else.
   *
   * @param zone the job's time zone: of texts without offset, and of what DATE and DATETIME columns
   *     hold
   */
  public static Coercion of(Column column, MappingEntry entry, ZoneId zone) {
    ColumnType type = column.type();
    if (entry.type() != null && entry.type().base() == Base.BOOLEAN && holdsBoolean(type.base())) {
      return new BooleanCoercion();
    }
    return switch (type.base()) {
      case BOOLEAN -> new BooleanCoercion();
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, BIT -> IntegerCoercion.of(type);
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
          TextCoercion.of(type, column.charset());
      case DECIMAL -> new DecimalCoercion(type);
      case FLOAT, DOUBLE -> new FloatCoercion(type);
      case JSON -> new JsonCoercion(entry);
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          new BinaryCoercion(type, entry);
      case ENUM -> new EnumCoercion(type);
      case SET -> new SetCoercion(type);
      case DATE -> new DateCoercion(entry, zone);
      case DATETIME -> new DateTimeCoercion(type, entry, zone);
      case TIMESTAMP -> new TimestampCoercion(type, entry, zone);
      case TIME -> new TimeCoercion(type, entry, zone);
      case YEAR -> new YearCoercion(entry, zone);
    };
  }

  /**
   * Appends the literal of one value.
   *
   * @param kind never ABSENT, NULL or WRONG_SHAPE
   * @param bytes holds the value in {@code [from, to)}, as {@link ValueKind} says; not changed, not
   *     kept. For STRING and ESCAPED the quotes stand at {@code from - 1} and {@code to}.
   * @param out may hold a part of a literal after a reject: the caller truncates it
   * @return null when the literal was appended, else why the value does not fit. Where the column
   *     {@link #rounds}, FRACTION_LOST means that the rounded literal was appended: the caller
   *     keeps or truncates it
   */
  public abstract RejectCode write(ValueKind kind, byte[] bytes, int from, int to, SqlText out);

  /**
   * Whether the column takes values with more digits than it keeps, rounded. Binary floating point
   * does not count: it is approximate by definition.
   */
  public boolean rounds() {
    return false;
  }

  /** What the column would have accepted, as in "an integer from -128 to 127". */
  public abstract String expected();

  private static boolean holdsBoolean(Base base) {
    return base.isInteger() || base == Base.BIT;
  }
}
