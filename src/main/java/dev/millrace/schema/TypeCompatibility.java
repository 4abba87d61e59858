package dev.millrace.schema;

import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;

/**
 * Whether a column of one type holds every value of another. A column may be wider than the mapping
 * says, for tables are altered to mend dirty values; it may not be narrower.
 */
final class TypeCompatibility {
  private static final int LONGEST_NUMBER = 70;

  private TypeCompatibility() {}

  static boolean holds(ColumnType real, ColumnType declared) {
    if (real.base().isText()) {
      return declared.base() != Base.JSON && !declared.base().isBinary()
          ? characters(declared) <= real.length()
          : declared.base() == Base.JSON && real.base() == Base.LONGTEXT;
    }
    if (real.base().isBinary()) {
      return declared.base().isBinary() && declared.length() <= real.length();
    }
    return switch (real.base()) {
      case BOOLEAN, TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> integer(real, declared);
      case DECIMAL -> decimal(real, declared);
      case FLOAT -> declared.base() == Base.FLOAT;
      case DOUBLE ->
          declared.base() == Base.DOUBLE
              || declared.base() == Base.FLOAT
              || (isWhole(declared) && bytes(declared) <= 4);
      case DATETIME ->
          declared.base() == Base.DATE
              || (declared.base() == Base.TIMESTAMP || declared.base() == Base.DATETIME)
                  && declared.scale() <= real.scale();
      case TIMESTAMP, TIME -> real.base() == declared.base() && declared.scale() <= real.scale();
      case ENUM, SET ->
          real.base() == declared.base() && real.members().containsAll(declared.members());
      case BIT -> declared.base() == Base.BIT && declared.length() <= real.length();
      default -> real.base() == declared.base();
    };
  }

  private static boolean integer(ColumnType real, ColumnType declared) {
    if (!isWhole(declared)) {
      return false;
    }
    if (real.unsigned()) {
      return (declared.unsigned() || declared.base() == Base.BOOLEAN)
          && bytes(declared) <= bytes(real);
    }
    return bytes(declared) < bytes(real)
        || (!declared.unsigned() && bytes(declared) == bytes(real));
  }

  private static boolean decimal(ColumnType real, ColumnType declared) {
    if (real.unsigned() && !declared.unsigned() && declared.base() != Base.BOOLEAN) {
      return false;
    }
    long whole = real.length() - real.scale();
    if (isWhole(declared)) {
      return digits(declared) <= whole;
    }
    return declared.base() == Base.DECIMAL
        && declared.length() - declared.scale() <= whole
        && declared.scale() <= real.scale();
  }

  private static boolean isWhole(ColumnType type) {
    return type.base().isInteger() || type.base() == Base.BOOLEAN;
  }

  private static int bytes(ColumnType type) {
    return switch (type.base()) {
      case SMALLINT -> 2;
      case MEDIUMINT -> 3;
      case INT -> 4;
      case BIGINT -> 8;
      default -> 1;
    };
  }

  private static int digits(ColumnType type) {
    return switch (type.base()) {
      case SMALLINT -> 5;
      case MEDIUMINT -> 8;
      case INT -> 10;
      case BIGINT -> 20;
      default -> 3;
    };
  }

  /**
   * The longest text of a value, in characters; for the TEXT family its limit, as columns have it.
   */
  private static long characters(ColumnType type) {
    return switch (type.base()) {
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> type.length();
      case BOOLEAN -> 5;
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> digits(type) + 1L;
      case DECIMAL -> type.length() + 2;
      case DATE -> 10;
      case TIME -> 17;
      case DATETIME, TIMESTAMP -> 26;
      case YEAR -> 4;
      case ENUM -> type.members().stream().mapToInt(String::length).max().orElse(0);
      case SET -> type.members().stream().mapToInt(member -> member.length() + 1).sum();
      default -> LONGEST_NUMBER;
    };
  }
}
