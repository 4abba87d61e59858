package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobChange.StateChanged;
import dev.millrace.document.JobDocument;
import dev.millrace.error.JobError;
import dev.millrace.metrics.Metrics;
import dev.millrace.model.Documents;
import dev.millrace.model.JobState;
import dev.millrace.preflight.ClientContext;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.status.JobWatchers;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.TempFiles;
import dev.millrace.timeline.EntryListener;
import dev.millrace.timeline.Timelines;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A job that is held for another source, while the catalog takes its time. */
class ChangeoverTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final SourceSpec SOURCE =
      new SourceSpec("127.0.0.1:1", "t", "json", Map.of("security.protocol", "NONE"), "");

  private final Vertx vertx = Vertx.vertx();
  private final HeldCatalog catalog = new HeldCatalog();
  private final Path directory = TempFiles.directory("timeline");
  private final List<JobState> states = new CopyOnWriteArrayList<>();
  private final EngineParts parts;
  private final Supervisor job;

  ChangeoverTest() {
    JobSpec spec = JobDocument.read(Documents.minimalJob());
    catalog.jobs.put(
        "j", JobEntry.created(spec, Instant.EPOCH).withDesired(true, JobState.STOPPED, null));
    JobWatchers watchers = new JobWatchers(Runnable::run, System::nanoTime);
    watchers.add(watchers.watch(change -> states.add(((StateChanged) change).state())), List.of());
    parts =
        new EngineParts(
            new ClientContext(
                vertx,
                secret -> {
                  // No server is needed: the job never gets as far.
                  throw new IllegalArgumentException("there is no such variable");
                },
                new AtomicBoolean()),
            catalog,
            new Metrics(),
            new AtomicReference<>(Declared.NOTHING),
            new AtomicLong(),
            watchers,
            new Timelines(vertx, directory, "node", EntryListener.NONE));
    job = new Supervisor(parts, "j", catalog.jobs.get("j"));
  }

  @AfterEach
  void close() {
    vertx.close().await();
    TempFiles.delete(directory);
  }

  private void atHome(Runnable work) {
    vertx.runOnContext(v -> work.run());
  }

  @Test
  void aWantedJobThatTakesLongToEndGoesOnWhenItHasEnded() {
    atHome(() -> job.goOn(SOURCE));
    Eventually.until("it is active", SOON, () -> states.contains(JobState.RETRYING));
    atHome(() -> job.changeover().pause());
    Eventually.until(
        "it ends, which the catalog does not know yet", SOON, () -> !catalog.held.isEmpty());
    states.clear();

    atHome(
        () -> {
          job.goOn(SOURCE);
          catalog.makeNext();
        });

    Eventually.until("it goes on", SOON, () -> states.contains(JobState.STARTING));
  }

  @Test
  void whatADeclaredJobFailedWithSaysWhereItIsMended() {
    JobError cause = JobError.of("dirty", "too-long", "alter the column, and start again");
    JobEntry failed = catalog.jobs.get("j").withDesired(true, JobState.FAILED, cause);

    Supervisor declared = new Supervisor(parts, "j", failed);
    assertThat(declared.snapshot().error().message()).isEqualTo(cause.message());
    parts.declare(new Declared(Map.of(), Map.of("j", "orders.yaml")));
    assertThat(declared.snapshot().error().message())
        .startsWith(cause.message())
        .contains("declared in orders.yaml");
  }

  @Test
  void aJobThatIsHeldWhileTheProcessEndsStartsNoMore() {
    atHome(
        () -> {
          job.drain();
          job.goOn(SOURCE);
          states.add(job.view().state());
        });

    Eventually.until("it was asked", SOON, () -> !states.isEmpty());
    assertThat(states).containsExactly(JobState.STOPPED);
  }
}
