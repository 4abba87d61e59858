package dev.millrace.dialect;

import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import java.util.Locale;

/** AnalyticDB for MySQL: columns of one type each for texts and bytes, and no transactions. */
final class AnalyticDbDialect implements SqlDialect {
  private static final Limits LIMITS = new Limits(Limits.NONE, Limits.NONE, 38);

  @Override
  public String title() {
    return "AnalyticDB";
  }

  @Override
  public boolean can(Feature feature) {
    return feature == Feature.DISTRIBUTED_BY_KEY;
  }

  @Override
  public Limits limits() {
    return LIMITS;
  }

  /** It says the version of a MySQL, so that none tells that it is another. */
  @Override
  public boolean isOf(String version) {
    return true;
  }

  /** There, lengths are not enforced and need not be given; the limit is 16 MB. */
  @Override
  public ColumnType read(String columnType, String dataType) {
    if (!TypeText.withoutComment(columnType).contains("(")) {
      switch (dataType.toLowerCase(Locale.ROOT)) {
        case "varchar":
          return ColumnType.of(Base.MEDIUMTEXT);
        case "binary", "varbinary":
          return ColumnType.of(Base.MEDIUMBLOB);
        default:
          break;
      }
    }
    return TypeText.read(columnType, dataType);
  }

  /** It has no unsigned numbers and one type each for texts and for bytes. */
  @Override
  public String type(ColumnType type) {
    int digits = LIMITS.decimalDigits();
    return switch (type.base()) {
      case BOOLEAN -> "BOOLEAN";
      case TINYINT -> type.unsigned() ? "SMALLINT" : "TINYINT";
      case SMALLINT -> type.unsigned() ? "INT" : "SMALLINT";
      case MEDIUMINT, YEAR -> "INT";
      case INT -> type.unsigned() ? "BIGINT" : "INT";
      case BIGINT -> type.unsigned() ? "DECIMAL(20,0)" : "BIGINT";
      case BIT -> type.length() == 64 ? "DECIMAL(20,0)" : "BIGINT";
      case DECIMAL ->
          "DECIMAL(" + Math.min(digits, type.length()) + "," + Math.min(digits, type.scale()) + ")";
      case CHAR, VARCHAR -> "VARCHAR(" + type.length() + ")";
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET -> "VARCHAR";
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> "VARBINARY";
      case FLOAT, DOUBLE, DATE, JSON -> type.base().name();
      case DATETIME, TIMESTAMP, TIME -> type.base().name();
    };
  }

  @Override
  public ColumnType inKey(ColumnType type) {
    return type;
  }

  @Override
  public ColumnType stored(ColumnType type, boolean key) {
    String sql = type(type);
    return read(sql, sql.replaceFirst("\\(.*", ""));
  }

  @Override
  public String objection(ColumnType type, boolean key) {
    return type.base() == Base.DECIMAL && type.length() > LIMITS.decimalDigits()
        ? "AnalyticDB's DECIMAL has at most " + LIMITS.decimalDigits() + " digits, found " + type
        : null;
  }

  @Override
  public String keyCollation() {
    return null;
  }

  @Override
  public String engine() {
    return "";
  }

  @Override
  public String tableEnd(String keyColumns) {
    return keyColumns.isEmpty() ? ")" : ") DISTRIBUTED BY HASH(" + keyColumns + ")";
  }

  @Override
  public String type(EngineColumn column) {
    return switch (column) {
      case NAME, TOPIC, SENTENCE, LONG_TEXT -> "VARCHAR";
      case BYTES -> "VARBINARY";
      case MOMENT -> "DATETIME";
    };
  }
}
