package dev.millrace.dialect;

import java.util.Locale;

/** MariaDB. */
final class MariaDbDialect extends InnoDbDialect {
  MariaDbDialect() {
    super(Feature.LOAD_BINARY, Feature.CHECKS_BY_TABLE, Feature.DEFAULTS_AS_SQL);
  }

  @Override
  public String title() {
    return "MariaDB";
  }

  @Override
  public boolean isOf(String version) {
    return version.toLowerCase(Locale.ROOT).contains("mariadb");
  }

  @Override
  public String keyCollation() {
    return "utf8mb4_nopad_bin";
  }
}
