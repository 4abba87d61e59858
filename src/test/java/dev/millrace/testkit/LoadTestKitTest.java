package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The load test compiles this package too, without JUnit, which nothing else would notice. */
class LoadTestKitTest {
  private static final Path KIT = Path.of("src/test/java/dev/millrace/testkit");

  @Test
  void whatUsesJUnitIsLeftOut() throws IOException {
    List<Pattern> leftOut =
        Pattern.compile("<exclude>dev/millrace/testkit/([^<]+)</exclude>")
            .matcher(Files.readString(Path.of("loadtest/harness/pom.xml")))
            .results()
            .map(exclude -> Pattern.compile(exclude.group(1).replace("*", ".*")))
            .toList();
    try (Stream<Path> files = Files.list(KIT)) {
      List<String> junit =
          files.filter(LoadTestKitTest::usesJUnit).map(LoadTestKitTest::name).toList();
      assertThat(junit).contains("RealServers.java", "LoadTestKitTest.java");
      assertThat(junit)
          .allMatch(name -> leftOut.stream().anyMatch(pattern -> pattern.matcher(name).matches()));
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static boolean usesJUnit(Path file) {
    try {
      return Files.readString(file).contains("import org.junit");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
