package dev.millrace.model;

/**
 * The table that a job fills and how to reach it.
 *
 * @param password may be null for a user without one
 */
public record Destination(
    Dialect dialect,
    String host,
    int port,
    String database,
    String table,
    String user,
    Secret password,
    Tls tls) {

  /** Whether and how the connection is encrypted. */
  public enum Tls implements Labelled {
    DISABLED,
    /** Encrypted, certificate not checked. */
    REQUIRED,
    /** Encrypted, certificate and host name checked. */
    VERIFY
  }

  public Destination withPassword(Secret other) {
    return new Destination(dialect, host, port, database, table, user, other, tls);
  }
}
