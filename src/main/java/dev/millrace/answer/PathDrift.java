package dev.millrace.answer;

import dev.millrace.model.Labelled;
import dev.millrace.model.PartitionId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A path that the records of a running job did not have when it started, or not with such values.
 *
 * @param path JSON Pointer, or {@code $value}
 * @param types how often each kind of value was met there since the start, in sampled records
 * @param count sampled records in which it was new, or of a new kind
 * @param sampledRecords all that were looked at since the start
 * @param partition of the first of those
 * @param firstOffset where the first of those stands in it
 * @param examples some of its values, cut
 */
public record PathDrift(
    String path,
    Change change,
    Map<String, Long> types,
    long count,
    long sampledRecords,
    PartitionId partition,
    long firstOffset,
    List<String> examples) {
  /** What is other than it was. */
  public enum Change implements Labelled {
    NEW,
    TYPE
  }

  public PathDrift {
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    examples = List.copyOf(examples);
  }
}
