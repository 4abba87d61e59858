package dev.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One mariadbd on its own data directory and port: started, stopped, killed, suspended. */
final class MariaDbProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path directory = TempFiles.directory("mariadb");
  private final Path log = directory.resolve("server.log");
  private final int port = TempFiles.freePorts(1).get(0);
  private final EmbeddedMariaDb.Settings settings;
  private final MariaDbFiles files;
  private Process process;

  MariaDbProcess(EmbeddedMariaDb.Settings settings, String user, String password) {
    this.settings = settings;
    files = MariaDbFiles.install(directory.resolve("data"), directory.resolve("tmp"));
    String grants =
        "CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY '%s';%nGRANT ALL ON *.* TO '%s'@'%%' WITH GRANT OPTION;%n"
            .formatted(user, password, user);
    try {
      Files.writeString(directory.resolve("init.sql"), grants);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  Path generalLog() {
    return directory.resolve("general.log");
  }

  boolean running() {
    return process != null && process.isAlive();
  }

  /** Returns when the server writes that it takes connections. */
  void start() {
    if (running()) {
      throw new IllegalStateException("the database is running");
    }
    try {
      Files.deleteIfExists(log);
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().put(files.libraryVariable(), files.libraries().toString());
      builder.directory(directory.toFile());
      builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile()));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      awaitReady();
    } catch (AssertionError e) {
      kill();
      throw e;
    }
  }

  private void awaitReady() {
    Eventually.until(
        "MariaDB is ready on port " + port,
        PATIENCE,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(
                "MariaDB ended with " + process.exitValue() + ":\n" + logText());
          }
          return logText().contains("ready for connections");
        });
  }

  /** An orderly shutdown. */
  void stop() {
    if (process == null) {
      return;
    }
    resume();
    process.destroy();
    if (!ended(PATIENCE)) {
      kill();
    }
  }

  /** SIGKILL: nothing is flushed. */
  void kill() {
    process.destroyForcibly();
    if (!ended(PATIENCE)) {
      throw new IllegalStateException("MariaDB does not end");
    }
  }

  /** SIGSTOP: connections stay open, nothing answers. */
  void suspend() {
    signal("STOP");
  }

  void resume() {
    if (running()) {
      signal("CONT");
    }
  }

  void delete() {
    TempFiles.delete(directory);
  }

  String logText() {
    try {
      return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean ended(Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(files.server().toString());
    command.add("--no-defaults");
    command.add("--basedir=" + files.home());
    command.add("--datadir=" + directory.resolve("data"));
    command.add("--tmpdir=" + directory.resolve("tmp"));
    command.add("--socket=" + directory.resolve("s"));
    command.add("--pid-file=" + directory.resolve("pid"));
    command.add("--init-file=" + directory.resolve("init.sql"));
    command.add("--bind-address=127.0.0.1");
    command.add("--port=" + port);
    command.add("--skip-name-resolve");
    command.add("--character-set-server=utf8mb4");
    command.add("--innodb-flush-log-at-trx-commit=1");
    command.add("--innodb-buffer-pool-size=" + settings.bufferPool());
    command.add("--innodb-log-file-size=" + settings.logSize());
    if (settings.generalLog()) {
      command.add("--general-log");
      command.add("--general-log-file=" + generalLog());
    }
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--user=root");
    }
    command.addAll(settings.arguments());
    return command;
  }
}
