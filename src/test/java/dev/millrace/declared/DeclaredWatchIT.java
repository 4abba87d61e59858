package dev.millrace.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.answer.TimelineEntry;
import dev.millrace.config.JobFiles;
import dev.millrace.error.SecretNotRead;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.job.TestEngine;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.Sql;
import dev.millrace.testkit.TempFiles;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Job files that come, change and go while the engine runs. */
@OneServer("files are the same; PutAtNextIT has what a taken document writes, on both")
class DeclaredWatchIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Whether files of secrets do not answer. */
  private volatile boolean unread;

  @RegisterExtension
  final TestEngine engine =
      TestEngine.withPartitions(2)
          .withSecrets(
              secret -> {
                if (unread && secret.reveal().startsWith("${file:")) {
                  throw new SecretNotRead("the file does not answer");
                }
                return secret.reveal();
              });

  private Path dir;
  private DeclaredWatch watch;

  /** File by job, as an earlier process knew it. */
  private Map<String, String> before = Map.of();

  @BeforeEach
  void makeDirectory() {
    dir = TempFiles.directory("jobs");
    engine.createTable("id BIGINT PRIMARY KEY, n BIGINT");
  }

  @AfterEach
  void stopWatching() {
    watch.stop();
    TempFiles.delete(dir);
  }

  private void watch(boolean prune) {
    watch =
        new DeclaredWatch(
            engine.vertx(),
            dir,
            home ->
                new DeclaredChanges(
                    engine.api().declaredApi(),
                    new JobFiles(),
                    before,
                    prune,
                    home,
                    engine.metrics()::wrongJobFiles));
    watch.start();
  }

  /** JSON is YAML, too. */
  private String file(String job, String table, String... columns) {
    JsonObject spec = new JsonObject().put("started", true).put("source", "of-" + job);
    spec.put("destination", engine.destination().copy().put("table", table));
    spec.put("batch", new JsonObject().put("lingerMs", 20));
    spec.put(
        "mapping",
        List.of(columns).stream()
            .map(c -> new JsonObject().put("path", "/" + c).put("column", c).put("type", "BIGINT"))
            .toList());
    JsonObject source =
        new JsonObject()
            .put("bootstrapServers", engine.topic().kafka().bootstrapServers())
            .put("topic", engine.topic().name());
    return new JsonObject()
        .put("sources", new JsonObject().put("of-" + job, source))
        .put("jobs", new JsonObject().put(job, spec))
        .encodePrettily();
  }

  /** As a careful editor writes it. */
  private void write(String name, String text) throws IOException {
    Path written = Files.writeString(dir.resolve("." + name + ".new"), text);
    Files.move(written, dir.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private JobView view(String job) {
    return engine.api().jobs().stream().filter(j -> j.name().equals(job)).findAny().orElse(null);
  }

  private void untilRunning(String job, int columns) {
    Eventually.until(
        job + " runs with " + columns + " columns",
        SOON,
        () -> {
          JobView view = view(job);
          return view != null
              && view.state() == JobState.RUNNING
              && view.spec().tables().get(0).mapping().size() == columns;
        });
  }

  private JobStatus status(String job) {
    return get(engine.api().status(job));
  }

  private boolean warns(String job, WarningCode code) {
    return status(job).warnings().stream().map(Warning::code).anyMatch(code::equals);
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAlteredFileIsTakenAtTheNextOffsetUnderLoadAndNothingIsLostOrDoubled() throws Exception {
    watch(false);
    write("orders.yaml", file(engine.job(), "t", "id"));
    untilRunning(engine.job(), 1);
    int sent = 0;

    for (int columns = 2; columns > 0; columns--) {
      write(
          "orders.yaml",
          columns == 2 ? file(engine.job(), "t", "id", "n") : file(engine.job(), "t", "id"));
      while (view(engine.job()).spec().tables().get(0).mapping().size() != columns) {
        engine.send(sent % 2, "{\"id\":" + sent + ",\"n\":1}");
        sent++;
      }
      untilRunning(engine.job(), columns);
    }

    int all = sent;
    Eventually.until("all rows are there", SOON, () -> engine.rows() == all);
    assertThat(engine.number("SELECT COUNT(DISTINCT id) FROM t")).isEqualTo(sent);
    assertThat(status(engine.job()).balanced()).isTrue();
    assertThat(get(engine.api().timeline(engine.job(), 0, 100)).entries())
        .filteredOn(e -> List.of("created", "start", "edit").contains(e.kind()))
        .allSatisfy(e -> assertThat(e.actor()).isEqualTo("orders.yaml"))
        .extracting(TimelineEntry::kind)
        .containsExactly("created", "start", "edit", "edit");
    assertThat(
            status(engine.job()).partitions().stream()
                .mapToLong(p -> p.ledger().nextOffset())
                .sum())
        .isEqualTo(sent);
    JobView declared = view(engine.job());
    assertThat(declared.declaredIn()).isEqualTo("orders.yaml");
    assertThatThrownBy(
            () ->
                engine
                    .api()
                    .putJob(engine.job(), declared.spec(), Precondition.NONE)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(Conflict.class)
        .hasMessageContaining("orders.yaml");
  }

  @Test
  void aBrokenFileKeepsNoOtherFromItsWorkAndIsToldUntilItIsMended() throws Exception {
    engine.execute("CREATE TABLE u LIKE t");
    write("a.yaml", file("a" + engine.job(), "t", "id"));
    write("b.yaml", file("b" + engine.job(), "u", "id"));
    watch(false);
    untilRunning("a" + engine.job(), 1);
    untilRunning("b" + engine.job(), 1);

    write("a.yaml", file("a" + engine.job(), "t", "id", "n").replace("BIGINT", "BIGGEST"));
    write("b.yaml", file("b" + engine.job(), "u", "id", "n"));

    untilRunning("b" + engine.job(), 2);
    Eventually.until(
        "it is told", SOON, () -> warns("a" + engine.job(), WarningCode.DOCUMENT_NOT_TAKEN));
    assertThat(status("a" + engine.job()).warnings())
        .filteredOn(w -> w.code() == WarningCode.DOCUMENT_NOT_TAKEN)
        .singleElement()
        .satisfies(w -> assertThat(w.message()).contains("a.yaml", "/mapping/0/type"));
    assertThat(view("a" + engine.job()).state()).isEqualTo(JobState.RUNNING);
    assertThat(view("a" + engine.job()).declaredIn()).isEqualTo("a.yaml");

    write("a.yaml", file("a" + engine.job(), "t", "id"));
    Eventually.until(
        "it is mended", SOON, () -> !warns("a" + engine.job(), WarningCode.DOCUMENT_NOT_TAKEN));
  }

  @Test
  void aJobWhoseFileGoesRunsOnAndItsStatusSaysSo() throws Exception {
    write("orders.yaml", file(engine.job(), "t", "id"));
    watch(false);
    untilRunning(engine.job(), 1);

    Files.delete(dir.resolve("orders.yaml"));

    Eventually.until("it is told", SOON, () -> warns(engine.job(), WarningCode.NO_LONGER_DECLARED));
    assertThat(view(engine.job()).state()).isEqualTo(JobState.RUNNING);
    assertThat(view(engine.job()).declaredIn()).isNull();
  }

  @Test
  void withPruneAJobWhoseFileGoesIsStoppedAndDeletedAndItsRowsStay() throws Exception {
    write("none.yaml", "jobs: {}");
    write("orders.yaml", file(engine.job(), "t", "id"));
    watch(true);
    untilRunning(engine.job(), 1);
    engine.send(0, "{\"id\":1}");
    Eventually.until("it writes", SOON, () -> engine.rows() == 1);

    Files.delete(dir.resolve("orders.yaml"));

    Eventually.until("it is gone", SOON, () -> view(engine.job()) == null);
    assertThat(engine.rows()).isEqualTo(1);
  }

  /**
   * As Kubernetes renews a ConfigMap: neither names nor times of the files that are seen change.
   */
  @Test
  void linksWhoseTargetIsSwappedAreSeen() throws Exception {
    Path first = Files.createDirectory(dir.resolve("..first"));
    Files.writeString(first.resolve("orders.yaml"), file(engine.job(), "t", "id"));
    Path second = Files.createDirectory(dir.resolve("..second"));
    Files.writeString(second.resolve("orders.yaml"), file(engine.job(), "t", "id", "n"));
    Path data = Files.createSymbolicLink(dir.resolve("..data"), first);
    Files.createSymbolicLink(dir.resolve("orders.yaml"), Path.of("..data", "orders.yaml"));
    watch(false);
    untilRunning(engine.job(), 1);

    Path link = Files.createSymbolicLink(dir.resolve("..next"), second);
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    watch.lookNow();

    untilRunning(engine.job(), 2);
  }

  @Test
  void anAlteredSourceIsTakenByTheJobsThatUseIt() throws Exception {
    write("orders.yaml", file(engine.job(), "t", "id"));
    watch(false);
    untilRunning(engine.job(), 1);

    write(
        "orders.yaml",
        file(engine.job(), "t", "id")
            .replace("\"bootstrapServers\"", "\"description\": \"other\", \"bootstrapServers\""));

    Eventually.until(
        "the source is altered",
        SOON,
        () -> engine.api().source("of-" + engine.job()).spec().description().equals("other"));
    untilRunning(engine.job(), 1);
    engine.send(0, "{\"id\":1}");
    Eventually.until("it goes on", SOON, () -> engine.rows() == 1);
  }

  /**
   * Each of the two is refused with what the other was: the source is away, a column is not there.
   */
  @Test
  void aSourceAndItsJobThatChangeTogetherAreCheckedAsTheyWillBe() throws Exception {
    String before = file(engine.job(), "t", "id", "n");
    String secret =
        "\"properties\": {\"ssl.key.password\": \"${file:/old}\"}, \"bootstrapServers\"";
    write("orders.yaml", before.replace("\"bootstrapServers\"", secret));
    watch(false);
    untilRunning(engine.job(), 2);

    unread = true;
    write("orders.yaml", file(engine.job(), "t", "id"));
    engine.execute("ALTER TABLE t DROP COLUMN n");

    untilRunning(engine.job(), 1);
    assertThat(engine.api().source("of-" + engine.job()).spec().properties()).isEmpty();
    assertThat(view(engine.job()).spec().tables().get(0).mapping()).hasSize(1);
  }

  @Test
  void aDirectoryThatIsAwayForAMomentDeclaresNothingLess() throws Exception {
    write("orders.yaml", file(engine.job(), "t", "id"));
    watch(true);
    untilRunning(engine.job(), 1);
    Path away = dir.resolveSibling(dir.getFileName() + "-away");

    Files.move(dir, away);
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(7));
    Files.move(away, dir);

    assertThat(view(engine.job()).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aSecondFileThatDeclaresTheJobStopsItNot() throws Exception {
    String text = file(engine.job(), "t", "id");
    write("orders.yaml", text);
    watch(true);
    untilRunning(engine.job(), 1);
    JsonObject second = new JsonObject(text).getJsonObject("jobs");
    second.getJsonObject(engine.job()).put("started", false);

    write("a-copy.yaml", new JsonObject().put("jobs", second).encode());

    Eventually.until(
        "the status says so",
        SOON,
        () -> warned(engine.job(), WarningCode.DOCUMENT_NOT_TAKEN, "keep one"));
    assertThat(view(engine.job()).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void anotherDatabaseUnderARunningJobIsNotTaken() throws Exception {
    write("orders.yaml", file(engine.job(), "t", "id"));
    watch(false);
    untilRunning(engine.job(), 1);
    JsonObject before = engine.destination();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
    Sql old = engine.session();
    engine.moveToFreshDatabase();
    engine.createTable("id BIGINT PRIMARY KEY, n BIGINT");

    write("orders.yaml", file(engine.job(), "t", "id"));

    Eventually.until(
        "the status says so",
        SOON,
        () -> warned(engine.job(), WarningCode.DOCUMENT_NOT_TAKEN, "stop the job; its file"));
    engine.send(0, "{\"id\":2}");
    Eventually.until(
        "it goes on as it was",
        SOON,
        () -> old.query("SELECT COUNT(*) FROM t").equals(List.of(List.of("2"))));
    assertThat(view(engine.job()).spec().destination().database())
        .isEqualTo(before.getString("database"));
    assertThat(view(engine.job()).state()).isEqualTo(JobState.RUNNING);
  }

  private boolean warned(String job, WarningCode code, String words) {
    return status(job).warnings().stream()
        .anyMatch(w -> w.code() == code && w.message().contains(words));
  }
}
