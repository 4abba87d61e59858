package dev.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A real database of this test run's own: MariaDB, or MySQL with {@code -Ddb.server=mysql}; or the
 * server that {@code -Ddb.uri=mysql://user:password@host:port} names.
 *
 * <p>The own server is a child process on a free loopback port with data in a temporary directory;
 * a named server cannot be stopped, killed or suspended. Any thread, one at a time.
 */
public final class EmbeddedMariaDb implements AutoCloseable {
  /**
   * How the own server is set up.
   *
   * @param bufferPool InnoDB's buffer pool, as the server reads it ({@code 64M}, {@code 1G})
   * @param logSize InnoDB's redo log, as above
   * @param generalLog whether every statement is kept for {@link #generalLog()}
   * @param arguments further arguments of the server
   */
  public record Settings(
      String bufferPool, String logSize, boolean generalLog, List<String> arguments) {
    /** Small and quick to start. */
    public static final Settings SMALL = new Settings("64M", "48M", false, List.of());

    /** As the standard workload's figures are measured. */
    public static final Settings STANDARD = new Settings("1G", "512M", false, List.of());

    public Settings {
      arguments = List.copyOf(arguments);
    }

    public Settings withGeneralLog() {
      return new Settings(bufferPool, logSize, true, arguments);
    }

    public Settings with(String... more) {
      return new Settings(bufferPool, logSize, generalLog, List.of(more));
    }
  }

  private final Settings settings;
  private final URI external;
  private final Set<String> created = new LinkedHashSet<>();
  private DatabaseProcess process;
  private String version;
  private Sql sql;

  public EmbeddedMariaDb() {
    this(Settings.SMALL);
  }

  public EmbeddedMariaDb(Settings settings) {
    this.settings = settings;
    String uri = System.getProperty("db.uri", "");
    external = uri.isEmpty() ? null : URI.create(uri);
  }

  /** Installs and starts it; returns when it answers. A few seconds, the first time more. */
  public EmbeddedMariaDb start() {
    if (external == null) {
      process =
          TestServer.isMySql()
              ? new MySqlProcess(settings, user(), password())
              : new MariaDbProcess(settings, user(), password());
      process.start();
    }
    sql = new Sql(host(), port(), user(), password());
    try {
      version = sql.value("SELECT VERSION()");
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    return this;
  }

  /** What the server says of itself, such as {@code 11.4.5-MariaDB} or {@code 9.7.4}. */
  public String version() {
    return version;
  }

  /** Whether it is a MySQL and not a MariaDB, by what it says of itself. */
  public boolean isMySql() {
    return !version.contains("MariaDB");
  }

  /** The dialect of a job that writes there: {@code mariadb} or {@code mysql}. */
  public String dialect() {
    return isMySql() ? "mysql" : "mariadb";
  }

  public boolean isExternal() {
    return external != null;
  }

  public String host() {
    return external == null ? "127.0.0.1" : external.getHost();
  }

  public int port() {
    return external == null ? process.port() : external.getPort() > 0 ? external.getPort() : 3306;
  }

  /** A user with all privileges. */
  public String user() {
    return external == null ? "millrace" : userInfo(0);
  }

  public String password() {
    return external == null ? "wheel-and-water" : userInfo(1);
  }

  /** Makes an empty utf8mb4 database, dropping one of that name. */
  public void createDatabase(String name) {
    execute("DROP DATABASE IF EXISTS `" + name + "`");
    execute("CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4");
    created.add(name);
  }

  /** Another session of the same user, which keeps what it locks until it is closed. */
  public Sql session() {
    return new Sql(host(), port(), user(), password());
  }

  /**
   * Another session of the same user in which names without a database are those of {@code schema};
   * it ends with this server.
   */
  public Sql session(String schema) {
    return sql.in(schema);
  }

  /** See {@link Sql#execute}. */
  public void execute(String statement) {
    sql.execute(statement);
  }

  /** See {@link Sql#query}. */
  public List<List<String>> query(String statement) {
    return sql.query(statement);
  }

  public String value(String statement) {
    return sql.value(statement);
  }

  public long number(String statement) {
    return sql.number(statement);
  }

  /** Orderly shutdown; {@link #restart} brings it back on the same port and data. */
  public void stop() {
    own().stop();
  }

  /** Starts it again after {@link #stop} or {@link #kill}; stops it first when it runs. */
  public void restart() {
    own().stop();
    own().start();
  }

  /** SIGKILL. */
  public void kill() {
    own().kill();
  }

  /** SIGSTOP: a server that hangs. */
  public void suspend() {
    own().suspend();
  }

  public void resume() {
    own().resume();
  }

  /** Every statement since the start, where the settings asked for it. */
  public String generalLog() {
    try {
      return Files.readString(own().generalLog(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (external != null) {
      created.forEach(name -> sql.execute("DROP DATABASE IF EXISTS `" + name + "`"));
    }
    if (sql != null) {
      sql.close();
    }
    if (process != null) {
      process.stop();
      process.delete();
    }
  }

  private DatabaseProcess own() {
    if (external != null) {
      throw new UnsupportedOperationException(
          "the server of -Ddb.uri is not this kit's to stop; run without it for outage tests");
    }
    return process;
  }

  private String userInfo(int part) {
    String[] parts =
        external.getUserInfo() == null ? new String[0] : external.getUserInfo().split(":", 2);
    return part < parts.length ? parts[part] : "";
  }
}
