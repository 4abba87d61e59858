package dev.millrace.model;

/**
 * One column of the destination table as {@code information_schema} describes it.
 *
 * @param name as the table spells it
 * @param type its real type; MariaDB's JSON alias (LONGTEXT with a {@code json_valid} check) is
 *     given as JSON
 * @param nullable whether NULL may be stored
 * @param hasDefault whether the column may be left out: it has a default, is AUTO_INCREMENT or
 *     generated
 * @param generated whether the server computes it, so that nothing may be written to it
 * @param autoIncrement whether NULL is what has the server make the value: DEFAULT would be 0,
 *     where 0 is a value like any other
 * @param charset character set of text columns (such as {@code utf8mb4}, {@code utf8mb3}, {@code
 *     latin1}), else null
 */
public record Column(
    String name,
    ColumnType type,
    boolean nullable,
    boolean hasDefault,
    boolean generated,
    boolean autoIncrement,
    String charset) {

  /** A column that is not AUTO_INCREMENT. */
  public Column(
      String name,
      ColumnType type,
      boolean nullable,
      boolean hasDefault,
      boolean generated,
      String charset) {
    this(name, type, nullable, hasDefault, generated, false, charset);
  }

  /** A nullable utf8mb4 column without default, as most tests and created tables have. */
  public static Column of(String name, String type) {
    return new Column(name, ColumnType.parse(type), true, false, false, "utf8mb4");
  }
}
