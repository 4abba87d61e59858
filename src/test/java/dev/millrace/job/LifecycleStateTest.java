package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.error.JobError;
import dev.millrace.job.LifecycleState.Active;
import dev.millrace.job.LifecycleState.Resting;
import dev.millrace.job.LifecycleState.Starting;
import dev.millrace.job.LifecycleState.Stopping;
import dev.millrace.model.Documents;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.SourceSpec;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the moves of a job's life lead; those that there are not do not compile. */
class LifecycleStateTest {
  private static final JobError CAUSE = JobError.of("database", "connection-lost", "it is away");
  private static final SourceSpec SOURCE = new SourceSpec("b:1", "t", "json", Map.of(), "");

  private final JobEntry entry =
      JobEntry.created(JobDocument.read(Documents.minimalJob()), Instant.EPOCH);

  private final Resting created = LifecycleState.of(entry);

  @Test
  void aStartThatIsRefusedLeavesTheJobAsItWas() {
    Starting starting = created.begin(null);

    assertThat(starting.shown()).isEqualTo(JobState.STARTING);
    assertThat(starting.since()).isAfter(Instant.EPOCH);
    assertThat(starting.backTo(created).since()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void troubleIsShownOnceAllLanesAreThere() {
    Starting starting = created.begin(null);

    assertThat(starting.failing(CAUSE).shown()).isEqualTo(JobState.STARTING);
    Active retrying = starting.toRunning().failing(CAUSE);
    assertThat(retrying.shown()).isEqualTo(JobState.RETRYING);
    assertThat(retrying.error()).isEqualTo(CAUSE);
    assertThat(retrying.recovered().shown()).isEqualTo(JobState.RUNNING);
    assertThat(retrying.recovered().error()).isNull();
  }

  @Test
  void theNextAttemptGoesOnShowingWhyItWasNeeded() {
    Active retrying = created.begin(null).toRetrying(CAUSE).begin(null);

    assertThat(retrying.shown()).isEqualTo(JobState.RETRYING);
    assertThat(retrying.error()).isEqualTo(CAUSE);
  }

  @Test
  void aStateThatIsEnteredAgainIsAsOldAsItWas() {
    var retrying = created.begin(null).toRetrying(CAUSE);

    assertThat(retrying.failing(CAUSE).since()).isSameAs(retrying.since());
    assertThat(retrying.begin(null).since()).isSameAs(retrying.since());
    assertThat(created.toResting(SettledState.stopped(JobState.CREATED)).since())
        .isEqualTo(Instant.EPOCH);
  }

  @Test
  void aStopDuringAStopIsWhatTheJobRestsAs() {
    Stopping stopping = created.begin(null).toStopping(SettledState.failed(CAUSE), SOURCE);
    JobEntry started = entry.withDesired(true, JobState.STOPPED, null);
    JobEntry wanted =
        started.withFacts(started.facts().withStopOffsets(Map.of(new PartitionId("t", 0), 5L)));
    assertThat(stopping.restart()).isEqualTo(SOURCE);
    assertThat(stopping.settled(wanted).started()).isTrue();

    stopping.restsAs(SettledState.stopped(JobState.STOPPING));

    assertThat(stopping.restart()).isNull();
    assertThat(stopping.toResting().shown()).isEqualTo(JobState.STOPPED);
    assertThat(stopping.toResting().error()).isNull();
    assertThat(stopping.settled(wanted).started()).isFalse();
    assertThat(stopping.settled(wanted).stopOffsets()).isEmpty();
  }

  @Test
  void whatNeverRanOrIsAtItsEndStaysThatWhenItIsStopped() {
    assertThat(SettledState.stopped(JobState.CREATED).state()).isEqualTo(JobState.CREATED);
    assertThat(SettledState.stopped(JobState.FINISHED).state()).isEqualTo(JobState.FINISHED);
    assertThat(SettledState.stopped(JobState.FAILED).state()).isEqualTo(JobState.STOPPED);
    assertThat(SettledState.reset(JobState.FINISHED).state()).isEqualTo(JobState.STOPPED);
  }
}
