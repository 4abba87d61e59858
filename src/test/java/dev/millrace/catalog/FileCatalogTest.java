package dev.millrace.catalog;

import static dev.millrace.model.Documents.at;
import static dev.millrace.model.Documents.fullJob;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.document.JobDocument;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobError;
import dev.millrace.model.JobState;
import dev.millrace.model.SourceSpec;
import dev.millrace.model.TopicId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileCatalogTest {
  private static final SourceSpec SOURCE = SourceSpec.of("a:9092", "t");
  private static final SecretCodec REVERSING =
      new SecretCodec(s -> "enc:" + new StringBuilder(s).reverse(), FileCatalogTest::unreverse);

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void whatWasPutIsThereAfterARestart() {
    JobEntry created =
        JobEntry.created(JobDocument.read(minimalJob()), Instant.parse("2026-01-01T00:00:00.123Z"));
    JobEntry failed =
        new JobEntry(
            JobDocument.read(fullJob()),
            true,
            JobState.FAILED,
            new JobError("dirty", "too-long", "…", "t", 3, 1L << 40, "c", "/p", "v"),
            Instant.EPOCH,
            true,
            Map.of(0, 17L, 11, 1L << 41),
            new TopicId("t", "q83vASNFZ4kBI0Vnia"),
            Set.of(0, 11));
    SourceSpec source = new SourceSpec("a:1", "t", "json", Map.of("ssl.key.password", "x"), "d");
    FileCatalog catalog = open(SecretCodec.NONE);
    await(catalog.putSource("s", source));
    await(catalog.putJob("b", failed));
    await(catalog.putJob("a", created));
    await(catalog.putJob("gone", created));
    await(catalog.deleteJob("gone"));
    await(catalog.close());

    FileCatalog again = open(SecretCodec.NONE);

    assertThat(again.sources()).isEqualTo(Map.of("s", source));
    assertThat(again.jobs()).isEqualTo(Map.of("a", created, "b", failed));
    assertThat(again.jobs().keySet()).containsExactly("a", "b");
  }

  @Test
  void sourcesCanBeLookedUpWhileTheCatalogIsInUse() throws IOException {
    SourceSpec source = new SourceSpec("a:1", "t", "json", Map.of("ssl.key.password", "x"), "d");
    assertThat(FileCatalog.sources(dir, REVERSING)).isEmpty();
    FileCatalog catalog = open(REVERSING);
    await(catalog.putSource("s", source));

    assertThat(FileCatalog.sources(dir, REVERSING)).isEqualTo(Map.of("s", source));

    Files.writeString(dir.resolve("catalog.json"), "{\"version\":1,\"sour");
    assertThatThrownBy(() -> FileCatalog.sources(dir, REVERSING)).hasMessageContaining("truncated");
  }

  @ParameterizedTest
  @EnumSource
  void aWriteTornAnywhereLeavesTheOldOrTheNew(DurableFile.Step torn) {
    FileCatalog catalog = open(SecretCodec.NONE);
    await(catalog.putSource("old", SOURCE));
    await(catalog.close());
    List<Object> writes = new ArrayList<>();
    FileCatalog crashing =
        await(FileCatalog.open(vertx, dir, SecretCodec.NONE, step -> crash(step, torn, writes)));
    writes.add("armed");

    assertThatThrownBy(() -> await(crashing.putSource("new", SOURCE))).hasMessageContaining("torn");
    assertThat(crashing.sources()).containsOnlyKeys("old");
    await(crashing.close());

    FileCatalog again = open(SecretCodec.NONE);
    assertThat(again.sources().keySet())
        .isEqualTo(
            torn == DurableFile.Step.RENAMED
                ? java.util.Set.of("new", "old")
                : java.util.Set.of("old"));
    await(again.putSource("next", SOURCE));
    assertThat(again.sources()).containsKey("next");
  }

  @Test
  void aTornTemporaryFileIsNotRead() throws Exception {
    FileCatalog catalog = open(SecretCodec.NONE);
    await(catalog.putSource("old", SOURCE));
    await(catalog.close());
    Files.writeString(dir.resolve("catalog.json.tmp"), "{\"version\":1,\"sour");

    assertThat(open(SecretCodec.NONE).sources()).containsOnlyKeys("old");
    assertThat(dir.resolve("catalog.json.tmp")).doesNotExist();
  }

  @Test
  void acknowledgedChangesSurviveKill() throws Exception {
    Process writer = CatalogWriter.start(dir);
    int acknowledged = 0;
    try (var out = writer.inputReader()) {
      while (acknowledged < 30) {
        acknowledged = Integer.parseInt(out.readLine());
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }

    assertThat(open(SecretCodec.NONE).sources()).hasSizeGreaterThanOrEqualTo(acknowledged);
  }

  @Test
  void aSecondProcessIsRefused() throws Exception {
    Process writer = CatalogWriter.start(dir);
    try (var out = writer.inputReader()) {
      out.readLine();

      assertThatThrownBy(() -> open(SecretCodec.NONE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(dir + " is in use by another Millrace process");
    } finally {
      writer.destroyForcibly().waitFor();
    }
    assertThat(open(SecretCodec.NONE).sources()).isNotEmpty();
  }

  @Test
  void aCorruptFileIsNeverTakenForAnEmptyCatalog() throws Exception {
    for (String corrupt :
        List.of(
            "",
            "{",
            "[]",
            "{}",
            "{\"version\":1}",
            "{\"version\":2}",
            "{\"version\":\"1\"}",
            "{\"version\":1,\"sources\":{\"s\":{}},\"jobs\":{}}",
            "{\"version\":1,\"sources\":{},\"jobs\":{\"j\":7}}",
            "{\"version\":1,\"sources\":{},\"jobs\":{\"j\":{\"spec\":{\"source\":\"s\"}}}}")) {
      Files.writeString(dir.resolve("catalog.json"), corrupt);

      assertThatThrownBy(() -> open(SecretCodec.NONE))
          .as(corrupt)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("catalog.json cannot be read")
          .hasMessageContaining("Restore it from a backup");
      assertThat(Files.readString(dir.resolve("catalog.json"))).isEqualTo(corrupt);
    }
  }

  @Test
  void secretsAreSealedOnDiskAndOpenInMemory() throws Exception {
    FileCatalog catalog = open(REVERSING);
    await(catalog.putJob("j", secretJob()));
    await(
        catalog.putSource(
            "s", new SourceSpec("a:1", "t", "json", Map.of("ssl.key.password", "hunter2"), "")));
    await(catalog.close());

    assertThat(Files.readString(dir.resolve("catalog.json")))
        .doesNotContain("hunter2")
        .contains("enc:2retnuh");
    FileCatalog again = open(REVERSING);
    assertThat(again.jobs().get("j")).isEqualTo(secretJob());
    assertThat(again.sources().get("s").properties()).containsEntry("ssl.key.password", "hunter2");
  }

  @Test
  void secretsFromBeforeTheKeyAreSealedAtTheNextStart() throws Exception {
    FileCatalog catalog = open(SecretCodec.NONE);
    await(catalog.putJob("j", secretJob()));
    await(catalog.close());

    open(REVERSING);

    assertThat(Files.readString(dir.resolve("catalog.json"))).doesNotContain("hunter2");
  }

  @Test
  void theFileIsForItsOwnerOnly() throws Exception {
    Path made = dir.resolve("made");
    await(await(FileCatalog.open(vertx, made, SecretCodec.NONE)).putSource("s", SOURCE));

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(made.resolve("catalog.json"))))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
  }

  @Test
  void changesAreAppliedInTheOrderAskedFor() {
    FileCatalog catalog = open(SecretCodec.NONE);
    List<Future<?>> changes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      changes.add(catalog.putSource("s", SourceSpec.of("a:1", "t" + i)));
      changes.add(i % 2 == 0 ? catalog.deleteSource("x") : catalog.putSource("x", SOURCE));
    }

    await(Future.all(changes));

    assertThat(catalog.sources().get("s").topic()).isEqualTo("t49");
    assertThat(catalog.sources()).containsKey("x");
  }

  @Test
  void anUnusableDirectoryIsAClearError() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "");

    assertThatThrownBy(() -> await(FileCatalog.open(vertx, file.resolve("sub"), SecretCodec.NONE)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the data directory " + file.resolve("sub"));
  }

  private FileCatalog open(SecretCodec secretCodec) {
    return await(FileCatalog.open(vertx, dir, secretCodec));
  }

  private static JobEntry secretJob() {
    Map<String, Object> doc = minimalJob();
    at(doc, "destination").put("password", "hunter2");
    return JobEntry.created(JobDocument.read(doc), Instant.EPOCH);
  }

  private static String unreverse(String text) {
    return text.startsWith("enc:")
        ? new StringBuilder(text.substring(4)).reverse().toString()
        : text;
  }

  private static void crash(DurableFile.Step step, DurableFile.Step torn, List<Object> armed) {
    if (step == torn && !armed.isEmpty()) {
      throw new IllegalStateException("torn at " + step);
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatAnEarlierVersionSealedIsOpenedWhateverItsName() throws Exception {
    SecretCodec marking = new SecretCodec(s -> "enc:v1:" + s, s -> s.replaceFirst("^enc:v1:", ""));
    String file = "sasl.oauthbearer.assertion.private.key.file";
    SourceSpec sealed =
        new SourceSpec("a:1", "t", "json", Map.of(file, "enc:v1:/k", "client.id", "/plain"), "d");
    FileCatalog earlier = open(SecretCodec.NONE);
    await(earlier.putSource("s", sealed));
    await(earlier.close());

    FileCatalog now = open(marking);
    assertThat(now.sources().get("s").properties())
        .isEqualTo(Map.of(file, "/k", "client.id", "/plain"));
    await(now.putSource("odd", sealed));
    await(now.close());

    assertThat(open(marking).sources().get("odd")).isEqualTo(sealed);
  }
}
