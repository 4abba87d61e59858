package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@OneServer("It is about a browser's processes.")
class BrowserIT {
  /** A test's JVM with a page open. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] none) throws Exception {
      boolean opened = Browser.open().isPresent();
      System.out.println(
          ProcessHandle.current()
              .descendants()
              .filter(process -> opened)
              .map(process -> Long.toString(process.pid()))
              .collect(Collectors.joining(" ")));
      Thread.sleep(600_000);
    }
  }

  @Test
  void whatAPageComplainsOfAndWhatAxeHasAgainstItIsTold() {
    Browser browser = Browser.open().orElse(null);
    assumeTrue(browser != null, "no Chromium on this machine");
    try {
      browser.go("data:text/html,<html lang=en><title>t</title><main><h1>t</h1><input></main>");
      browser.value("console.error('of the script')");

      assertThat(browser.violations()).hasSize(1).first().asString().contains("label: [<input>");
      assertThat(browser.complaints()).hasSize(1).first().asString().contains("of the script");
    } finally {
      browser.close();
      Browser.closeAll();
    }
  }

  @Test
  void neitherChromiumNorItsDriverOutlivesAJvmThatIsKilled() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    Process parent =
        ChildProcesses.start(
            new ProcessBuilder(java, "-cp", classes, Parent.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    try (BufferedReader said = parent.inputReader(StandardCharsets.UTF_8)) {
      String pids = said.readLine();
      assumeTrue(!pids.isEmpty(), "no Chromium on this machine");
      List<ProcessHandle> started =
          Stream.of(pids.split(" "))
              .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
              .toList();
      assertThat(started).as("the driver, Chromium and its parts").hasSizeGreaterThan(2);

      parent.destroyForcibly();

      Eventually.until(
          "all are gone",
          Duration.ofSeconds(60),
          () -> started.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      parent.destroyForcibly();
    }
  }
}
