package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.spec.FieldPath;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Records of one topic that share an envelope and differ in their payload, as the events of many
 * services do.
 */
class EventVarietyTest {
  private static final List<String> EVENTS =
      List.of(
          """
          {"id":"9001","type":"Pushed","at":"2026-11-22T08:00:00Z",
           "actor":{"id":1,"login":"ann","avatar":""},
           "payload":{"size":2,"ref":"refs/heads/main",
             "commits":[{"sha":"aa","distinct":true},{"sha":"bb"}]}}
          """,
          """
          {"id":"9002","type":"Created","at":"2026-11-22T08:00:01Z",
           "actor":{"id":2,"login":"bob","avatar":""},
           "payload":{"ref":null,"ref_type":"repository","description":"Zoë's \\"tools\\" 😀"}}
          """,
"""
{"id":"9003","type":"Commented","at":"2026-11-22T08:00:02Z",
 "actor":{"id":3,"login":"cy","avatar":""},
 "org":{"id":7,"url":"https://example.org/orgs/7"},
 "payload":{"issue":{"number":12,"user":{"id":4},"labels":[],"milestone":null,"score":0.75},
   "comment":{"body":"first\\nsecond","user":{"id":5}}}}
""",
          """
          {"id":"9004","type":"Opened","at":"2026-11-22T08:00:03Z",
           "actor":{"id":4,"login":"di","avatar":""},
           "payload":{"issue":{"number":13,"user":{"id":6},"labels":[{"name":"bug"}],
             "milestone":{"title":"1.0","due":"2026-12-01"},"score":1},"merged":false}}
          """);

  @Test
  void everyDepthReadsWhatTheRecordsHold() {
    for (int layers = 1; layers <= 5; layers++) {
      Samples samples = new Samples(new ParseSpec(layers, ParseSpec.Root.OBJECT), EVENTS);

      holdsTogether(samples);
      assertThat(samples.columns())
          .containsEntry("id", "VARCHAR(255)")
          .containsEntry("at", "DATETIME(3)");
      assertThat(samples.rows())
          .extracting(row -> row.get("type"))
          .containsExactly("Pushed", "Created", "Commented", "Opened");
      assertThat(samples.suggestion().keyCandidates()).contains("/id");
    }
  }

  @Test
  void depth3ExpandsTheIssueAndKeepsItsMilestone() {
    Map<String, String> columns =
        new Samples(new ParseSpec(3, ParseSpec.Root.OBJECT), EVENTS).columns();

    assertThat(columns)
        .containsEntry("payload_issue_number", "BIGINT")
        .containsEntry("payload_issue_score", "DECIMAL(16,4)")
        .containsEntry("payload_issue_milestone", "JSON")
        .containsEntry("payload_issue_user", "JSON")
        .containsEntry("payload_commits", "JSON")
        .containsEntry("payload_merged", "BOOLEAN")
        .containsEntry("actor_id", "BIGINT");
  }

  @Test
  void realEventsHoldTogetherAtEveryDepth() throws IOException {
    String file = System.getProperty("millrace.githubEvents");
    assumeTrue(
        file != null, "set -Dmillrace.githubEvents=FILE to a file of one event a line to run this");

    List<String> events = Files.readAllLines(Path.of(file));

    for (int layers = 0; layers <= 4; layers++) {
      holdsTogether(new Samples(new ParseSpec(layers, ParseSpec.Root.OBJECT), events));
    }
  }

  /**
   * Names differ, no path leads through another, no sampled value has the wrong shape, no leaf is
   * lost.
   */
  private static void holdsTogether(Samples samples) {
    List<MappingEntry> mapping = samples.suggestion().mapping();
    Set<String> names = new HashSet<>();
    for (MappingEntry entry : mapping) {
      assertThat(names.add(entry.column().toLowerCase(Locale.ROOT))).as(entry.column()).isTrue();
      assertThat(mapping).noneMatch(other -> leadsThrough(other.path(), entry.path()));
    }
    assertThat(samples.profile().malformed()).isZero();
    assertThat(samples.rows()).hasSize(samples.texts().size());
    for (PathProfile path : samples.profile().paths()) {
      boolean filled = path.present() > path.nulls() && path.expanded() == 0;
      assertThat(
              !filled
                  || mapping.stream()
                      .anyMatch(
                          entry ->
                              entry.path().text().equals(path.path())
                                  || leadsThrough(entry.path(), FieldPath.parse(path.path()))))
          .as(path.path())
          .isTrue();
    }
  }

  private static boolean leadsThrough(FieldPath parent, FieldPath path) {
    return path.depth() > parent.depth()
        && path.segments().subList(0, parent.depth()).equals(parent.segments())
        && !parent.isMeta();
  }
}
