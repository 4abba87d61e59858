package dev.millrace.dialect;

import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What servers have in common that keep their rows in InnoDB, or in what passes for it. */
public abstract class InnoDbDialect implements SqlDialect {
  private static final Set<Feature> COMMON =
      EnumSet.of(
          Feature.TRANSACTIONS,
          Feature.LOAD_LOCAL,
          Feature.EXPLAIN_WRITES,
          Feature.SESSION_VARIABLES,
          Feature.COLLATIONS,
          Feature.SCHEMA_DETAILS,
          Feature.AUTO_INCREMENT,
          Feature.DUPLICATES_REFUSED,
          Feature.ROW_ALIAS);

  private static final Limits LIMITS = new Limits(1_017, 3_072, 65);

  private final Set<Feature> features;

  /**
   * @param more what this kind can beside what all of them can
   */
  protected InnoDbDialect(Feature... more) {
    features = EnumSet.copyOf(COMMON);
    features.addAll(List.of(more));
  }

  @Override
  public boolean can(Feature feature) {
    return features.contains(feature);
  }

  @Override
  public Limits limits() {
    return LIMITS;
  }

  @Override
  public ColumnType read(String columnType, String dataType) {
    return TypeText.read(columnType, dataType);
  }

  @Override
  public String type(ColumnType type) {
    return type.sql().replace("\\", "\\\\"); // only names of members can have one
  }

  /** CHAR drops blanks at the end, so that two keys could become one; VARCHAR keeps them. */
  @Override
  public ColumnType inKey(ColumnType type) {
    return type.base() == Base.CHAR
        ? new ColumnType(Base.VARCHAR, type.length(), 0, false, List.of())
        : type;
  }

  @Override
  public ColumnType stored(ColumnType type, boolean key) {
    return key ? inKey(type) : type;
  }

  @Override
  public String objection(ColumnType type, boolean key) {
    return key && isLong(type)
        ? type
            + " cannot be part of a primary key; use a type of a"
            + " fixed limit such as VARCHAR(64)"
        : null;
  }

  private static boolean isLong(ColumnType type) {
    return switch (type.base()) {
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, JSON, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> true;
      default -> false;
    };
  }

  @Override
  public String engine() {
    return "InnoDB";
  }

  @Override
  public String tableEnd(String keyColumns) {
    return ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";
  }

  @Override
  public String type(EngineColumn column) {
    return switch (column) {
      case NAME -> "VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
      case TOPIC -> "VARCHAR(249) CHARACTER SET ascii COLLATE ascii_bin";
      case SENTENCE -> "TEXT";
      case LONG_TEXT -> "LONGTEXT";
      case BYTES -> "LONGBLOB";
      case MOMENT -> "DATETIME(3)";
    };
  }
}
