package dev.millrace.spec;

import dev.millrace.model.Labelled;
import java.time.Instant;
import java.util.Map;

/**
 * A position in a topic: where a job starts or where it ends.
 *
 * @param timestamp the first record at or after it; only for {@link At#TIMESTAMP}, else null
 * @param offsets offset by partition; only for {@link At#OFFSETS}, else empty
 */
public record OffsetSpec(At at, Instant timestamp, Map<Integer, Long> offsets) {

  /** The kinds of position. */
  public enum At implements Labelled {
    EARLIEST,
    LATEST,
    TIMESTAMP,
    OFFSETS
  }

  public static final OffsetSpec EARLIEST = new OffsetSpec(At.EARLIEST, null, Map.of());
  public static final OffsetSpec LATEST = new OffsetSpec(At.LATEST, null, Map.of());

  public OffsetSpec {
    offsets = Map.copyOf(offsets);
  }
}
