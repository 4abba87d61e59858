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
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One database server on its own data directory and port: started, stopped, killed, suspended. Any
 * thread, one at a time.
 */
abstract class DatabaseProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final String title;
  private final Path directory;
  private final Path log;
  private final int port = TempFiles.freePorts(1).get(0);
  private final EmbeddedMariaDb.Settings settings;
  private Process process;

  /**
   * Makes the server's files; does not start it.
   *
   * @param title as the server is called in messages
   * @param directory for everything that it writes
   */
  DatabaseProcess(
      String title,
      Path directory,
      EmbeddedMariaDb.Settings settings,
      String user,
      String password) {
    this.title = title;
    this.directory = directory;
    this.settings = settings;
    log = directory.resolve("server.log");
    String grants =
        "CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY '%s';%nGRANT ALL ON *.* TO '%s'@'%%' WITH GRANT OPTION;%n"
            .formatted(user, password, user);
    try {
      Files.writeString(directory.resolve("init.sql"), grants);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program and what only this kind of server needs to be told. */
  abstract List<String> program();

  /** Variables that the program needs. */
  abstract Map<String, String> environment();

  /** The argument that sets the size of InnoDB's redo log. */
  abstract String logSize(String size);

  /** Whether this server's log says that it takes connections on the port. */
  abstract boolean isReady(String logged);

  final Path directory() {
    return directory;
  }

  final int port() {
    return port;
  }

  final Path generalLog() {
    return directory.resolve("general.log");
  }

  final boolean running() {
    return process != null && process.isAlive();
  }

  /** Returns when the server writes that it takes connections. */
  final void start() {
    if (running()) {
      throw new IllegalStateException("the database is running");
    }
    try {
      Files.deleteIfExists(log);
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().putAll(environment());
      builder.directory(directory.toFile());
      builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile()));
      process = ChildProcesses.start(builder);
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
        title + " is ready on port " + port,
        PATIENCE,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(
                title + " ended with " + process.exitValue() + ":\n" + logText());
          }
          return isReady(logText());
        });
  }

  /** An orderly shutdown. */
  final void stop() {
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
  final void kill() {
    process.destroyForcibly();
    if (!ended(PATIENCE)) {
      throw new IllegalStateException(title + " does not end");
    }
  }

  /** SIGSTOP: connections stay open, nothing answers. */
  final void suspend() {
    signal("STOP");
  }

  final void resume() {
    if (running()) {
      signal("CONT");
    }
  }

  final void delete() {
    TempFiles.delete(directory);
  }

  final String logText() {
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
      Process kill =
          ChildProcesses.start(
              new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())));
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
    List<String> command = new ArrayList<>(program());
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
    command.add(logSize(settings.logSize()));
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
