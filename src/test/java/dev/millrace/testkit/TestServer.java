package dev.millrace.testkit;

/**
 * Which database server this JVM's tests are for: {@code -Ddb.server=mariadb}, the default, or
 * {@code mysql}.
 */
public final class TestServer {
  private static final String PROPERTY = "db.server";

  private TestServer() {}

  /** Whether the server of {@link EmbeddedMariaDb} shall be a MySQL. */
  public static boolean isMySql() {
    String server = System.getProperty(PROPERTY, "mariadb");
    if (!server.equals("mysql") && !server.equals("mariadb")) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + "=" + server + ": expected mariadb or mysql");
    }
    return server.equals("mysql");
  }
}
