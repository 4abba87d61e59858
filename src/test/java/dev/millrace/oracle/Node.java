package dev.millrace.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.demo.DemoFailure;
import dev.millrace.demo.EngineApi;
import dev.millrace.demo.EngineProcess;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.TempFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * One engine as a process, with its own data directory and its own way to the database, which can
 * be broken.
 *
 * <p>Thread: one for what changes it; {@link #observe} may be called by another.
 */
final class Node implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final String name;
  private final Path directory = TempFiles.directory("node");
  private final EmbeddedMariaDb database;
  private final FaultProxy proxy;
  private final int port = TempFiles.freePorts(1).get(0);
  private final EngineApi api = new EngineApi("http://127.0.0.1:" + port);
  private final Map<String, Double> seen = new HashMap<>();
  private final Map<String, Double> sums = new HashMap<>();
  private volatile EngineProcess process;
  private volatile boolean suspended;
  private int lives;

  Node(String name, EmbeddedMariaDb database) {
    this.name = name;
    this.database = database;
    proxy = new FaultProxy(database.host(), database.port());
  }

  String name() {
    return name;
  }

  FaultProxy proxy() {
    return proxy;
  }

  EngineApi api() {
    return api;
  }

  boolean isUp() {
    return process != null;
  }

  /** How often it was started. */
  int lives() {
    return lives;
  }

  /** Does not wait until it answers. */
  void start() {
    lives++;
    process =
        EngineProcess.start(
            EngineCommand.jar(), directory, port, Map.of("DB_PASSWORD", database.password()));
  }

  Node awaitReady() {
    Eventually.until(
        name + " answers",
        SOON,
        () -> {
          process.requireAlive();
          return api.ready();
        });
    return this;
  }

  void kill() {
    EngineProcess killed = process;
    process = null;
    suspended = false;
    killed.kill();
  }

  /** SIGTERM; returns when it has ended. */
  void leave() {
    EngineProcess leaving = process;
    process = null;
    leaving.stop();
  }

  void suspend() {
    suspended = true;
    process.suspend();
  }

  void resume() {
    if (process != null && suspended) {
      process.resume();
    }
    suspended = false;
  }

  /** The job's whole status. */
  JsonNode status(String job) {
    return api.statusDocument(job);
  }

  /**
   * Adds up a counter over the lives of the process; what the last second before a kill brought is
   * lost.
   */
  synchronized void observe(String meter, String job) {
    if (process == null || suspended) {
      return;
    }
    double now = api.meter(meter, job);
    String key = meter + job;
    double before = seen.getOrDefault(key, 0.0);
    sums.merge(key, now >= before ? now - before : now, Double::sum);
    seen.put(key, now);
  }

  synchronized long sum(String meter, String job) {
    return Math.round(sums.getOrDefault(meter + job, 0.0));
  }

  String log() {
    try {
      return Files.readString(directory.resolve("engine.log"));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  @Override
  public void close() {
    EngineProcess last = process;
    try {
      resume();
    } catch (DemoFailure e) {
      // It is gone.
    }
    try {
      if (last != null) {
        last.stop();
      }
    } finally {
      proxy.close();
      TempFiles.delete(directory);
    }
  }
}
