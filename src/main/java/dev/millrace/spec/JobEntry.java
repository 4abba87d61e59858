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

  /** With the document of an earlier entry, and what was known under it; a revision of its own. */
  public JobEntry backTo(JobEntry earlier) {
    return with(desired.withSpec(earlier.spec(), earlier.mappingInferred()))
        .withFacts(earlier.facts);
  }

  /** To run or not from now on, and the state that it settles in. */
  public JobEntry withDesired(boolean started, JobState settled, JobError error) {
    JobEntry next = with(desired.withStarted(started));
    return next.withFacts(next.facts.withSettled(settled, error, Instant.now()));
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
