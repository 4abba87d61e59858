package dev.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.DocumentDigest;
import dev.millrace.document.JobDocument;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerRowTest {
  private final LedgerRow known = new LedgerRow("t", 0, 7, 100, 500, Counts.of(Count.WRITTEN, 400));

  @Test
  void aRowFollowsWhatItWas() {
    assertThat(known.follows(known)).isTrue();
    assertThat(known.withEpoch(8).follows(known)).isTrue();
    assertThat(new LedgerRow("t", 0, 7, 100, 501, Counts.of(Count.WRITTEN, 401)).follows(known))
        .isTrue();
  }

  @Test
  void anOlderRowAndOneOfAnotherLifeDoNot() {
    assertThat(known.withEpoch(6).follows(known)).isFalse();
    assertThat(new LedgerRow("t", 0, 7, 100, 499, Counts.of(Count.WRITTEN, 399)).follows(known))
        .isFalse();
    assertThat(new LedgerRow("t", 0, 7, 0, 500, Counts.of(Count.WRITTEN, 500)).follows(known))
        .isFalse();
    // As a reset and a start elsewhere leave it, with a start position and offsets that fit.
    assertThat(
            LedgerRow.made(new PartitionId("t", 0), 100)
                .after(new LedgerMove("t", 0, 100, 600, Counts.of(Count.WRITTEN, 500), -1))
                .follows(known))
        .isFalse();
  }

  @Test
  void whatMakesOtherRowsIsAnotherDocumentAndHowItIsRunIsNot() {
    Map<String, Object> document = Documents.minimalJob();
    String digest = digest(document);
    document.put("lanes", 7);
    document.put("start", Map.of("at", "latest"));
    document.put("maxInFlight", 1 << 20);
    assertThat(digest(document)).isEqualTo(digest).hasSize(16);

    document.put("dirtyData", "null");
    assertThat(digest(document)).isNotEqualTo(digest);
  }

  private static String digest(Map<String, Object> document) {
    return DocumentDigest.of(JobDocument.read(document));
  }
}
