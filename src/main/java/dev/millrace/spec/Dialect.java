package dev.millrace.spec;

import dev.millrace.model.Labelled;

/**
 * What the destination server is, as a job's document names it; what that means is in room {@code
 * dialect}. TiDB, OceanBase and others go by {@link #MYSQL}.
 */
public enum Dialect implements Labelled {
  MYSQL,
  MARIADB,
  ANALYTICDB
}
