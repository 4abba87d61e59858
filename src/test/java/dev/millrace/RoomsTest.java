package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The engine keeps to its rooms and its sizes; and the rules do find what breaks them. */
class RoomsTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/millrace");

  private static final int LONGEST_FILE = 400;

  private static final int LONGEST_VERTICLE = 150;
  private static final int LARGEST_MEDIAN = 90;

  @TestFactory
  Stream<DynamicTest> rooms() {
    JavaClasses engine =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.millrace");
    return new RoomRules("dev.millrace")
        .all().stream().map(rule -> dynamicTest(rule.getDescription(), () -> rule.check(engine)));
  }

  @Test
  void plantedViolationsAreFound() {
    JavaClasses planted = new ClassFileImporter().importPackages("dev.millrace.planted");

    Map<String, String> found =
        new RoomRules("dev.millrace.planted")
            .all().stream()
                .map(rule -> rule.evaluate(planted))
                .filter(EvaluationResult::hasViolation)
                .collect(
                    Collectors.toMap(
                        RoomsTest::title,
                        result -> String.join("\n", result.getFailureReport().getDetails()),
                        (a, b) -> a,
                        TreeMap::new));

    assertThat(found.keySet())
        .containsExactlyInAnyOrder(
            "model looks only at itself",
            "model knows the JDK and its rooms alone",
            "coerce knows the JDK and its rooms alone",
            "job looks only at answer, api, catalog, document, error, explore, flow, kafka, lane,"
                + " metrics, model, mysql, preflight, quarantine, schema, secret, sink, spec,"
                + " status, timeline",
            "no classes of catalog need each other",
            "slices matching 'dev.millrace.planted.(*)..' should be free of cycles",
            "org.apache.kafka.. lives in kafka, kafkalimit, metrics, poll",
            "JSON is parsed in decode",
            "only [decode.SliceParser, mysqlwire.Handshake, mysqlwire.LocalInfileHandler,"
                + " mysqlwire.UntrackedTransport, http.ConnectionLimiter, http.StrictHttpDecoder]"
                + " lean on a library's internals",
            "only poll and kafka wait",
            "verticles are final subclasses of VerticleBase",
            "nothing but Main prints",
            "only Main is in no room");
    assertThat(found.get("only poll and kafka wait"))
        .contains("sleeps", "joins", "takes")
        .doesNotContain("planted.poll.");
    assertThat(found.get("JSON is parsed in decode")).doesNotContain("writesJson");
  }

  @Test
  void everyPackageIsARoomOfTheTable() throws IOException {
    try (Stream<Path> entries = Files.list(SOURCES)) {
      assertThat(entries.filter(Files::isDirectory).map(path -> path.getFileName().toString()))
          .isSubsetOf(RoomRules.rooms());
    }
  }

  @Test
  void noPermitIsUnused() {
    JavaClasses engine =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.millrace");
    Map<String, Set<String>> used = new TreeMap<>();
    for (JavaClass type : engine) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String from = room(type);
        String to = room(dependency.getTargetClass());
        if (!from.equals(to) && RoomRules.rooms().contains(to)) {
          used.computeIfAbsent(from, key -> new TreeSet<>()).add(to);
        }
      }
    }
    RoomRules.permits()
        .forEach(
            (room, others) ->
                assertThat(used.getOrDefault(room, Set.of())).as(room).containsAll(others));
  }

  @Test
  void theReadmesTableIsTheTestsTable() throws IOException {
    Map<String, Set<String>> table = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("README.md"))) {
      String[] cells = line.split("\\s*\\|\\s*", -1);
      if (cells.length > 4 && cells[1].matches("`[a-z]+`")) {
        String room = cells[1].replace("`", "");
        if (RoomRules.rooms().contains(room)) {
          table.put(
              room,
              Stream.of(cells[3].split(",\\s*"))
                  .filter(RoomRules.rooms()::contains)
                  .collect(Collectors.toSet()));
        }
      }
    }
    assertThat(table).isEqualTo(RoomRules.permits());
  }

  private static String room(JavaClass type) {
    return type.getPackageName().replaceFirst("^dev\\.millrace\\.?", "");
  }

  @Test
  void filesAreShort() throws IOException {
    Map<Path, List<String>> sources = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(SOURCES)) {
      for (Path path : tree.filter(file -> file.toString().endsWith(".java")).toList()) {
        sources.put(SOURCES.relativize(path), Files.readAllLines(path));
      }
    }

    assertThat(tooLong(sources, LONGEST_FILE, "")).isEmpty();
    assertThat(tooLong(sources, LONGEST_VERTICLE, " extends VerticleBase")).isEmpty();
    assertThat(
            sources.values().stream()
                .map(List::size)
                .sorted()
                .skip(sources.size() / 2)
                .findFirst()
                .orElse(0))
        .isLessThanOrEqualTo(LARGEST_MEDIAN);
  }

  private static List<String> tooLong(Map<Path, List<String>> sources, int limit, String having) {
    return sources.entrySet().stream()
        .filter(source -> source.getValue().size() > limit)
        .filter(source -> source.getValue().stream().anyMatch(line -> line.contains(having)))
        .map(
            source ->
                source.getKey() + ": " + source.getValue().size() + " lines, at most " + limit)
        .toList();
  }

  private static String title(EvaluationResult result) {
    return result
        .getFailureReport()
        .toString()
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll(".*Rule '(.*)' was violated.*", "$1");
  }
}
