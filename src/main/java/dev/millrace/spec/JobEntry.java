package dev.millrace.spec;

import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TopicId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** All that the catalog keeps of one job; what people want and what became of it. */
public record JobEntry(DesiredJob desired, JobFacts facts) {

  public static JobEntry created(JobSpec spec, Instant now) {
    return new JobEntry(DesiredJob.created(spec), JobFacts.created(now));
  }

  /**
   * With another desired state, and without the facts that do not hold under it: in another
   * database is another ledger, another document may end elsewhere, and the end of a bounded job is
   * fixed by its first start and forgotten when it rests for good.
   */
  public JobEntry with(DesiredJob next) {
    JobFacts left = facts;
    if (!next.spec().destination().sameDatabase(spec().destination())) {
      left = left.withoutLedger();
    }
    if (!next.started() || next.revision() != desired.revision()) {
      left = left.withStopOffsets(Map.of());
    }
    return new JobEntry(next, left);
  }

  public JobEntry withFacts(JobFacts newFacts) {
    return new JobEntry(desired, newFacts);
  }

  /**
   * With the document of an earlier entry, under a revision of its own, and the end that was fixed
   * for it. What is known of the ledger by now stays: of one database it is the same.
   */
  public JobEntry backTo(JobEntry earlier) {
    JobEntry back = with(desired.withSpec(earlier.spec(), earlier.mappingInferred()));
    JobFacts left = back.facts.topic() == null ? earlier.facts : back.facts;
    return back.withFacts(left.withStopOffsets(earlier.stopOffsets()));
  }

  /** To run or not from now on, and the state that it settles in. */
  public JobEntry withDesired(boolean started, JobState settled, JobError error) {
    JobEntry next = with(desired.withStarted(started));
    return next.withFacts(next.facts.withSettled(settled, error, Instant.now()));
  }

  /** Its ledger was cleared. */
  public JobEntry withoutLedger() {
    return withFacts(facts.withoutLedger());
  }

  public JobSpec spec() {
    return desired.spec();
  }

  public boolean mappingInferred() {
    return desired.mappingInferred();
  }

  public boolean started() {
    return desired.started();
  }

  public JobState settled() {
    return facts.settled();
  }

  public TopicId topic() {
    return facts.topic();
  }

  public Map<PartitionId, Long> stopOffsets() {
    return facts.stopOffsets();
  }

  public Set<PartitionId> ledgerPartitions() {
    return facts.ledgerPartitions();
  }
}
