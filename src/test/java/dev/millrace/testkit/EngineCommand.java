package dev.millrace.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The command that runs the engine's jar by this JVM's own Java. Any thread.
 *
 * <p>The system property {@code millrace.jar} says where the jar is (default {@code
 * target/millrace.jar}), {@code millrace.jvm} adds flags of the JVM, separated by blanks: the build
 * runs engines that live for seconds without C2, which would cost more than it brings.
 */
public final class EngineCommand {
  private EngineCommand() {}

  public static Path jar() {
    return Path.of(System.getProperty("millrace.jar", "target/millrace.jar"));
  }

  /** {@code java FLAGS -jar millrace.jar ARGUMENTS}. */
  public static List<String> of(String... arguments) {
    return of(List.of(), arguments);
  }

  /**
   * The same with more flags of the JVM.
   *
   * @param flags win over those of {@code millrace.jvm}
   */
  public static List<String> of(List<String> flags, String... arguments) {
    return of(jar(), flags, arguments);
  }

  /** The same of another jar. */
  public static List<String> of(Path jar, List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Arrays.stream(System.getProperty("millrace.jvm", "").split(" "))
        .filter(flag -> !flag.isBlank())
        .forEach(command::add);
    if (jar.equals(jar())) {
      ClassArchive.of(jar, List.copyOf(command))
          .ifPresent(archive -> command.add("-XX:SharedArchiveFile=" + archive));
    }
    command.addAll(flags);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
