package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.KnownJob;
import dev.millrace.document.JobDocument;
import dev.millrace.model.Counts;
import dev.millrace.model.Documents;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.Policy;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobChangesTest {
  private static final JobSpec SPEC = JobDocument.read(Documents.minimalJob());

  private final JobChanges changes = new JobChanges();

  private static JobView view(String name, JobSpec spec) {
    return new JobView(name, spec, 1, JobState.RUNNING, null);
  }

  private static JobStatus status(String name, long next, Double lagSeconds) {
    return new JobStatus(
        name,
        JobState.RUNNING,
        Instant.EPOCH,
        null,
        List.of(
            new PartitionStatus(new LedgerRow("t", 0, 1, 0, next, Counts.NONE), 10, lagSeconds)),
        JobStatus.Rates.ZERO,
        List.of(),
        List.of(),
        List.of(),
        true,
        Instant.ofEpochSecond(next),
        "exactly-once",
        List.of(),
        List.of(),
        10 - next);
  }

  private static List<KnownJob> known(List<JobView> jobs, List<JobStatus> statuses) {
    return IntStream.range(0, jobs.size())
        .mapToObj(i -> new KnownJob(jobs.get(i), statuses.get(i)))
        .toList();
  }

  @Test
  void whatIsThereAtTheBeginningIsNoChangeNorIsTheAgeOfALag() {
    changes.begin(known(List.of(view("j", SPEC)), List.of(status("j", 1, 1.0))));

    assertThat(changes.changes(known(List.of(view("j", SPEC)), List.of(status("j", 1, 2.0)))))
        .isEmpty();
  }

  @Test
  void progressIsToldOfTheJobThatHasSome() {
    List<JobView> views = List.of(view("a", SPEC), view("b", SPEC));
    changes.begin(known(views, List.of(status("a", 1, 1.0), status("b", 1, 1.0))));

    JobStatus moved = status("b", 2, 1.0);

    assertThat(changes.changes(known(views, List.of(status("a", 1, 1.0), moved))))
        .containsExactly(new JobChange.Progress(moved));
    assertThat(changes.changes(known(views, List.of(status("a", 1, 1.0), moved)))).isEmpty();
  }

  @Test
  void documentsAndDeletionsAreToldBeforeProgress() {
    changes.begin(
        known(
            List.of(view("a", SPEC), view("gone", SPEC)),
            List.of(status("a", 1, 1.0), status("gone", 1, 1.0))));
    JobView altered = view("a", SPEC.withDirtyData(Policy.NULL));
    JobView made = view("new", SPEC);

    List<JobChange> found =
        changes.changes(
            known(List.of(altered, made), List.of(status("a", 2, 1.0), status("new", 0, null))));

    assertThat(found)
        .containsExactly(
            new JobChange.DocumentChanged(altered),
            new JobChange.DocumentChanged(made),
            new JobChange.Deleted("gone"),
            new JobChange.Progress(status("a", 2, 1.0)),
            new JobChange.Progress(status("new", 0, null)));
  }

  @Test
  void aDocumentThatWasReplacedAndPutBackBetweenTwoLooksHasChanged() {
    JobStatus status = status("j", 1, 1.0);
    changes.begin(known(List.of(view("j", SPEC)), List.of(status)));
    JobView again = new JobView("j", SPEC, 3, JobState.RUNNING, null);

    assertThat(changes.changes(known(List.of(again), List.of(status))))
        .containsExactly(new JobChange.DocumentChanged(again));
  }
}
