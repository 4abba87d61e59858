package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.document.JobDocument;
import dev.millrace.metrics.Metrics;
import dev.millrace.model.Documents;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobError;
import dev.millrace.model.JobSpec;
import dev.millrace.model.JobState;
import dev.millrace.model.SourceSpec;
import dev.millrace.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is wished of a job while the catalog still writes what was wished before. */
class WishTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final HeldCatalog catalog = new HeldCatalog();
  private final Engine engine;

  WishTest() {
    Map<String, Object> document = Documents.minimalJob();
    Documents.at(document, "destination").put("password", "${env:NOT_THERE}");
    JobSpec spec = JobDocument.read(document);
    catalog.sources.put(
        spec.source(),
        new SourceSpec("127.0.0.1:1", "t", "json", Map.of("security.protocol", "NONE"), ""));
    catalog.jobs.put(
        "j",
        JobEntry.created(spec, Instant.EPOCH)
            .wish(true, JobState.FAILED, JobError.of("a", "b", "c"), Map.of()));
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
            Declared.NOTHING);
  }

  @AfterEach
  void close() {
    vertx.close();
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

    assertThat(catalog.jobs.get("j").wanted()).isFalse();
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

    assertThat(catalog.jobs.get("j").wanted()).isTrue();
  }

  @Test
  void aDeletedJobStaysDeletedWhateverWasWishedBefore() throws Exception {
    catalog.jobs.compute("j", (name, e) -> e.wish(false, JobState.STOPPED, null, Map.of()));
    get(engine.start());
    List<Future<?>> all = new ArrayList<>();
    all.add(engine.stop("j"));
    all.add(engine.stop("j"));
    all.add(engine.deleteJob("j"));

    settle(all);
    settle(List.of());

    assertThat(engine.jobs()).isEmpty();
    assertThat(catalog.jobs).isEmpty();
  }
}
