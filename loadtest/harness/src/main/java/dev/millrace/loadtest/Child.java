package dev.millrace.loadtest;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of the load test. It says what it has to say in lines of its standard output
 * ({@code READY}, {@code STARTED}), the rest goes to a log; it ends with its standard input.
 */
final class Child implements AutoCloseable {
  private static final Set<Child> ALIVE = ConcurrentHashMap.newKeySet();
  private static boolean over;

  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;

  private Child(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    input = process.outputWriter(StandardCharsets.UTF_8);
    ALIVE.add(this);
  }

  /**
   * @param arguments of {@code java}
   */
  static Child java(
      String name, Path directory, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What it leaves behind when it is ended goes with our own directory.
    command.add("-Djava.io.tmpdir=" + directory);
    command.addAll(arguments);
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.to(log.toFile()));
    builder.environment().putAll(environment);
    synchronized (ALIVE) {
      if (over) {
        throw new IllegalStateException("the load test is ending");
      }
      try {
        return new Child(name, log, builder.start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends every one that runs, and lets none begin any more. */
  static void closeAll() {
    synchronized (ALIVE) {
      over = true;
    }
    ALIVE.forEach(Child::close);
  }

  long pid() {
    return process.pid();
  }

  /** Waits for a line that begins with {@code word} and returns the rest of it. */
  String await(String word, int seconds) {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> lineOf(word));
    try {
      return line.get(seconds, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(
          "%s did not say %s: %s%n%s".formatted(name, word, e.getMessage(), lastWords()));
    }
  }

  void say(String word) {
    try {
      input.write(word + "\n");
      input.flush();
    } catch (IOException e) {
      throw new IllegalStateException(name + " does not listen:\n" + lastWords(), e);
    }
  }

  /** Fails with the child's last lines when it has ended with a code other than 0. */
  void requireNoFailure() {
    if (!process.isAlive() && process.exitValue() != 0) {
      throw new IllegalStateException(
          "%s ended with %d:%n%s".formatted(name, process.exitValue(), lastWords()));
    }
  }

  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()))
          .indent(2);
    } catch (IOException e) {
      return "(its log cannot be read: " + e + ")";
    }
  }

  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      // It is gone already.
    }
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    ALIVE.remove(this);
  }

  private String lineOf(String word) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(word)) {
          return line.substring(word.length()).trim();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("it ended");
  }
}
