package dev.millrace.model;

/** What the destination server is. TiDB, OceanBase and others go by {@link #MYSQL}. */
public enum Dialect implements Labelled {
  MYSQL,
  MARIADB,
  ANALYTICDB;

  /** Whether rows and ledger can move in one transaction. */
  public boolean hasTransactions() {
    return this != ANALYTICDB;
  }
}
