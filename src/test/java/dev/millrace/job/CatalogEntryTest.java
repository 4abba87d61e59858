package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.Precondition;
import dev.millrace.answer.PreconditionFailed;
import dev.millrace.document.JobDocument;
import dev.millrace.model.Documents;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TopicId;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobFacts;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CatalogEntryTest {
  private static final TopicId TOPIC = new TopicId("t", "id");
  private static final JobEntry CREATED =
      JobEntry.created(JobDocument.read(Documents.minimalJob()), Instant.EPOCH);

  private final HeldCatalog catalog = new HeldCatalog();

  {
    catalog.jobs.put("j", CREATED);
  }

  private final CatalogEntry kept = new CatalogEntry(catalog, "j", CREATED);
  private final UnaryOperator<JobEntry> found =
      e ->
          e.with(e.desired().withSpec(e.spec(), true))
              .withFacts(e.facts().withLedger(TOPIC, e.ledgerPartitions()));
  private final UnaryOperator<JobEntry> stopped = e -> e.withDesired(false, JobState.STOPPED, null);

  private void makeAll() {
    while (catalog.makeNext()) {}
  }

  @Test
  void aStopThatComesWhileTheStartIsWrittenUndoesNothingOfIt() {
    Future<Void> started = kept.change(found);
    Future<Void> stopping = kept.change(stopped);
    assertThat(kept.now()).isEqualTo(CREATED);

    makeAll();

    assertThat(started.succeeded() && stopping.succeeded()).isTrue();
    assertThat(catalog.jobs.get("j")).isEqualTo(kept.now());
    assertThat(kept.now().topic()).isEqualTo(TOPIC);
    assertThat(kept.now().mappingInferred()).isTrue();
    assertThat(kept.now().settled()).isEqualTo(JobState.STOPPED);
  }

  @Test
  void aChangeThatIsNotTakenLeavesTheEntryAsItWas() {
    catalog.full = true;
    Future<Void> failed = kept.change(found);
    makeAll();
    assertThat(failed.failed()).isTrue();
    assertThat(kept.now()).isEqualTo(CREATED);

    catalog.full = false;
    Future<Void> taken = kept.change(stopped);
    makeAll();

    assertThat(taken.succeeded()).isTrue();
    assertThat(kept.now().topic()).isNull();
    assertThat(kept.now().settled()).isEqualTo(JobState.STOPPED);
  }

  @Test
  void aStartThatFoundNoLeaderKeepsNoTopicThatItsLedgerWouldBeMissedOf() {
    kept.keep(ready());
    makeAll();
    assertThat(kept.now().topic()).isNull();

    kept.keep(ready(LedgerRow.startingAt(new PartitionId("t", 0), 0)));
    makeAll();

    assertThat(kept.now().topic()).isEqualTo(TOPIC);
    assertThat(kept.now().ledgerPartitions()).containsExactly(new PartitionId("t", 0));
  }

  private static StartPreparation.PreparedJob ready(LedgerRow... ledger) {
    return new StartPreparation.PreparedJob(
        CREATED.spec(), true, null, Map.of(), TOPIC, Set.of(), List.of(ledger));
  }

  @Test
  void whatAnotherWroteMeanwhileIsNotOverwritten() {
    JobSpec other = mapping("other");
    JobFacts facts = CREATED.facts().withLedger(TOPIC, Set.of(new PartitionId("t", 0)));
    catalog.jobs.put("j", new JobEntry(CREATED.desired().withSpec(other, false), facts));

    Future<Void> stopping = kept.change(e -> e.withDesired(true, JobState.STOPPED, null));
    makeAll();

    assertThat(stopping.succeeded()).isTrue();
    assertThat(catalog.jobs.get("j")).isEqualTo(kept.now());
    assertThat(kept.now().spec()).isEqualTo(other);
    assertThat(kept.now().started()).isTrue();
    assertThat(kept.now().topic()).isEqualTo(TOPIC);
  }

  @Test
  void aDocumentThatWasChangedMeanwhileIsReplacedOnlyWhereTheCallerDoesNotMind() {
    JobSpec other = mapping("other");
    JobSpec third = mapping("third");
    catalog.jobs.put("j", CREATED.with(CREATED.desired().withSpec(other, false)));
    Precondition first = new Precondition(true, false, Set.of(1L));

    Future<Void> late = kept.put(third, first, (before, after) -> {});
    makeAll();

    assertThat(late.cause()).isInstanceOf(PreconditionFailed.class);
    assertThat(catalog.jobs.get("j").spec()).isEqualTo(other);
    Future<Void> lateDelete = kept.delete(first);
    makeAll();
    assertThat(lateDelete.cause()).isInstanceOf(PreconditionFailed.class);

    Future<Void> put = kept.put(third, Precondition.NONE, (before, after) -> {});
    makeAll();

    assertThat(put.succeeded()).isTrue();
    assertThat(catalog.jobs.get("j").spec()).isEqualTo(third);
    assertThat(catalog.jobs.get("j").desired().revision()).isEqualTo(3);
  }

  @Test
  void ofTwoDocumentsAtOnceTheSecondKeepsTheSecretOfTheFirst() {
    Future<Void> first = kept.put(withPassword("first"), Precondition.NONE, (was, is) -> {});
    Future<Void> second = kept.put(withPassword("***"), Precondition.NONE, (was, is) -> {});
    makeAll();

    assertThat(first.succeeded() && second.succeeded()).isTrue();
    assertThat(catalog.jobs.get("j").spec().destination().password().reveal()).isEqualTo("first");
  }

  /** A process that dies, or a disk that is full, between two writes would tear it. */
  @Test
  void whatIsDesiredAndWhatBecameOfItAreOneWrite() {
    Future<Void> done =
        kept.change(
            e ->
                e.withDesired(true, JobState.STOPPED, null)
                    .withFacts(e.facts().withLedger(TOPIC, Set.of())));

    assertThat(catalog.makeNext()).isTrue();

    assertThat(done.succeeded()).isTrue();
    assertThat(catalog.held).isEmpty();
    assertThat(catalog.jobs.get("j").started()).isTrue();
    assertThat(catalog.jobs.get("j").topic()).isEqualTo(TOPIC);
  }

  @Test
  void aDeleteThatWasStoredTooLateForItsCallerIsDoneWhenItIsAskedForAgain() {
    catalog.late = true;
    Future<Void> unanswered = kept.delete(Precondition.NONE);
    makeAll();
    assertThat(unanswered.failed()).isTrue();

    catalog.late = false;
    Future<Void> again = kept.delete(Precondition.NONE);
    makeAll();

    assertThat(again.succeeded()).isTrue();
  }

  @Test
  void factsThatWereStoredTooLateForTheirCallerAreWhatTheNextChangeBuildsOn() {
    catalog.late = true;
    kept.change(e -> e.withFacts(e.facts().withLedger(TOPIC, Set.of())));
    makeAll();

    catalog.late = false;
    Future<Void> next = kept.change(e -> e.withFacts(e.facts().withStopOffsets(Map.of())));
    Future<Void> stopping = kept.change(stopped);
    makeAll();

    assertThat(next.succeeded() && stopping.succeeded()).isTrue();
    assertThat(catalog.jobs.get("j").topic()).isEqualTo(TOPIC);
    assertThat(kept.now()).isEqualTo(catalog.jobs.get("j"));
  }

  private static JobSpec mapping(String column) {
    return CREATED
        .spec()
        .withTables(
            List.of(
                CREATED
                    .spec()
                    .tables()
                    .get(0)
                    .withMapping(List.of(MappingEntry.of("/" + column, column, "INT")))));
  }

  private static JobSpec withPassword(String password) {
    Map<String, Object> document = Documents.minimalJob();
    Documents.at(document, "destination").put("password", password);
    return JobDocument.read(document);
  }

  @Test
  void aBoundedJobThatDiesWhileItsEndIsWrittenFindsTheSameEndAgain() {
    kept.change(
        e -> {
          JobEntry started = e.withDesired(true, JobState.STOPPED, null);
          return started.withFacts(
              started.facts().withStopOffsets(Map.of(new PartitionId("t", 0), 17L)));
        });
    makeAll();
    kept.change(SettledState.finished()::of);

    assertThat(catalog.jobs.get("j").started()).isTrue();
    assertThat(catalog.jobs.get("j").stopOffsets()).isEqualTo(Map.of(new PartitionId("t", 0), 17L));
    assertThat(catalog.makeNext()).isTrue();
    assertThat(catalog.held).as("nothing to die before").isEmpty();
    assertThat(catalog.jobs.get("j").started()).isFalse();
    assertThat(catalog.jobs.get("j").settled()).isEqualTo(JobState.FINISHED);
    assertThat(catalog.jobs.get("j").stopOffsets()).isEmpty();
  }

  @Test
  void whatChangesNothingIsNotWritten() {
    kept.change(found);
    makeAll();

    assertThat(kept.change(found).succeeded()).isTrue();

    assertThat(catalog.held).isEmpty();
  }
}
