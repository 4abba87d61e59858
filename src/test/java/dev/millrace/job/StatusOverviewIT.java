package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobWatch;
import dev.millrace.answer.KnownJob;
import dev.millrace.answer.Precondition;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All jobs' statuses are told from memory, and who watches is told what changes. */
@OneServer("what is kept in memory is the same of every server")
class StatusOverviewIT {
  private static final String MAPPING = "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"}]}";

  @RegisterExtension
  final TestEngine engine = TestEngine.withPartitions(1).withTable("id BIGINT PRIMARY KEY");

  private JobStatus known() {
    return EngineKit.await(engine.api().statuses()).stream()
        .map(KnownJob::status)
        .filter(status -> status.job().equals(engine.job()))
        .findFirst()
        .orElseThrow();
  }

  private void loadOne() {
    engine.put(MAPPING);
    engine.start();
    engine.send(0, "{\"id\":1}");
  }

  @Test
  void ofAJobThatRunsTheNewestLookIsKnown() {
    loadOne();

    Eventually.until(
        "the load is known",
        TestEngine.SOON,
        () -> known().partitions().stream().anyMatch(p -> p.ledger().nextOffset() == 1));

    assertThat(known().state()).isEqualTo(JobState.RUNNING);
    assertThat(known().lanes()).isNotEmpty();
  }

  @Test
  void ofAJobThatRestsThingsGetKnownWhileSomebodyAsksAndNoCallAsksTheDatabase() {
    loadOne();
    engine.untilCaughtUp(1);
    engine.stop();
    engine.restartProcess();

    Eventually.until(
        "the ledger is known",
        TestEngine.SOON,
        () -> known().partitions().stream().anyMatch(p -> p.ledger().nextOffset() == 1));
    long before = selects();
    for (int i = 0; i < 500; i++) {
      known();
    }

    assertThat(selects() - before).isLessThan(100);
    assertThat(known().state()).isEqualTo(JobState.STOPPED);
  }

  private long selects() {
    return Long.parseLong(engine.query("SHOW GLOBAL STATUS LIKE 'Com_select'").get(0).get(1));
  }

  @Test
  void whoWatchesIsToldOfStatesProgressDocumentsAndDeletionsOnOneEventLoop() {
    List<JobChange> told = new CopyOnWriteArrayList<>();
    Set<String> threads = new ConcurrentSkipListSet<>();
    AtomicInteger thrown = new AtomicInteger();
    JobWatch thrower =
        engine
            .api()
            .watch(
                change -> {
                  thrown.incrementAndGet();
                  throw new IllegalStateException("planted");
                });
    JobWatch watch =
        engine
            .api()
            .watch(
                change -> {
                  threads.add(
                      Thread.currentThread().getName()
                          + " "
                          + Vertx.currentContext().isEventLoopContext());
                  told.add(change);
                });

    loadOne();
    Eventually.until(
        "the progress is told",
        TestEngine.SOON,
        () -> told.stream().anyMatch(change -> at(change) == 1));
    engine.stop();
    Eventually.until(
        "it is told to be stopped", TestEngine.SOON, () -> states(told).contains(JobState.STOPPED));
    EngineKit.await(engine.api().deleteJob(engine.job(), Precondition.NONE));
    Eventually.until(
        "the deletion is told",
        TestEngine.SOON,
        () -> told.contains(new JobChange.Deleted(engine.job())));

    assertThat(told).anyMatch(JobChange.DocumentChanged.class::isInstance);
    assertThat(states(told))
        .containsSubsequence(
            JobState.STARTING, JobState.RUNNING, JobState.STOPPING, JobState.STOPPED);
    assertThat(threads).hasSize(1).allMatch(thread -> thread.endsWith(" true"));
    assertThat(thrown.get()).isGreaterThanOrEqualTo(told.size());
    thrower.close();
    watch.close();
    int then = told.size();
    engine.put(MAPPING);
    assertThat(told).hasSize(then);
  }

  /** How far the one partition is, by this change; -1 where it does not tell. */
  private static long at(JobChange change) {
    return change instanceof JobChange.Progress progress
            && !progress.status().partitions().isEmpty()
        ? progress.status().partitions().get(0).ledger().nextOffset()
        : -1;
  }

  private static List<JobState> states(List<JobChange> told) {
    List<JobState> states = new ArrayList<>();
    for (JobChange change : told) {
      if (change instanceof JobChange.StateChanged changed) {
        states.add(changed.state());
      }
    }
    return states;
  }
}
