package dev.millrace.declared;

import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.model.JobState;
import dev.millrace.spec.DesiredJob;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobFacts;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeclaredJobsTest {
  private static final JobSpec DECLARED = JobDocument.read(minimalJob());

  @Test
  void aNewJobIsCreatedAndWantedOnlyWhereTheFileSaysSo() {
    assertThat(DeclaredJobs.entry(null, DECLARED, null).started()).isFalse();
    assertThat(DeclaredJobs.entry(null, DECLARED, true).started()).isTrue();
    assertThat(DeclaredJobs.entry(null, DECLARED, true).settled()).isEqualTo(JobState.CREATED);
  }

  @Test
  void whatIsEqualIsLeftAlone() {
    JobEntry old = entry(DECLARED, false, JobState.STOPPED, true);

    assertThat(DeclaredJobs.entry(old, DECLARED, null)).isEqualTo(old);
    assertThat(DeclaredJobs.entry(old, DECLARED, true)).isEqualTo(old);
  }

  @Test
  void anInferredMappingIsKept() {
    JobSpec inferred = DECLARED.withInferred(List.of(MappingEntry.of("/a", "a", "INT")));
    JobEntry old = entry(inferred, true, JobState.STOPPED, true);

    assertThat(DeclaredJobs.entry(old, DECLARED, null)).isEqualTo(old);
  }

  @Test
  void theRestThatWasInferredBesideDeclaredEntriesIsKept() {
    MappingEntry given = MappingEntry.of("/a", "a", "INT");
    MappingEntry untyped = MappingEntry.of("/c", "c", null);
    JobSpec declared = rest(given, untyped);
    JobEntry old =
        entry(
            declared.withInferred(
                List.of(
                    given,
                    MappingEntry.of("/c", "c", "BIGINT"),
                    MappingEntry.of("/b", "b", "INT"))),
            true,
            JobState.STOPPED,
            true);

    assertThat(DeclaredJobs.entry(old, declared, null)).isEqualTo(old);
    JobSpec other = rest(MappingEntry.of("/a", "a", "BIGINT"));
    assertThat(DeclaredJobs.entry(old, other, null).spec()).isEqualTo(other);
    assertThat(DeclaredJobs.entry(old, other, null).mappingInferred()).isFalse();
  }

  private static JobSpec rest(MappingEntry... given) {
    // Without a mapping the rest is what is inferred.
    JobSpec declared = DECLARED.withMapping(List.of(given));
    assertThat(declared.infer()).isEqualTo(JobSpec.Infer.REST);
    return declared;
  }

  @Test
  void theFileWinsAndTheWishStaysUnlessItSaysOtherwise() {
    JobEntry old =
        entry(
            DECLARED.withMapping(List.of(MappingEntry.of("/a", "a", "INT"))),
            false,
            JobState.STOPPED,
            true);

    assertThat(DeclaredJobs.entry(old, DECLARED, null).spec()).isEqualTo(DECLARED);
    assertThat(DeclaredJobs.entry(old, DECLARED, null).started()).isTrue();
    assertThat(DeclaredJobs.entry(old, DECLARED, false).started()).isFalse();
  }

  @Test
  void aFinishedJobIsNotStartedAgainUnlessItsEndMoved() {
    JobEntry old = entry(DECLARED, false, JobState.FINISHED, false);
    Map<String, Object> doc = minimalJob();
    doc.put("stopAt", map("at", "latest"));

    assertThat(DeclaredJobs.entry(old, DECLARED, true).started()).isFalse();
    JobEntry moved = DeclaredJobs.entry(old, JobDocument.read(doc), true);
    assertThat(moved.started()).isTrue();
    assertThat(moved.stopOffsets()).isEmpty();
  }

  private static JobEntry entry(JobSpec spec, boolean inferred, JobState rest, boolean wanted) {
    return new JobEntry(
        new DesiredJob(spec, inferred, wanted, 3),
        new JobFacts(rest, null, Instant.EPOCH, Map.of(0, 17L), null, Set.of()));
  }
}
