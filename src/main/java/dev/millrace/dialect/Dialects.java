package dev.millrace.dialect;

import dev.millrace.spec.Dialect;
import java.util.EnumMap;
import java.util.Map;

/** The dialects that there are. Any thread. */
public final class Dialects {
  private static final Map<Dialect, SqlDialect> ALL = new EnumMap<>(Dialect.class);

  static {
    for (Dialect named : Dialect.values()) {
      ALL.put(
          named,
          switch (named) {
            case MYSQL -> new MySqlDialect();
            case MARIADB -> new MariaDbDialect();
            case ANALYTICDB -> new AnalyticDbDialect();
          });
    }
  }

  private Dialects() {}

  /** The one that a job's document names. */
  public static SqlDialect of(Dialect named) {
    return ALL.get(named);
  }

  /** The word by which a job's document names it. */
  public static Dialect named(SqlDialect dialect) {
    return ALL.entrySet().stream()
        .filter(known -> known.getValue() == dialect)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /**
   * The one that a server speaks, which has said its version: of MySQL and MariaDB people name the
   * one and connect to the other.
   *
   * @param named what the job's document names
   */
  public static SqlDialect found(SqlDialect named, String version) {
    return named.isOf(version)
        ? named
        : ALL.values().stream().filter(other -> other.isOf(version)).findFirst().orElse(named);
  }
}
