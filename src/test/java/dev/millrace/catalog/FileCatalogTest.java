package dev.millrace.catalog;

import static dev.millrace.model.Documents.at;
import static dev.millrace.model.Documents.fullJob;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.document.JobDocument;
import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TopicId;
import dev.millrace.spec.DesiredJob;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobFacts;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
            new DesiredJob(JobDocument.read(fullJob()), true, true, 7),
            new JobFacts(
                JobState.FAILED,
                new JobError("dirty", "too-long", "…", "t", 3, 1L << 40, "c", "/p", "v"),
                Instant.EPOCH,
                Map.of(new PartitionId("t", 0), 17L, new PartitionId("t", 11), 1L << 41),
                new TopicId("t", "q83vASNFZ4kBI0Vnia"),
                Set.of(new PartitionId("t", 0), new PartitionId("u", 11)),
                "orders.yaml"));
    SourceSpec source = new SourceSpec("a:1", "t", "json", Map.of("ssl.key.password", "x"), "d");
    FileCatalog catalog = open(SecretCodec.NONE);
    await(catalog.putSource("s", 0, source));
    put(catalog, "b", failed);
    put(catalog, "a", created);
    put(catalog, "gone", created);
    await(catalog.deleteJob("gone", created.desired()));
    await(catalog.close());

    FileCatalog again = open(SecretCodec.NONE);

    assertThat(again.sources()).isEqualTo(Map.of("s", new StoredSource(source, 1)));
    assertThat(again.jobs()).isEqualTo(Map.of("a", created, "b", failed));
    assertThat(again.jobs().keySet()).containsExactly("a", "b");
  }

  @Test
  void sourcesCanBeLookedUpWhileTheCatalogIsInUse() throws IOException {
    SourceSpec source = new SourceSpec("a:1", "t", "json", Map.of("ssl.key.password", "x"), "d");
    assertThat(FileCatalog.sources(dir, REVERSING)).isEmpty();
    FileCatalog catalog = open(REVERSING);
    await(catalog.putSource("s", 0, source));

    assertThat(FileCatalog.sources(dir, REVERSING)).isEqualTo(Map.of("s", source));

    Files.writeString(dir.resolve("catalog.json"), "{\"version\":1,\"sour");
    assertThatThrownBy(() -> FileCatalog.sources(dir, REVERSING)).hasMessageContaining("truncated");
  }

  @ParameterizedTest
  @EnumSource
  void aWriteTornAnywhereLeavesTheOldOrTheNew(DurableFile.Step torn) {
    FileCatalog catalog = open(SecretCodec.NONE);
    await(catalog.putSource("old", 0, SOURCE));
    await(catalog.close());
    List<Object> writes = new ArrayList<>();
    FileCatalog crashing =
        await(FileCatalog.open(vertx, dir, SecretCodec.NONE, step -> crash(step, torn, writes)));
    writes.add("armed");

    assertThatThrownBy(() -> await(crashing.putSource("new", 0, SOURCE)))
        .hasMessageContaining("torn");
    assertThat(crashing.sources()).containsOnlyKeys("old");
    await(crashing.close());

    FileCatalog again = open(SecretCodec.NONE);
    assertThat(again.sources().keySet())
        .isEqualTo(
            torn == DurableFile.Step.RENAMED
                ? java.util.Set.of("new", "old")
                : java.util.Set.of("old"));
    await(again.putSource("next", 0, SOURCE));
    assertThat(again.sources()).containsKey("next");
  }

  @Test
  void aTornTemporaryFileIsNotRead() throws Exception {
    FileCatalog catalog = open(SecretCodec.NONE);
    await(catalog.putSource("old", 0, SOURCE));
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
    put(catalog, "j", secretJob());
    await(
        catalog.putSource(
            "s", 0, new SourceSpec("a:1", "t", "json", Map.of("ssl.key.password", "hunter2"), "")));
    await(catalog.close());

    assertThat(Files.readString(dir.resolve("catalog.json")))
        .doesNotContain("hunter2")
        .contains("enc:2retnuh");
    FileCatalog again = open(REVERSING);
    assertThat(again.jobs().get("j")).isEqualTo(secretJob());
    assertThat(again.sources().get("s").spec().properties())
        .containsEntry("ssl.key.password", "hunter2");
  }

  @Test
  void secretsFromBeforeTheKeyAreSealedAtTheNextStart() throws Exception {
    FileCatalog catalog = open(SecretCodec.NONE);
    put(catalog, "j", secretJob());
    await(catalog.close());

    open(REVERSING);

    assertThat(Files.readString(dir.resolve("catalog.json"))).doesNotContain("hunter2");
  }

  @Test
  void theFileIsForItsOwnerOnly() throws Exception {
    Path made = dir.resolve("made");
    await(await(FileCatalog.open(vertx, made, SecretCodec.NONE)).putSource("s", 0, SOURCE));

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
      changes.add(catalog.putSource("s", i, SourceSpec.of("a:1", "t" + i)));
      changes.add(
          i % 2 == 0 ? catalog.putSource("x", 0, SOURCE) : catalog.deleteSource("x", i / 2 + 1));
    }

    await(Future.all(changes));

    assertThat(changes).allMatch(change -> change.result().equals(true));
    assertThat(catalog.sources())
        .isEqualTo(Map.of("s", new StoredSource(SourceSpec.of("a:1", "t49"), 50)));
  }

  @Test
  void anUnusableDirectoryIsAClearError() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "");

    assertThatThrownBy(() -> await(FileCatalog.open(vertx, file.resolve("sub"), SecretCodec.NONE)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the data directory " + file.resolve("sub"));
  }

  @Test
  void ofTwoWhoSawTheSameTheFirstWins() {
    FileCatalog catalog = open(SecretCodec.NONE);
    JobEntry created = secretJob();
    put(catalog, "j", created);
    DesiredJob seen = created.desired();
    DesiredJob other = seen.withSpec(JobDocument.read(fullJob()), false);

    Future<Boolean> first = catalog.putJob("j", seen, other);
    Future<Boolean> second = catalog.putJob("j", seen, seen.withStarted(true));
    Future<Boolean> gone = catalog.deleteJob("j", seen);

    assertThat(List.of(await(first), await(second), await(gone)))
        .isEqualTo(List.of(true, false, false));
    assertThat(catalog.jobs().get("j").desired()).isEqualTo(other);
    assertThat(other.revision()).isEqualTo(2);
    assertThat(await(catalog.putJob("j", null, seen))).isFalse();
    assertThat(await(catalog.putJob("new", seen, seen))).isFalse();
    assertThat(await(catalog.putSource("s", 1, SOURCE))).isFalse();
    assertThat(await(catalog.putSource("s", 0, SOURCE))).isTrue();
    assertThat(await(catalog.putSource("s", 0, SOURCE))).isFalse();
    assertThat(await(catalog.putSource("s", 1, SOURCE))).isTrue();
    assertThat(catalog.sources().get("s").revision()).as("nothing changed").isEqualTo(1);
    assertThat(await(catalog.deleteSource("s", 2))).isFalse();
    await(catalog.close());
    FileCatalog again = open(SecretCodec.NONE);
    assertThat(again.jobs().get("j").desired()).isEqualTo(other);
    assertThat(again.jobs()).containsOnlyKeys("j");
  }

  @Test
  void factsAreWrittenApartFromWhatIsDesired() {
    FileCatalog catalog = open(SecretCodec.NONE);
    JobEntry created = secretJob();
    put(catalog, "j", created);
    JobFacts facts =
        created
            .facts()
            .withSettled(JobState.FAILED, JobError.of("a", "b", "c"), Instant.EPOCH)
            .withLedger(new TopicId("t", "id"), Set.of(new PartitionId("t", 3)));
    DesiredJob started = created.desired().withStarted(true);

    assertThat(await(catalog.putJob("j", created.desired(), started))).isTrue();
    assertThat(await(catalog.putFacts("j", facts))).isTrue();
    assertThat(await(catalog.putFacts("other", facts))).isFalse();

    assertThat(catalog.jobs()).isEqualTo(Map.of("j", new JobEntry(started, facts)));
  }

  @Test
  void bothPartsOfAJobCanBeStoredByOneWrite() {
    FileCatalog catalog = open(SecretCodec.NONE);
    JobEntry created = secretJob();
    put(catalog, "j", created);
    DesiredJob edited = created.desired().withSpec(JobDocument.read(fullJob()), false);
    JobEntry next =
        new JobEntry(edited, created.facts().withStopOffsets(Map.of(new PartitionId("t", 0), 17L)));
    List<CatalogChange> told = Collections.synchronizedList(new ArrayList<>());
    catalog.watch(told::add);

    assertThat(await(catalog.putJob("j", edited, next))).as("another was seen").isFalse();
    assertThat(await(catalog.putJob("j", created.desired(), next))).isTrue();

    assertThat(told).containsExactly(new CatalogChange.OfJob("j", next));
    await(catalog.close());
    assertThat(open(SecretCodec.NONE).jobs()).isEqualTo(Map.of("j", next));
  }

  @Test
  void eachDurableChangeIsToldInOrder() {
    FileCatalog catalog = open(SecretCodec.NONE);
    await(catalog.putSource("before", 0, SOURCE));
    List<CatalogChange> told = Collections.synchronizedList(new ArrayList<>());
    catalog.watch(told::add);
    JobEntry job = secretJob();

    await(catalog.putSource("s", 0, SOURCE));
    await(catalog.putSource("s", 7, SOURCE));
    put(catalog, "j", job);
    await(catalog.deleteJob("j", job.desired()));
    await(catalog.deleteSource("s", 1));

    assertThat(told).extracting(CatalogChange::name).containsExactly("s", "j", "j", "j", "s");
    assertThat(told.get(0)).isEqualTo(new CatalogChange.OfSource("s", new StoredSource(SOURCE, 1)));
    assertThat(told.get(2)).isEqualTo(new CatalogChange.OfJob("j", job));
    assertThat(told.get(3)).isEqualTo(new CatalogChange.OfJob("j", null));
    assertThat(told.get(4)).isEqualTo(new CatalogChange.OfSource("s", null));
  }

  @Test
  void whoMadeADocumentAnewGetsARevisionThatNoneOfThatNameHadAlsoAfterARestart() {
    FileCatalog catalog = open(SecretCodec.NONE);
    JobEntry job = secretJob();
    put(catalog, "j", job);
    DesiredJob edited = job.desired().withSpec(JobDocument.read(fullJob()), false);
    await(catalog.putJob("j", job.desired(), edited));
    await(catalog.putSource("s", 0, SOURCE));
    assertThat(await(catalog.deleteJob("j", edited))).isTrue();
    assertThat(await(catalog.deleteSource("s", 1))).isTrue();
    await(catalog.close());
    FileCatalog again = open(SecretCodec.NONE);

    await(again.putJob("j", null, job.desired()));
    await(again.putJob("one write", null, job));
    await(again.putSource("s", 0, SOURCE));

    assertThat(again.jobs().get("j").desired().revision()).isEqualTo(3);
    assertThat(again.jobs().get("one write").desired().revision()).isEqualTo(3);
    assertThat(again.sources().get("s").revision()).isEqualTo(3);
    assertThat(again.jobs().get("j").spec()).isEqualTo(job.spec());
  }

  @Test
  void aWatcherThatThrowsMakesNoStoredChangeLookFailed() {
    FileCatalog catalog = open(SecretCodec.NONE);
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    catalog.watch(
        change -> {
          throw new IllegalStateException("a bug of the watcher's");
        });
    catalog.watch(change -> told.add(change.name()));

    assertThat(await(catalog.putSource("s", 0, SOURCE))).isTrue();

    assertThat(told).containsExactly("s");
  }

  private static void put(FileCatalog catalog, String name, JobEntry entry) {
    assertThat(await(catalog.putJob(name, null, entry.desired()))).isTrue();
    assertThat(await(catalog.putFacts(name, entry.facts()))).isTrue();
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
    await(earlier.putSource("s", 0, sealed));
    await(earlier.close());

    FileCatalog now = open(marking);
    assertThat(now.sources().get("s").spec().properties())
        .isEqualTo(Map.of(file, "/k", "client.id", "/plain"));
    await(now.putSource("odd", 0, sealed));
    await(now.close());

    assertThat(open(marking).sources().get("odd").spec()).isEqualTo(sealed);
  }

  /** First without the topic's id, then with it; both had numbers where topics are named now. */
  @Test
  void partitionsOfEarlierVersionsAreOfTheTopicThatTheJobRead() throws Exception {
    String facts =
        "{\"spec\":{\"source\":\"s\",\"destination\":{\"host\":\"h\",\"database\":\"d\",\"table\":\"t\",\"user\":\"u\"}},"
            + "\"mappingInferred\":false,\"wanted\":true,\"rest\":\"STOPPED\",\"since\":\"2026-01-01T00:00:00Z\","
            + "\"stopOffsets\":{\"0\":17}";
    Files.writeString(
        dir.resolve("catalog.json"),
        "{\"version\":1,\"sources\":{\"s\":{\"bootstrapServers\":\"a:1\",\"topic\":\"orders\"}},\"jobs\":{\"a\":"
            + facts
            + "},\"b\":"
            + facts
            + ",\"topic\":{\"name\":\"old\",\"id\":\"x\"},\"ledgerPartitions\":[0,3]}}}");

    Map<String, JobEntry> jobs = open(SecretCodec.NONE).jobs();

    assertThat(jobs.get("a").stopOffsets()).isEqualTo(Map.of(new PartitionId("orders", 0), 17L));
    assertThat(jobs.get("b").stopOffsets()).isEqualTo(Map.of(new PartitionId("old", 0), 17L));
    assertThat(jobs.get("b").ledgerPartitions())
        .containsExactlyInAnyOrder(new PartitionId("old", 0), new PartitionId("old", 3));
  }
}
