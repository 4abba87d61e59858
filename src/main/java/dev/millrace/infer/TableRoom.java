package dev.millrace.infer;

import dev.millrace.model.ColumnType;
import java.nio.charset.StandardCharsets;
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
  static final int MAX_COLUMNS = 1_017 - 3;
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
    long row = types.size() / 8 + 1;
    long page = types.size() / 8 + 1;
    long definition = 0;
    for (int i = 0; i < types.size(); i++) {
      ColumnType type = types.get(i);
      int name = names.get(i).getBytes(StandardCharsets.UTF_8).length;
      row += rowBytes(type);
      page += pageBytes(type);
      // As measured with MariaDB 10.11: a JSON column keeps its check, which holds the name twice
      // more.
      definition += 18 + name + (type.base() == ColumnType.Base.JSON ? 26 + 2 * name : 0);
    }
    return new TableRoom(types.size(), row, page, definition);
  }

  /** Whether fewer columns are needed. */
  boolean hasTooMany() {
    return columns > MAX_COLUMNS
        || pageBytes > MAX_PAGE_BYTES
        || definitionBytes > MAX_DEFINITION_BYTES;
  }

  /** Whether VARCHARs must become TEXT. */
  boolean isTooWide() {
    return rowBytes > MAX_ROW_BYTES;
  }

  private static long rowBytes(ColumnType type) {
    return switch (type.base()) {
      case VARCHAR -> type.length() * BYTES_PER_CHAR + 2;
      case TEXT, MEDIUMTEXT, LONGTEXT, JSON -> 12;
      default -> fixedBytes(type);
    };
  }

  private static long pageBytes(ColumnType type) {
    return switch (type.base()) {
      case VARCHAR, TEXT, MEDIUMTEXT, LONGTEXT, JSON -> OUTSIDE;
      default -> fixedBytes(type);
    };
  }

  private static long fixedBytes(ColumnType type) {
    // Nine digits take four bytes; the halves before and after the point are rounded up by
    // themselves.
    return type.base() == ColumnType.Base.DECIMAL ? type.length() / 9 * 4 + 8 : 8;
  }
}
