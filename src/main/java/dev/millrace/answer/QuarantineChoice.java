package dev.millrace.answer;

import dev.millrace.model.QuarantineFilter;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.spec.PartitionRef;
import java.util.List;
import java.util.Map;

/**
 * Which quarantined records of a job are meant.
 *
 * @param topic of the records, as far as {@code offsets} names none; null is the source's for
 *     chosen offsets, every topic for all
 * @param offsets by partition, in order, each offset once; null for all
 * @param after only those behind this place are; null for all of them
 * @param seconds after which nothing more is begun
 * @param filter narrows them by their cause
 */
public record QuarantineChoice(
    String topic,
    Map<PartitionRef, List<Long>> offsets,
    QuarantinePlace after,
    int seconds,
    QuarantineFilter filter) {
  public static final int DEFAULT_SECONDS = 30;
  public static final int MAX_SECONDS = 3_600;

  /** Whatever their cause. */
  public QuarantineChoice(
      String topic, Map<PartitionRef, List<Long>> offsets, QuarantinePlace after, int seconds) {
    this(topic, offsets, after, seconds, QuarantineFilter.ANY);
  }

  /** From the beginning, for the usual time. */
  public QuarantineChoice(String topic, Map<PartitionRef, List<Long>> offsets) {
    this(topic, offsets, null, DEFAULT_SECONDS);
  }

  public boolean all() {
    return offsets == null;
  }
}
