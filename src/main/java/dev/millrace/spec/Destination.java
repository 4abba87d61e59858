package dev.millrace.spec;

import dev.millrace.model.Labelled;
import dev.millrace.secret.Secret;

/**
 * The database that a job writes to and how to reach it.
 *
 * @param password may be null for a user without one
 * @param certificates of TLS, beside what Java trusts anyway
 * @param serverKey for servers that encrypt passwords with a key of their own, where there is no
 *     TLS
 */
public record Destination(
    Dialect dialect,
    String host,
    int port,
    String database,
    String user,
    Secret password,
    Tls tls,
    Certificates certificates,
    ServerKey serverKey) {

  /** Whether and how the connection is encrypted, from the least to the most. */
  public enum Tls implements Labelled {
    DISABLED,
    /** Encrypted where the server offers it, certificate not checked; as MySQL's own clients do. */
    PREFERRED,
    /** Encrypted, certificate not checked. */
    REQUIRED,
    /** Encrypted, certificate and host name checked. */
    VERIFY
  }

  /**
   * PEM texts, or references to them; each may be null.
   *
   * @param ca authorities that the server's certificate is checked against, instead of Java's own
   * @param certificate the client's, with its chain
   * @param key the client's private key
   */
  public record Certificates(Secret ca, Secret certificate, Secret key) {
    public static final Certificates NONE = new Certificates(null, null, null);
  }

  /**
   * The RSA key with which {@code caching_sha2_password} and {@code sha256_password} encrypt the
   * password on a connection without TLS.
   *
   * @param publicKey PEM text or a reference to it, or null
   * @param retrieval whether the server may be asked for its key; whoever stands between then gets
   *     the password
   */
  public record ServerKey(Secret publicKey, boolean retrieval) {
    public static final ServerKey NONE = new ServerKey(null, false);
  }

  /** One without certificates and keys. */
  public Destination(
      Dialect dialect,
      String host,
      int port,
      String database,
      String user,
      Secret password,
      Tls tls) {
    this(dialect, host, port, database, user, password, tls, Certificates.NONE, ServerKey.NONE);
  }

  /** Without a server, for a preview of what a table of it would take. */
  public static Destination unnamed(Dialect dialect) {
    return new Destination(dialect, null, 0, null, null, null, null);
  }

  /** Whether it says which server; only what a preview is asked for may not. */
  public boolean isNamed() {
    return host != null;
  }

  /** Whether the other is in the same database of the same server, as far as names tell. */
  public boolean sameDatabase(Destination other) {
    return dialect == other.dialect
        && host.equals(other.host)
        && port == other.port
        && database.equals(other.database);
  }

  public Destination withPassword(Secret other) {
    return withSecrets(other, certificates, serverKey);
  }

  public Destination withSecrets(
      Secret otherPassword, Certificates otherCertificates, ServerKey otherKey) {
    return new Destination(
        dialect, host, port, database, user, otherPassword, tls, otherCertificates, otherKey);
  }
}
