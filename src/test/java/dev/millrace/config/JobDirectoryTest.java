package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDirectoryTest {
  private static final String SOURCE = "sources: {%s: {bootstrapServers: 'k:9092', topic: t}}%n";

  @TempDir Path dir;

  private void write(String name, String text) throws IOException {
    Files.writeString(dir.resolve(name), text);
  }

  @Test
  void filesThatEditorsKeepBesideTheirsAreNotRead() throws IOException {
    write("a.yaml", SOURCE.formatted("a"));
    String digest = JobDirectory.digest(dir);
    for (String name : new String[] {".a.yaml", ".#a.yaml", "#a.yaml#", "a.yaml~", ".a.yaml.swp"}) {
      write(name, SOURCE.formatted("b"));
    }
    Files.createDirectory(dir.resolve("d.yaml"));

    JobDirectory.Content content = JobDirectory.read(dir);

    assertThat(content.files().sources()).containsOnlyKeys("a");
    assertThat(content.faults()).isEmpty();
    assertThat(JobDirectory.digest(dir)).isEqualTo(digest);
  }

  @Test
  void whatIsWrongWithOneFileSaysNothingOfTheOthers() throws IOException {
    write("a.yaml", SOURCE.formatted("a"));
    write("b.yaml", "jobs: {b: {source: a, parse: {layers: 99}}");
    write("c.yaml", "jobs: {c: {source: a, parse: {layers: 99}}}");
    write("large.yaml", "#".repeat(JobFiles.MOST_BYTES + 1));

    JobDirectory.Content content = JobDirectory.read(dir);

    assertThat(content.files().sources()).containsOnlyKeys("a");
    assertThat(content.faults()).containsOnlyKeys("b.yaml", "c.yaml", "large.yaml");
    assertThat(content.faults().get("b.yaml").get(0)).contains("b.yaml", "line 1");
    assertThat(content.faults().get("c.yaml")).anyMatch(f -> f.contains("jobs.c/parse/layers"));
    assertThat(content.faults().get("large.yaml").get(0)).contains("1048576");
  }

  @Test
  void moreFilesThanAnybodyWritesAreRefused() throws IOException {
    for (int i = 0; i <= 1_000; i++) {
      write(i + ".yaml", "");
    }

    assertThatThrownBy(() -> JobDirectory.read(dir)).hasMessageContaining("more than 1000");
  }

  @Test
  void whatTwoFilesDeclareIsTakenOfNeither() throws IOException {
    String job =
        "jobs: {j: {started: %s, source: a, destination: {host: h, database: d, table: t, user: u,"
            + " password: p}}}";
    write("orders-copy.yaml", job.formatted("false"));
    write("orders.yaml", job.formatted("true"));
    write("a.yaml", SOURCE.formatted("a"));
    write("b.yaml", SOURCE.formatted("a"));

    JobDirectory.Content content = JobDirectory.read(dir);

    assertThat(content.files().jobs()).isEmpty();
    assertThat(content.files().started()).isEmpty();
    assertThat(content.files().sources()).isEmpty();
    assertThat(content.faults())
        .containsOnlyKeys("a.yaml", "b.yaml", "orders-copy.yaml", "orders.yaml");
    assertThat(content.faults().get("orders.yaml").get(0))
        .contains("jobs.j", "orders-copy.yaml and orders.yaml", "keep one");
  }

  @Test
  void theDigestGoesByContentsAndADirectoryThatIsNotThereHasNone() throws IOException {
    assertThatThrownBy(() -> JobDirectory.digest(dir.resolve("missing")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> JobDirectory.read(dir.resolve("missing")))
        .isInstanceOf(IOException.class);
    write("a.yaml", SOURCE.formatted("a"));
    String first = JobDirectory.digest(dir);
    write("a.yaml", SOURCE.formatted("b"));
    String second = JobDirectory.digest(dir);
    write("a.yaml", SOURCE.formatted("a"));

    assertThat(JobDirectory.digest(dir)).isEqualTo(first).isNotEqualTo(second);
  }
}
