package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.flow.LedgerMemory;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.Documents;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.spec.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerGuardTest {
  private static final LedgerRow NEW =
      new LedgerRow("t", 0, 4, 0, 10, Counts.of(Count.WRITTEN, 10));
  private static final LedgerRow STALE =
      new LedgerRow("t", 0, 4, 0, 9, Counts.of(Count.WRITTEN, 9));

  private final JobSpec spec = JobDocument.read(Documents.minimalJob());
  private final LedgerMemory memory = new LedgerMemory();
  private final LedgerGuard guard = new LedgerGuard("j", spec, memory, List.of(NEW), Set::of);

  private static List<LedgerEntry> by(String digest, LedgerRow... rows) {
    return List.of(rows).stream()
        .map(row -> new LedgerEntry(row, LedgerEntry.Target.SAME, "d.t", digest, 0))
        .toList();
  }

  /** Whether each of so many looks in a row asks the server that writes. */
  private List<Boolean> looks(int count, LedgerRow... found) {
    List<Boolean> doubts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      doubts.add(guard.doubts(guard.before(), by(null, found)));
    }
    return doubts;
  }

  @Test
  void aReplicaThatIsBehindForAMomentIsNoDoubt() {
    memory.note(List.of(NEW));

    assertThat(looks(4, STALE)).containsOnly(false);
    assertThat(looks(1, NEW)).containsOnly(false);
    assertThat(looks(4)).as("no row at all").containsOnly(false);
    assertThat(looks(1, NEW)).containsOnly(false);
    assertThat(looks(4, STALE)).containsOnly(false);
    assertThat(guard.before()).containsEntry(NEW.id(), NEW);
  }

  @Test
  void whatLookAfterLookFindsIsAskedOfTheServerThatWritesWhichDecides() {
    memory.note(List.of(NEW));

    assertThat(looks(5, STALE)).containsExactly(false, false, false, false, true);
    assertThat(guard.objection(guard.before(), by(null, NEW))).isNull();
    assertThat(looks(5)).containsExactly(false, false, false, false, true);
    assertThat(guard.objection(guard.before(), List.of()).code()).isEqualTo("ledger-vanished");
    assertThat(guard.objection(guard.before(), by(null, STALE)).code())
        .isEqualTo("ledger-moved-back");
  }

  @Test
  void theDocumentOfAnEarlierRunOfThisProcessIsNotAnotherProcess() {
    memory.ranBy("earlier");
    LedgerGuard second = new LedgerGuard("j", spec, memory.renewed(), List.of(NEW), Set::of);
    for (int look = 0; look < 10; look++) {
      assertThat(second.documents(by("earlier", NEW))).isEmpty();
    }
    assertThat(second.documents(by("other", NEW))).isEmpty();
    assertThat(second.documents(by("other", NEW))).isEmpty();
    assertThat(second.documents(by("other", NEW))).as("of an idle partition too").hasSize(1);
  }

  @Test
  void anEarlierDocumentOfARowThatIsClaimedOrMovedSinceIsTold() {
    memory.ranBy("other");
    LedgerRow moved = new LedgerRow("t", 0, 4, 0, 11, Counts.of(Count.WRITTEN, 11));
    for (LedgerRow changed : List.of(NEW.withEpoch(5), moved)) {
      LedgerGuard other = new LedgerGuard("j", spec, memory, List.of(NEW), Set::of);
      other.documents(by("other", changed));
      other.documents(by("other", changed));
      assertThat(other.documents(by("other", changed)))
          .extracting(Warning::code)
          .containsExactly(WarningCode.DOCUMENTS_DIFFER);
    }
  }
}
