package dev.millrace.demo;

import dev.millrace.testkit.ChildProcesses;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.TempFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The engine, run from its jar as a process of its own, as a user would. */
public final class EngineProcess {
  private static final int USUAL_PORT = 8080;
  private static final int USUAL_HEAP_MB = 512;
  private static final int LOG_LINES_SHOWN = 20;

  private final Path log;
  private final int port;
  private final Process process;

  private EngineProcess(Path log, int port, Process process) {
    this.log = log;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts it; it does not answer yet when this returns.
   *
   * @param directory for its catalog and its log
   * @param port to listen on; 0 is any that is free
   */
  public static EngineProcess start(
      Path jar, Path directory, int port, Map<String, String> environment) {
    return start(jar, directory, port, USUAL_HEAP_MB, environment);
  }

  /** The same with a heap of another size. */
  public static EngineProcess start(
      Path jar, Path directory, int port, int heapMb, Map<String, String> environment) {
    if (!Files.isRegularFile(jar)) {
      throw new DemoFailure(jar + " is missing; build it with: ./mvnw -DskipTests package");
    }
    int chosen = choose(port);
    Path log = directory.resolve("engine.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            EngineCommand.of(jar, List.of("-Xmx" + heapMb + "m", "-XX:+ExitOnOutOfMemoryError")));
    builder.environment().put("MILLRACE_HTTP_PORT", Integer.toString(chosen));
    builder.environment().put("MILLRACE_DATA_DIR", directory.resolve("engine-data").toString());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
    try {
      return new EngineProcess(log, chosen, ChildProcesses.start(builder));
    } catch (IOException e) {
      throw new DemoFailure("the engine could not be started: " + e.getMessage());
    }
  }

  public String address() {
    return "http://127.0.0.1:" + port;
  }

  public Path log() {
    return log;
  }

  /**
   * @throws DemoFailure with its last log lines when it has ended
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new DemoFailure(
          "the engine ended by itself with exit code "
              + process.exitValue()
              + "; its last words:\n"
              + lastLines());
    }
  }

  /** SIGTERM, so that it drains; SIGKILL when it does not end in time. */
  public void stop() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** SIGKILL: it gets no chance to do anything. */
  public void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** SIGSTOP: it stands still and does not know; {@link #resume} lets it go on. */
  public void suspend() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill =
          ChildProcesses.start(
              new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())));
      if (kill.waitFor() != 0) {
        throw new DemoFailure("kill -" + name + " of the engine failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public long pid() {
    return process.pid();
  }

  public String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
              "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()))
          .indent(2);
    } catch (IOException e) {
      return "  (its log cannot be read: " + e.getMessage() + ")";
    }
  }

  private static int choose(int port) {
    if (port == 0) {
      return TempFiles.freePorts(1).get(0);
    }
    if (!TempFiles.isFree(port)) {
      throw new DemoFailure(
          "port " + port + " is in use by another program; choose another with --port");
    }
    return port;
  }

  /** The port that the README names if it is free, or 0; not for tests, which run side by side. */
  static int usualPort() {
    return TempFiles.isFree(USUAL_PORT) ? USUAL_PORT : 0;
  }
}
