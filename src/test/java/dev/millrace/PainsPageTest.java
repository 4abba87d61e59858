package dev.millrace;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** The page of pains names tests as its proof, and they are there. */
class PainsPageTest {
  private static final Path PAGE = Path.of("src/docs/pains.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT))\\.(\\w+)`");
  private static final int FEWEST_ROWS = 31 + 15;

  private Map<String, String> classes;

  @BeforeEach
  void findClasses() throws IOException {
    try (Stream<Path> tree = Files.walk(TESTS)) {
      classes =
          tree.map(file -> TESTS.relativize(file).toString())
              .filter(file -> file.endsWith("Test.java") || file.endsWith("IT.java"))
              .map(file -> file.replace(".java", "").replace('/', '.').replace('\\', '.'))
              .collect(toMap(name -> name.substring(name.lastIndexOf('.') + 1), name -> name));
    }
  }

  @Test
  void everyRowHasATestThatIsThereOrSaysThatItIsOutsideTheContract() throws IOException {
    List<String> rows = rows(Files.readAllLines(PAGE));

    assertThat(rows).hasSizeGreaterThanOrEqualTo(FEWEST_ROWS);
    assertThat(rows).allSatisfy(row -> assertThat(fault(row)).isNull());
  }

  @Test
  void whatIsNotThereIsFound() {
    assertThat(fault("| a | b | `PainsPageTest.whatIsNotThereIsFound` |")).isNull();
    assertThat(fault("| a | outside the contract: b | – |")).isNull();
    assertThat(fault("| a | b | – |")).contains("no test");
    assertThat(fault("| a | outside the contract | `NoSuchTest.works` |")).contains("NoSuchTest");
    assertThat(fault("| a | b | `PainsPageTest.gone` |")).contains("gone");
    assertThat(fault("| a | b | `PainsPageTests.gone` |")).contains("not only tests");
    assertThat(fault("| a | b | `PainsPageTest.findClasses` |")).contains("findClasses");
    assertThat(rows(List.of("| pain | does | by |", "|---|---|---|", "text", "| a | b | c |")))
        .containsExactly("| a | b | c |");
  }

  /** Of all tables, without their heads. */
  private static List<String> rows(List<String> page) {
    return page.stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| pain |"))
        .toList();
  }

  private String fault(String row) {
    String proof = row.substring(row.lastIndexOf('|', row.length() - 2));
    Matcher named = NAMED.matcher(proof);
    int tests = 0;
    for (; named.find(); tests++) {
      String type = classes.get(named.group(1));
      if (type == null || !isTest(type, named.group(2))) {
        return named.group() + " is no test";
      }
    }
    if (proof.chars().filter(c -> c == '`').count() != 2 * tests) {
      return "not only tests are named in: " + proof;
    }
    return tests > 0 || row.contains("outside the contract") ? null : "no test in: " + row;
  }

  private static boolean isTest(String type, String name) {
    try {
      Class<?> found = Class.forName(type, false, PainsPageTest.class.getClassLoader());
      return Arrays.stream(found.getDeclaredMethods())
          .filter(method -> method.getName().equals(name))
          .anyMatch(
              method ->
                  Stream.of(Test.class, ParameterizedTest.class, TestFactory.class)
                          .anyMatch(method::isAnnotationPresent)
                      && !method.isAnnotationPresent(Disabled.class));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
