package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.model.Documents;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.TopicId;
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
  private final CatalogEntry kept = new CatalogEntry(catalog, "j", CREATED);
  private final UnaryOperator<JobEntry> found = e -> e.with(e.spec(), true, e.stopOffsets(), TOPIC);
  private final UnaryOperator<JobEntry> stopped =
      e -> e.wish(false, JobState.STOPPED, null, Map.of());

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
    assertThat(kept.now().rest()).isEqualTo(JobState.STOPPED);
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
    assertThat(kept.now().rest()).isEqualTo(JobState.STOPPED);
  }

  @Test
  void aStartThatFoundNoLeaderKeepsNoTopicThatItsLedgerWouldBeMissedOf() {
    kept.keep(ready());
    makeAll();
    assertThat(kept.now().topic()).isNull();

    kept.keep(ready(LedgerRow.startingAt("t", 0, 0)));
    makeAll();

    assertThat(kept.now().topic()).isEqualTo(TOPIC);
    assertThat(kept.now().ledgerPartitions()).containsExactly(0);
  }

  private static StartPreparation.PreparedJob ready(LedgerRow... ledger) {
    return new StartPreparation.PreparedJob(
        CREATED.spec(), true, null, Map.of(), TOPIC, Set.of(), List.of(ledger));
  }

  @Test
  void whatChangesNothingIsNotWritten() {
    kept.change(found);
    makeAll();

    assertThat(kept.change(found).succeeded()).isTrue();

    assertThat(catalog.held).isEmpty();
  }
}
