package dev.millrace.coerce;

import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import dev.millrace.spec.MappingEntry;
import java.time.ZoneId;

/** Compiles the coercions of columns. */
public final class Coercions {
  private Coercions() {}

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

  private static boolean holdsBoolean(Base base) {
    return base.isInteger() || base == Base.BIT;
  }
}
