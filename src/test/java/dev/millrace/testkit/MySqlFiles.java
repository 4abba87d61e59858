package dev.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The MySQL that {@code src/test/mysql/install} put into a directory: {@code
 * -Dmillrace.mysql.home}, the environment's {@code MILLRACE_MYSQL_HOME}, or {@code target/mysql}.
 *
 * <p>It brings its own C library, so its programs run through its own loader.
 */
final class MySqlFiles {
  private static final String MISSING =
      "MySQL is not in %s; src/test/mysql/install puts it there, where it is to be had";

  private final Path home;
  private final Path libraries;
  private final Path loader;

  private MySqlFiles(Path home, Path libraries, Path loader) {
    this.home = home;
    this.libraries = libraries;
    this.loader = loader;
  }

  /** Why there is none, or nothing. */
  static Optional<String> objection() {
    return found() == null ? Optional.of(MISSING.formatted(home())) : Optional.empty();
  }

  /**
   * @throws IllegalStateException that says what to do where there is none
   */
  static MySqlFiles required() {
    MySqlFiles found = found();
    if (found == null) {
      throw new IllegalStateException(MISSING.formatted(home()));
    }
    return found;
  }

  private static Path home() {
    String environment = System.getenv().getOrDefault("MILLRACE_MYSQL_HOME", "target/mysql");
    return Path.of(System.getProperty("millrace.mysql.home", environment)).toAbsolutePath();
  }

  private static MySqlFiles found() {
    Path home = home();
    Path libraries = only(home.resolve("usr/lib"), "*-linux-gnu*");
    Path loader = libraries == null ? null : only(libraries, "ld-linux-*.so.*");
    boolean runs = loader != null && Files.isExecutable(home.resolve("usr/sbin/mysqld"));
    return runs ? new MySqlFiles(home, libraries, loader) : null;
  }

  private static Path only(Path directory, String glob) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob)) {
      Iterator<Path> each = found.iterator();
      return each.hasNext() ? each.next() : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** The server's command, up to where its files of this installation are. */
  List<String> program() {
    return List.of(
        loader.toString(),
        "--library-path",
        libraries + ":" + home.resolve("usr/lib/mysql/private"),
        home.resolve("usr/sbin/mysqld").toString(),
        "--no-defaults",
        "--basedir=" + home.resolve("usr"),
        "--lc-messages-dir=" + home.resolve("usr/share/mysql"),
        "--character-sets-dir=" + home.resolve("usr/share/mysql/charsets"),
        "--plugin-dir=" + home.resolve("usr/lib/mysql/plugin"),
        "--secure-file-priv=NULL");
  }

  /** An empty server's files, with a root that has no password. */
  void fill(Path data, Path temporary) throws IOException {
    Path program = home.resolve("usr/sbin/mysqld");
    // Another program makes its own.
    long which = 31 * program.hashCode() + Files.getLastModifiedTime(program).toMillis();
    Path empty =
        MadeOnce.directory(
            Path.of("target", "mysql-empty-%x".formatted(which)), place -> make(place, temporary));
    Files.createDirectories(temporary);
    MadeOnce.copy(empty, data);
    // The server makes itself an identity of its own.
    Files.deleteIfExists(data.resolve("auto.cnf"));
  }

  private void make(Path data, Path temporary) {
    List<String> command = new ArrayList<>(program());
    command.add("--initialize-insecure");
    command.add("--datadir=" + data);
    command.add("--tmpdir=" + temporary);
    command.add("--innodb-redo-log-capacity=48M");
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--user=root");
    }
    Path output = temporary.resolveSibling("install.log");
    try {
      Files.createDirectories(temporary);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      Process process = ChildProcesses.start(builder.redirectOutput(output.toFile()));
      try {
        if (!process.waitFor(4, TimeUnit.MINUTES) || process.exitValue() != 0) {
          String said = Files.readString(output, StandardCharsets.ISO_8859_1);
          throw new IllegalStateException("mysqld --initialize-insecure failed:\n" + said);
        }
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while MySQL's files were made", e);
    }
  }
}
