package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.answer.PreconditionFailed;
import dev.millrace.document.JobDocument;
import dev.millrace.error.JobError;
import dev.millrace.metrics.Metrics;
import dev.millrace.model.Documents;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.TempFiles;
import dev.millrace.timeline.EntryListener;
import dev.millrace.timeline.Timelines;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is wished of a job while the catalog still writes what was wished before. */
class DesiredStateTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final HeldCatalog catalog = new HeldCatalog();
  private final Path directory = TempFiles.directory("timeline");
  private final Engine engine;

  DesiredStateTest() {
    Map<String, Object> document = Documents.minimalJob();
    Documents.at(document, "destination").put("password", "${env:NOT_THERE}");
    JobSpec spec = JobDocument.read(document);
    catalog.sources.put(
        spec.source(),
        new StoredSource(
            new SourceSpec("127.0.0.1:1", "t", "json", Map.of("security.protocol", "NONE"), ""),
            1));
    catalog.jobs.put(
        "j",
        JobEntry.created(spec, Instant.EPOCH)
            .withDesired(true, JobState.FAILED, JobError.of("a", "b", "c")));
    engine =
        new Engine(
            vertx,
            catalog,
            secret -> {
              // The job fails at once, and only a person can help.
              if (secret.reveal().contains("NOT_THERE")) {
                throw new IllegalArgumentException("there is no such variable");
              }
              return secret.reveal();
            },
            new Metrics(),
            Declared.NOTHING,
            new Timelines(vertx, directory, "node", EntryListener.NONE));
  }

  @AfterEach
  void close() {
    vertx.close().await();
    TempFiles.delete(directory);
  }

  /** Lets every change happen until all of these are answered. */
  private void settle(List<Future<?>> futures) {
    Eventually.until(
        "all is answered",
        SOON,
        () -> {
          vertx.runOnContext(v -> catalog.makeNext());
          return futures.stream().allMatch(Future::isComplete);
        });
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void aStopThatCrossesAFailureIsTheWish() throws Exception {
    Future<?> started = engine.start();
    Future<JobStatus> stopped = engine.stop("j");
    Eventually.until(
        "the job fails while the stop is written",
        SOON,
        () -> engine.job("j").state() == JobState.STOPPING);
    settle(List.of(started, stopped));
    Eventually.until(
        "the job rests",
        SOON,
        () -> {
          settle(List.of());
          return !engine.job("j").state().isActive() && catalog.held.isEmpty();
        });

    assertThat(catalog.jobs.get("j").started()).isFalse();
  }

  @Test
  void aFailureAloneLeavesTheWish() throws Exception {
    settle(List.of(engine.start()));
    Eventually.until(
        "the job failed",
        SOON,
        () -> {
          settle(List.of());
          return engine.job("j").state() == JobState.FAILED && catalog.held.isEmpty();
        });

    assertThat(catalog.jobs.get("j").started()).isTrue();
  }

  @Test
  void ofTwoSourcesPutAtOnceTheSecondKeepsTheSecretOfTheFirst() throws Exception {
    catalog.jobs.clear();
    get(engine.start());

    Future<?> first = engine.putSource("s", withKey("first"), Precondition.NONE);
    Future<StoredSource> second = engine.putSource("s", withKey("***"), Precondition.NONE);
    settle(List.of(first, second));

    assertThat(get(second).spec().properties()).containsEntry("ssl.key.password", "first");
    assertThat(catalog.sources.get("s")).isEqualTo(get(second));
    Future<?> late =
        engine.putSource("s", withKey("late"), new Precondition(true, false, Set.of(7L)));
    settle(List.of(late));
    assertThat(late.cause()).isInstanceOf(PreconditionFailed.class);
  }

  private static SourceSpec withKey(String password) {
    return new SourceSpec("a:1", "t", "json", Map.of("ssl.key.password", password), "");
  }

  @Test
  void aDeletedJobStaysDeletedWhateverWasWishedBefore() throws Exception {
    catalog.jobs.compute("j", (name, e) -> e.withDesired(false, JobState.STOPPED, null));
    get(engine.start());
    List<Future<?>> all = new ArrayList<>();
    all.add(engine.stop("j"));
    all.add(engine.stop("j"));
    all.add(engine.deleteJob("j", Precondition.NONE));

    settle(all);
    settle(List.of());

    assertThat(engine.jobs()).isEmpty();
    assertThat(catalog.jobs).isEmpty();
  }

  @Test
  void aJobThatWasStoredTooLateForItsCallerIsThereAndOneDeletedTooLateIsGone() throws Exception {
    JobSpec spec = catalog.jobs.get("j").spec();
    catalog.jobs.clear();
    get(engine.start());
    catalog.late = true;
    Future<?> unanswered = engine.putJob("late", spec, Precondition.NONE);
    settle(List.of(unanswered));
    assertThat(unanswered.failed()).isTrue();
    Eventually.until("it is there", SOON, () -> engine.jobs().size() == 1);

    Future<?> deleted = engine.deleteJob("late", Precondition.NONE);
    settle(List.of(deleted));
    assertThat(deleted.failed()).isTrue();
    Eventually.until("it is gone", SOON, () -> engine.jobs().isEmpty());

    catalog.late = false;
    Future<JobView> again = engine.putJob("late", spec, Precondition.NONE);
    settle(List.of(again));
    assertThat(get(again).name()).isEqualTo("late");
  }

  @Test
  void aSourceThatIsBeingDeletedTakesNoJobAndOneThatAJobIsBeingPutOnIsNotDeleted()
      throws Exception {
    JobSpec spec = catalog.jobs.get("j").spec();
    catalog.jobs.clear();
    get(engine.start());

    Future<?> deleted = engine.deleteSource(spec.source(), Precondition.NONE);
    Future<?> put = engine.putJob("j", spec, Precondition.NONE);
    settle(List.of(deleted, put));

    assertThat(deleted.succeeded()).isTrue();
    assertThat(put.failed()).isTrue();
    assertThat(catalog.jobs).isEmpty();
  }

  @Test
  void aJobIsNotStartedWhileItsSourceIsBeingReplaced() throws Exception {
    String source = catalog.jobs.get("j").spec().source();
    catalog.jobs.compute("j", (name, e) -> e.withDesired(false, JobState.STOPPED, null));
    get(engine.start());

    Future<?> replaced = engine.putSource(source, SourceSpec.of("b:1", "t"), Precondition.NONE);
    Future<?> started = engine.start("j");
    settle(List.of(replaced, started));

    assertThat(replaced.succeeded()).isTrue();
    assertThat(started.cause()).isInstanceOf(Conflict.class).hasMessageContaining("try again");
  }

  /** Whoever ends the process closes the catalog next. */
  @Test
  void aDrainWaitsForAJobThatIsStillStopping() throws Exception {
    get(engine.start());
    Eventually.until(
        "the job ends as failed, which the catalog has not taken yet",
        SOON,
        () -> engine.job("j").state() == JobState.STOPPING && !catalog.held.isEmpty());

    Future<Void> drained = engine.drain();
    vertx.timer(300, TimeUnit.MILLISECONDS).toCompletionStage().toCompletableFuture().get();
    assertThat(drained.isComplete()).isFalse();
    settle(List.of(drained));

    assertThat(engine.job("j").state()).isEqualTo(JobState.FAILED);
    assertThat(catalog.held).isEmpty();
  }
}
