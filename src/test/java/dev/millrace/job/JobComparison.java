package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.error.JobError;
import dev.millrace.job.JobModel.Kind;
import dev.millrace.job.JobModel.Partition;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Holds a real job and what it wrote against {@link JobModel}. */
record JobComparison(JobModel model, JobTables tables) {
  static final Duration SOON = Duration.ofSeconds(90);

  /** Waits until the job is where it goes; how far it came must be possible, the model follows. */
  JobState untilThere(EngineKit kit) {
    JobState goal = model.goal();
    JobStatus status =
        Eventually.get(
            "the job is " + goal,
            SOON,
            () -> kit.status("j"),
            s -> s.state() == goal && (goal != JobState.RUNNING || reached(s)));
    takeLedger(status, goal);
    model.arrived();
    Eventually.get(
        "the status tells what is in the ledger",
        SOON,
        () -> kit.status("j"),
        s -> s.balanced() && s.state() == goal && told(s).equals(expectedLedger()));
    return goal;
  }

  /** Everything in the database is as the model says, and nothing else is there. */
  void ofTables() {
    assertThat(tables.ledger().stream().map(List::toString).toList()).isEqualTo(expectedLedger());
    assertThat(tables.rows()).isEqualTo(model.table);
    assertThat(tables.quarantine()).isEqualTo(model.quarantine);
  }

  private boolean reached(JobStatus status) {
    return status.partitions().size() == model.partitions.length
        && status.partitions().stream()
            .allMatch(
                p -> p.ledger().nextOffset() == model.partitions[p.ledger().partition()].end());
  }

  private static List<String> told(JobStatus status) {
    return status.partitions().stream()
        .map(p -> p.ledger())
        .map(
            l ->
                List.of(
                        l.startOffset(),
                        l.nextOffset(),
                        l.count(Count.WRITTEN),
                        l.count(Count.NULLED_FIELDS),
                        l.count(Count.QUARANTINED),
                        l.count(Count.TOMBSTONES))
                    .toString())
        .toList();
  }

  /** How far each partition has come, which must be possible; the model does the rest. */
  private void takeLedger(JobStatus status, JobState goal) {
    List<List<Long>> ledger = tables.ledger();
    if (ledger.isEmpty() && !model.inLedger) {
      return;
    }
    if (!model.inLedger) {
      model.enteredLedger();
    }
    long[] reach = Arrays.stream(model.partitions).mapToLong(model::reach).toArray();
    boolean toTheEnd = model.active && goal != JobState.FAILED;
    for (int i = 0; i < model.partitions.length; i++) {
      long next = ledger.get(i).get(1);
      assertThat(next).isBetween(toTheEnd ? reach[i] : model.partitions[i].next, reach[i]);
      model.advance(i, next);
    }
    if (model.active && goal == JobState.FAILED) {
      checkError(status.error());
    }
  }

  private void checkError(JobError error) {
    if (model.spec.faulty()) {
      assertThat(error.code()).isEqualTo("unready");
      return;
    }
    Partition stopped = model.partitions[error.partition()];
    assertThat(model.stoppedAt(stopped)).isTrue();
    assertThat(error.offset()).isEqualTo(stopped.next);
    boolean dirty = stopped.records.get((int) stopped.next) == Kind.DIRTY;
    assertThat(error.code()).isEqualTo(dirty ? "not-a-number" : "not-json");
  }

  List<String> expectedLedger() {
    return model.inLedger
        ? Arrays.stream(model.partitions).map(Partition::toString).toList()
        : List.of();
  }
}
