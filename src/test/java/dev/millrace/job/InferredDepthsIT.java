package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.answer.JobStatus;
import dev.millrace.job.TreeFlattening.Leaf;
import dev.millrace.model.Count;
import dev.millrace.spec.MappingEntry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs without a mapping at every parse depth of APS: what is in the table is what an independent
 * flattening makes of the messages.
 */
class InferredDepthsIT {
  private static final Logger LOG = LoggerFactory.getLogger(InferredDepthsIT.class);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String REAL_EVENTS = "millrace.githubEvents";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(3);

  @Test
  void eventsOfManyShapesAreInTheTableAtEveryDepth() {
    send(PlatformEvents.ALL);
    holdsAtEveryDepth(PlatformEvents.ALL);

    assertThat(types(2))
        .containsEntry("id", "VARCHAR(255)")
        .containsEntry("created_at", "DATETIME(3)")
        .containsEntry("public", "BOOLEAN")
        .containsEntry("repo_id", "BIGINT")
        .containsEntry("payload_number", "VARCHAR(255)")
        .containsEntry("payload_pages", "JSON")
        .containsEntry("payload_Pages_2", "VARCHAR(255)");
    assertThat(types(4))
        .containsEntry("payload_release_id", "BIGINT UNSIGNED")
        .containsEntry("payload_release_tag_name", "VARCHAR(255)")
        .containsEntry("payload_release_author", "JSON")
        .containsEntry("payload_release_published_on", "DATE")
        .containsEntry("payload_release_reactions__1_2", "BIGINT")
        .containsEntry("payload_issue_closed_at", "DATETIME(3)")
        .containsEntry("payload_issue_body", "TEXT");
  }

  @Test
  void realEventsAreInTheTableAtEveryDepth() throws IOException {
    String file = System.getProperty(REAL_EVENTS);
    assumeTrue(
        file != null, "set -D" + REAL_EVENTS + "=FILE to a file of one event a line to run this");
    List<String> events = Files.readAllLines(Path.of(file));

    send(events);
    holdsAtEveryDepth(events);
  }

  @Test
  void theWorkedExampleOfApsIsTheTableAtEveryDepth() {
    String family = "{\"fa\":\"zhangsan\",\"mo\":\"limei\"}";
    String os = "{\"test\":\"lag\",\"member\":" + family + "}";
    String device = "{\"os\":" + os + ",\n           \"brand\":\"none\",\"version\":\"11.4.2\"}";
    String message = "{\"name\":\"zhangle\",\"age\":18,\n \"device\":" + device + "}";
    List<String> deviceRest = List.of("device_brand", "none", "device_version", "11.4.2");
    send(List.of(message));

    theRowIs(0, List.of("__value__", message));
    theRowIs(
        1,
        List.of(
            "name", "zhangle", "age", "18", "device", StoredJson.of(engine.database(), device)));
    theRowIs(
        2,
        List.of("name", "zhangle", "age", "18", "device_os", StoredJson.of(engine.database(), os)),
        deviceRest);
    theRowIs(
        3,
        List.of("name", "zhangle", "age", "18"),
        List.of(
            "device_os_test", "lag", "device_os_member", StoredJson.of(engine.database(), family)),
        deviceRest);
    theRowIs(
        4,
        List.of("name", "zhangle", "age", "18", "device_os_test", "lag"),
        List.of("device_os_member_fa", "zhangsan", "device_os_member_mo", "limei"),
        deviceRest);
  }

  private void send(List<String> messages) {
    for (int i = 0; i < messages.size(); i++) {
      engine.send(i % 3, messages.get(i));
    }
  }

  private String called(int layers) {
    return engine.job() + "-" + layers;
  }

  private void run(int layers, long records, List<String> unmapped) {
    engine.putJob(
        called(layers),
        "d" + layers,
        "{\"parse\":{\"layers\":" + layers + "},\"batch\":{\"lingerMs\":20}}");
    engine.kit().start(called(layers));
    JobStatus status = engine.kit().untilCaughtUp(called(layers), records, SOON);
    assertThat(status.mappingInferred()).isTrue();
    assertThat(status.balanced()).isTrue();
    // An object of which nothing is mapped is told as a whole.
    assertThat(unmapped)
        .allMatch(
            path -> status.unmapped().stream().anyMatch(u -> (path + "/").startsWith(u + "/")));
    assertThat(status.unmapped())
        .allMatch(u -> unmapped.stream().anyMatch(path -> (path + "/").startsWith(u + "/")));
    assertThat(status.partitions().stream().mapToLong(p -> p.ledger().count(Count.WRITTEN)).sum())
        .isEqualTo(records);
    engine.kit().stop(called(layers));
  }

  @SafeVarargs
  private final void theRowIs(int layers, List<String>... namesAndValues) {
    run(layers, 1, List.of());
    Map<String, String> expected = new LinkedHashMap<>();
    for (List<String> pairs : namesAndValues) {
      for (int i = 0; i < pairs.size(); i += 2) {
        expected.put(pairs.get(i), pairs.get(i + 1));
      }
    }
    assertThat(table("d" + layers).rows()).as("depth " + layers).containsExactly(expected);
    assertThat(table("d" + layers).columns()).containsExactlyElementsOf(expected.keySet());
  }

  private void holdsAtEveryDepth(List<String> messages) {
    run(0, messages.size(), List.of());
    assertThat(table("d0").rows())
        .extracting(row -> row.get("__value__"))
        .containsExactlyInAnyOrderElementsOf(messages);
    for (int layers = 1; layers <= 4; layers++) {
      TreeFlattening expected = new TreeFlattening(layers, messages);
      run(layers, messages.size(), onlyNull(expected));
      compare(layers, expected);
    }
  }

  private void compare(int layers, TreeFlattening expected) {
    String job = "d" + layers;
    List<MappingEntry> mapping = engine.api().job(called(layers)).spec().tables().get(0).mapping();
    assertThat(mapping)
        .extracting(entry -> entry.path().text())
        .containsExactlyInAnyOrderElementsOf(
            expected.paths().stream()
                .map(TreeFlattening::pointer)
                .filter(path -> !onlyNull(expected).contains(path))
                .toList());
    assertThat(table(job).columns())
        .containsExactlyElementsOf(mapping.stream().map(MappingEntry::column).toList());
    namesAreTheKeysJoined(mapping);
    Map<String, Map<String, String>> byId =
        table(job).rows().stream().collect(Collectors.toMap(row -> row.get("id"), row -> row));
    assertThat(byId).hasSameSizeAs(expected.rows());
    int filled = 0;
    for (Map<List<String>, Leaf> message : expected.rows()) {
      Map<String, String> row = byId.get(message.get(List.of("id")).text());
      for (MappingEntry entry : mapping) {
        Leaf leaf = message.get(entry.path().segments());
        String actual = row.get(entry.column());
        assertThat(canonical(entry, actual))
            .as("depth %d, %s", layers, entry.path().text())
            .isEqualTo(leaf == null || leaf.node().isNull() ? null : inTable(entry, leaf));
        filled += actual == null ? 0 : 1;
      }
    }
    LOG.info(
        "depth {}: {} rows, {} columns {}, {} values not NULL, all equal",
        layers,
        byId.size(),
        mapping.size(),
        mapping.stream()
            .collect(Collectors.groupingBy(e -> e.type().base(), Collectors.counting())),
        filled);
  }

  /** Paths that tell no type: they get no column. */
  private static List<String> onlyNull(TreeFlattening expected) {
    return expected.paths().stream()
        .filter(
            path ->
                expected.rows().stream()
                    .allMatch(row -> !row.containsKey(path) || row.get(path).node().isNull()))
        .map(TreeFlattening::pointer)
        .toList();
  }

  private static void namesAreTheKeysJoined(List<MappingEntry> mapping) {
    Map<String, Integer> times = new HashMap<>();
    for (MappingEntry entry : mapping) {
      String name = TreeFlattening.name(entry.path().segments());
      int time = times.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum);
      assertThat(entry.column()).isEqualTo(time == 1 ? name : name + "_" + time);
    }
  }

  /** What the type table makes of a value, as the server prints it. */
  private String inTable(MappingEntry entry, Leaf leaf) {
    return switch (entry.type().base()) {
      case JSON -> StoredJson.of(engine.database(), leaf.raw());
      case BOOLEAN -> leaf.node().booleanValue() ? "1" : "0";
      case BIGINT, DECIMAL, DOUBLE -> canonical(entry, leaf.text());
      case DATETIME ->
          OffsetDateTime.parse(leaf.text())
              .withOffsetSameInstant(ZoneOffset.UTC)
              .toLocalDateTime()
              .toString();
      default -> leaf.text();
    };
  }

  private static String canonical(MappingEntry entry, String value) {
    if (value == null) {
      return null;
    }
    return switch (entry.type().base()) {
      case BIGINT, DECIMAL, DOUBLE -> new BigDecimal(value).stripTrailingZeros().toPlainString();
      case DATETIME -> LocalDateTime.parse(value.replace(' ', 'T')).toString();
      default -> value;
    };
  }

  private Map<String, String> types(int layers) {
    return engine.api().job(called(layers)).spec().tables().get(0).mapping().stream()
        .collect(Collectors.toMap(MappingEntry::column, entry -> entry.type().sql()));
  }

  private TableText table(String table) {
    return new TableText(engine.database(), engine.schema(), table);
  }
}
