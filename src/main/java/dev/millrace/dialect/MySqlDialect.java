package dev.millrace.dialect;

import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import java.util.Locale;

/** MySQL, and servers that say they are one. */
final class MySqlDialect extends InnoDbDialect {
  /** MariaDB's is 38. */
  private static final int DECIMAL_SCALE = 30;

  @Override
  public String title() {
    return "MySQL";
  }

  @Override
  public boolean isOf(String version) {
    return !version.toLowerCase(Locale.ROOT).contains("mariadb");
  }

  @Override
  public String keyCollation() {
    return "utf8mb4_0900_bin";
  }

  @Override
  public String objection(ColumnType type, boolean key) {
    return type.base() == Base.DECIMAL && type.scale() > DECIMAL_SCALE
        ? "MySQL's DECIMAL has at most "
            + DECIMAL_SCALE
            + " digits after the point, found "
            + type
            + " (MariaDB allows it: set dialect to mariadb if the server is one)"
        : super.objection(type, key);
  }
}
