package dev.millrace.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.TimelineEntry;
import dev.millrace.answer.TimelinePage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineFileTest {
  @TempDir Path directory;

  private Path path() {
    return directory.resolve("timeline").resolve("j.jsonl");
  }

  private TimelineFile file() {
    return new TimelineFile(path(), 2_000);
  }

  private static JsonObject entry(String message) {
    return new JsonObject()
        .put("at", "2026-01-01T00:00:00Z")
        .put("node", "n:1")
        .put("kind", "start")
        .putNull("actor")
        .put("message", message)
        .put("data", new JsonObject().put("a", 1));
  }

  private static List<String> messages(TimelinePage page) {
    return page.entries().stream().map(TimelineEntry::message).toList();
  }

  @Test
  void pagesFollowOneAnotherAndAfterIsExclusive() throws IOException {
    TimelineFile file = file();
    for (int i = 1; i <= 5; i++) {
      file.append(entry("m" + i));
    }

    TimelinePage first = file.read(0, 2);
    TimelinePage second = file.read(first.next(), 3);

    assertThat(messages(first)).containsExactly("m1", "m2");
    assertThat(first.next()).isEqualTo(2);
    assertThat(messages(second)).containsExactly("m3", "m4", "m5");
    assertThat(second.next()).isNull();
    assertThat(file.read(5, 10).entries()).isEmpty();
  }

  @Test
  void idsGoOnAfterARestartAndALineThatACrashToreIsPassedOver() throws IOException {
    TimelineFile file = file();
    file.append(entry("m1"));
    file.append(entry("m2"));
    Files.writeString(path(), "{\"id\":3,\"at\":\"20", StandardOpenOption.APPEND);

    TimelineFile next = file();
    assertThat(messages(next.read(0, 10))).containsExactly("m1", "m2");
    next.append(entry("m3"));

    assertThat(messages(next.read(0, 10))).containsExactly("m1", "m2", "m3");
    assertThat(next.read(2, 10).entries().get(0).id()).isEqualTo(3);
    assertThat(Files.readAllLines(path())).hasSize(3);
  }

  @Test
  void aLineThatSomebodyEditedHidesNoOther() throws IOException {
    TimelineFile file = file();
    file.append(entry("m1"));
    Files.writeString(path(), "nonsense\n{\"id\":\"x\"}\n[]\n", StandardOpenOption.APPEND);

    TimelineFile next = file();
    next.append(entry("m2"));

    assertThat(messages(next.read(0, 10))).containsExactly("m1", "m2");
  }

  @Test
  void theNewestAreKeptInABoundedPlace() throws IOException {
    TimelineFile file = file();
    for (int i = 1; i <= 1_000; i++) {
      file.append(entry("m" + i));
    }

    long bytes = Files.size(path()) + Files.size(path().resolveSibling("j.jsonl.old"));
    List<TimelineEntry> kept = file.read(0, 1_000).entries();
    assertThat(bytes).isLessThanOrEqualTo(4_000);
    assertThat(kept).hasSizeGreaterThan(10);
    assertThat(kept.get(kept.size() - 1).message()).isEqualTo("m1000");
    assertThat(kept.get(kept.size() - 1).id()).isEqualTo(1_000);
    assertThat(kept.get(0).id()).isEqualTo(1_001 - kept.size());

    TimelineFile next = file();
    next.append(entry("m1001"));
    assertThat(next.read(1_000, 5).entries().get(0).id()).isEqualTo(1_001);
  }

  @Test
  void whatCannotBeWrittenFailsAndNoIdIsUsedUp() throws IOException {
    TimelineFile file = file();
    Files.writeString(directory.resolve("timeline"), "a file where the directory should be");
    assertThatThrownBy(() -> file.append(entry("m1"))).isInstanceOf(IOException.class);

    Files.delete(directory.resolve("timeline"));
    file.append(entry("m2"));

    assertThat(file.read(0, 10).entries().get(0).id()).isEqualTo(1);
  }
}
