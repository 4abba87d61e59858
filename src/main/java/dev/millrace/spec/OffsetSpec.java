package dev.millrace.spec;

import dev.millrace.model.Labelled;
import dev.millrace.model.PartitionId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A position in a topic: where a job starts or where it ends.
 *
 * @param timestamp the first record at or after it; only for {@link At#TIMESTAMP}, else null
 * @param offsets offset by partition, each named once; only for {@link At#OFFSETS}, else empty
 */
public record OffsetSpec(At at, Instant timestamp, Map<PartitionRef, Long> offsets) {

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

  /** The offset that is given for a partition; empty where none is. */
  public Optional<Long> offsetOf(PartitionId id) {
    return refOf(id).map(offsets::get);
  }

  /** How a partition is named here, by which the place in the document is found. */
  public Optional<PartitionRef> refOf(PartitionId id) {
    return Stream.of(new PartitionRef(id.topic(), id.partition()), PartitionRef.of(id.partition()))
        .filter(offsets::containsKey)
        .findFirst();
  }
}
