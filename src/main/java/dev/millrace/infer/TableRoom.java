package dev.millrace.infer;

import dev.millrace.model.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of a table's room columns take: InnoDB with 16 KiB pages and DYNAMIC rows, utf8mb4,
 * MySQL and MariaDB. Each limit is kept with room to spare, for a key made of topic, partition and
 * offset, and for what users add.
 *
 * @param columns how many there are; InnoDB takes 1,017
 * @param rowBytes of all columns where they count in full: VARCHAR by its length, TEXT as a
 *     pointer; a server takes 65,535
 * @param pageBytes of all columns where a page must hold them: what can lie outside counts 41;
 *     InnoDB takes 8,126
 * @param definitionBytes of MariaDB's table definition; it takes 65,535
 */
record TableRoom(int columns, long rowBytes, long pageBytes, long definitionBytes) {
  static final TableRoom NONE = new TableRoom(0, 0, 0, 0);

  private static final int MAX_COLUMNS = 1_017 - 3;
  private static final long MAX_ROW_BYTES = 65_535 - 2_000;
  private static final long MAX_PAGE_BYTES = 8_126 - 200;
  private static final long MAX_DEFINITION_BYTES = 65_535 - 2_000;

  private static final int BYTES_PER_CHAR = 4;

  /**
   * What a column takes whose values may lie outside the page: up to 40 bytes inside and their
   * length. That is MySQL's count; MariaDB 10.11 takes twice as many such columns.
   */
  private static final int OUTSIDE = 41;

  /** What columns of these names and types take together. */
  static TableRoom of(List<String> names, List<ColumnType> types) {
    TableRoom all = NONE;
    for (int i = 0; i < types.size(); i++) {
      all = all.plus(of(names.get(i), types.get(i)));
    }
    return all;
  }

  /** What one column takes; a type that is not known is taken for a text. */
  static TableRoom of(String name, ColumnType type) {
    ColumnType.Base base = type == null ? ColumnType.Base.JSON : type.base();
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    // As measured with MariaDB 10.11: a JSON column keeps its check, which holds the name twice
    // more.
    int definition = 18 + bytes + (base == ColumnType.Base.JSON ? 26 + 2 * bytes : 0);
    return new TableRoom(1, rowBytes(base, type), pageBytes(base, type), definition);
  }

  TableRoom plus(TableRoom other) {
    return new TableRoom(
        columns + other.columns,
        rowBytes + other.rowBytes,
        pageBytes + other.pageBytes,
        definitionBytes + other.definitionBytes);
  }

  TableRoom minus(TableRoom other) {
    return plus(
        new TableRoom(-other.columns, -other.rowBytes, -other.pageBytes, -other.definitionBytes));
  }

  /** Whether fewer columns are needed. */
  boolean hasTooMany() {
    return columns > MAX_COLUMNS || pageIsFull() || definitionBytes > MAX_DEFINITION_BYTES;
  }

  /** Whether less of what there is too much of would be left with {@code other} in its place. */
  boolean isRelievedBy(TableRoom other) {
    return (columns > MAX_COLUMNS && other.columns < columns)
        || (pageIsFull() && other.pageBytes < pageBytes)
        || (definitionBytes > MAX_DEFINITION_BYTES && other.definitionBytes < definitionBytes);
  }

  private boolean pageIsFull() {
    return nullBits() + pageBytes > MAX_PAGE_BYTES;
  }

  private long nullBits() {
    return columns / 8 + 1;
  }

  /** Which limits call for fewer columns, in words that go on after "because". */
  String excess() {
    List<String> excess = new ArrayList<>();
    if (columns > MAX_COLUMNS) {
      excess.add(columns + " columns are more than InnoDB's 1,017");
    }
    if (pageIsFull()) {
      excess.add(
          "rows of "
              + columns
              + " columns would need "
              + pageBytes
              + " bytes in a page, InnoDB has 8,126");
    }
    if (definitionBytes > MAX_DEFINITION_BYTES) {
      excess.add(
          "the definition of "
              + columns
              + " columns would have "
              + definitionBytes
              + " bytes, MariaDB takes 65,535");
    }
    return String.join(" and ", excess);
  }

  /** Whether VARCHARs must become TEXT. */
  boolean isTooWide() {
    return nullBits() + rowBytes > MAX_ROW_BYTES;
  }

  private static long rowBytes(ColumnType.Base base, ColumnType type) {
    return switch (base) {
      case CHAR, VARCHAR -> type.length() * BYTES_PER_CHAR + 2;
      case BINARY, VARBINARY -> type.length() + 2;
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, JSON, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> 12;
      default -> fixedBytes(type);
    };
  }

  private static long pageBytes(ColumnType.Base base, ColumnType type) {
    return switch (base) {
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, JSON -> OUTSIDE;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> OUTSIDE;
      default -> fixedBytes(type);
    };
  }

  private static long fixedBytes(ColumnType type) {
    // Nine digits take four bytes; the halves before and after the point are rounded up by
    // themselves.
    return type.base() == ColumnType.Base.DECIMAL ? type.length() / 9 * 4 + 8 : 8;
  }
}
