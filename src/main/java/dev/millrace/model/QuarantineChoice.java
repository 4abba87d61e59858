package dev.millrace.model;

import java.util.List;
import java.util.Map;

/**
 * Which quarantined records of a job are meant.
 *
 * @param topic of the records; null is the source's for chosen offsets, every topic for all
 * @param offsets by partition, each offset once; null for all
 */
public record QuarantineChoice(String topic, Map<Integer, List<Long>> offsets) {
  public boolean all() {
    return offsets == null;
  }
}
