package dev.millrace.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The engine's classes as its JVM has them after a start, in a file that later JVMs map: a start
 * takes 2.0 s of processor time instead of 3.6. Made once for each jar and each set of flags. Any
 * thread.
 */
final class ClassArchive {
  private static final int START_MINUTES = 3;

  private ClassArchive() {}

  /**
   * The archive of this jar, where such a JVM makes one.
   *
   * @param java the JVM's command and flags, before {@code -jar}
   */
  static Optional<Path> of(Path jar, List<String> java) {
    try {
      long which =
          31L * (31L * java.hashCode() + Files.getLastModifiedTime(jar).toMillis())
              + Files.size(jar);
      Path place = Path.of("target", "engine-classes-%x".formatted(which));
      Path archive =
          MadeOnce.directory(place, directory -> make(jar, java, directory)).resolve("classes.jsa");
      return Files.exists(archive) ? Optional.of(archive) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void make(Path jar, List<String> java, Path directory) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.add("-XX:ArchiveClassesAtExit=" + directory.resolve("classes.jsa"));
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MILLRACE_HTTP_PORT", "0");
    builder.environment().put("MILLRACE_DATA_DIR", directory.resolve("data").toString());
    Process engine = ChildProcesses.start(builder);
    // One that hangs is ended: then its output ends, too, and there is no archive.
    engine
        .onExit()
        .orTimeout(START_MINUTES, TimeUnit.MINUTES)
        .whenComplete((ended, late) -> engine.toHandle().destroyForcibly());
    try (BufferedReader said = engine.inputReader(StandardCharsets.UTF_8)) {
      boolean asked = false;
      // To its end, for it must not wait for somebody who reads.
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (!asked && line.contains("ready: ")) {
          asked = true;
          // Not the process, which would close what it is read from.
          engine.toHandle().destroy();
        }
      }
      engine.waitFor(START_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the engine's classes were archived", e);
    } finally {
      engine.destroyForcibly();
    }
  }
}
