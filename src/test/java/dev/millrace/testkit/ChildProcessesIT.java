package dev.millrace.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OneServer("It is about processes, whatever they are.")
class ChildProcessesIT {
  private static final String FAILS = "fails";

  /** A test's JVM: starts a process, lets it stand still, and then fails or hangs. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] end) throws Exception {
      Process child = ChildProcesses.start(new ProcessBuilder("sleep", "600"));
      Process gone = ChildProcesses.start(new ProcessBuilder("true"));
      gone.waitFor();
      ChildProcesses.start(new ProcessBuilder("kill", "-STOP", Long.toString(child.pid())))
          .waitFor();
      System.out.println(child.pid());
      if (end[0].equals(FAILS)) {
        throw new AssertionError("a test that fails in the middle");
      }
      Thread.sleep(600_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {FAILS, "is killed"})
  @DisabledOnOs(OS.WINDOWS)
  void noneOutlivesItsJvmHoweverThatEnds(String end) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    Process parent =
        ChildProcesses.start(
            new ProcessBuilder(java, "-cp", classes, Parent.class.getName(), end)
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    try (BufferedReader said = parent.inputReader(StandardCharsets.UTF_8)) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      assertThat(child.isAlive()).isTrue();

      if (!end.equals(FAILS)) {
        parent.destroyForcibly();
      }

      assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
      Eventually.until("the child is gone", Duration.ofSeconds(30), () -> !child.isAlive());
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void testsAndDemoStartProcessesInNoOtherWay() throws IOException {
    noClasses()
        .that()
        .doNotBelongToAnyOf(ChildProcesses.class)
        .should()
        .callMethod(ProcessBuilder.class, "start")
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("dev.millrace"));
  }
}
