package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.answer.PreviewedRecord;
import dev.millrace.document.JobDocument;
import dev.millrace.infer.Profiler;
import dev.millrace.infer.Suggestion;
import dev.millrace.lane.RowPreview;
import dev.millrace.model.Sample;
import dev.millrace.schema.CreateTable;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A mapping inferred from one half of a stream takes the other half. */
class InferredMappingSurvivesTest {
  private static final String REAL = "millrace.messages";

  @Test
  void ordersWhoseLaterRecordsHaveMoreOfEverything() {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      boolean later = i >= 50;
      messages.add(
          new JsonObject()
              .put("id", "o-" + i)
              .put("paidAt", "2026-11-22T08:00:" + (later ? "30.999Z" : "30Z"))
              .put("created", 1767225600L + i)
              .put("price", later ? "201773.9412" : "1773.94")
              .put("weight", later ? 1234.5678 : 1.5)
              .put("qty", later ? 3_000_000_000L : 3)
              .put("title", "x".repeat(later ? 60 : 20))
              .put("note", later ? "at last" : null)
              .encode());
    }

    assertThat(refused(messages)).isEmpty();
  }

  @Test
  void eventsOfAPlatformWhoseTextsGrow() {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      boolean later = i >= 20;
      String body = "Me again. It does not work.";
      messages.add(
          new JsonObject()
              .put("id", String.valueOf(1_652_857_642L + i))
              .put("created_at", "2013-01-01T00:00:00" + (i % 3 == 0 ? ".5Z" : "Z"))
              .put("actor", new JsonObject().put("login", "ann" + i).put("gravatar_id", ""))
              .put(
                  "annotations",
                  new JsonObject().put("k8s.io/reason", later ? "RBAC: allowed by".repeat(9) : ""))
              .put(
                  "payload",
                  i % 2 == 0
                      ? new JsonObject()
                          .put("ref", later ? "feature/" + "x".repeat(90) : "main")
                          .put("size", i)
                      : new JsonObject()
                          .put("comment", new JsonObject().put("body", body.repeat(later ? 90 : 1)))
                          .put("score", later ? (Object) 0.75 : (Object) 1))
              .encode());
    }

    assertThat(refused(messages)).isEmpty();
  }

  @Test
  void realMessages() throws IOException {
    String directory = System.getProperty(REAL);
    assumeTrue(directory != null, "set -D" + REAL + "=DIRECTORY of files of one message a line");
    Map<String, List<String>> refused = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".ndjson")).toList()) {
        List<String> messages = Files.readAllLines(file);
        refused.put(file.getFileName().toString(), refused(messages));
      }
    }

    assertThat(refused.values()).as(refused.toString()).allMatch(List::isEmpty);
  }

  /** What one half's mapping refuses of the other, at every depth, in both directions. */
  private static List<String> refused(List<String> messages) {
    List<String> refused = new ArrayList<>();
    List<String> even = every(messages, 0);
    List<String> odd = every(messages, 1);
    int half = messages.size() / 2;
    for (int layers = 1; layers <= 4; layers++) {
      refused.addAll(
          refused(layers, messages.subList(0, half), messages.subList(half, messages.size())));
      refused.addAll(refused(layers, even, odd));
      refused.addAll(refused(layers, odd, even));
    }
    return refused;
  }

  private static List<String> every(List<String> messages, int rest) {
    return IntStream.range(0, messages.size())
        .filter(i -> i % 2 == rest)
        .mapToObj(messages::get)
        .toList();
  }

  private static List<String> refused(int layers, List<String> seen, List<String> later) {
    ParseSpec parse = new ParseSpec(layers, ParseSpec.Root.OBJECT);
    Profiler profiler = new Profiler(parse);
    seen.forEach(text -> profiler.add(sample(text)));
    List<MappingEntry> mapping = Suggestion.of(profiler.profile(), parse).mapping();
    JobSpec read =
        JobDocument.read(
                new JsonObject(
                        "{\"source\":\"s\",\"destination\":{\"host\":\"h\",\"database\":\"d\","
                            + "\"table\":\"t\",\"user\":\"u\"},\"dirtyData\":\"null\"}")
                    .getMap())
            .withParse(parse);
    JobSpec spec = read.withTables(List.of(read.tables().get(0).withMapping(mapping)));
    RowPreview preview =
        new RowPreview(spec, List.of(CreateTable.schema(spec.destination(), "t", mapping)));
    List<String> refused = new ArrayList<>();
    for (String text : later) {
      for (PreviewedRecord.Problem problem : preview.add(sample(text), 0).problems()) {
        refused.add("depth %d %s %s".formatted(layers, problem.path(), problem.code()));
      }
    }
    return refused;
  }

  private static Sample sample(String text) {
    return new Sample("t", 0, 0, 0, null, Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }
}
