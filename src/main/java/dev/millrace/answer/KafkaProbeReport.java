package dev.millrace.answer;

import dev.millrace.model.TopicFormat;
import java.time.Instant;
import java.util.List;

/**
 * The topics of a cluster, as far as its user may describe them.
 *
 * @param topics in name order, without the brokers' own
 * @param leftOut how many topics more there are
 * @param namesLeftOut the names of the first of these
 */
public record KafkaProbeReport(List<Topic> topics, int leftOut, List<String> namesLeftOut) {
  public static final int MOST_NAMES_LEFT_OUT = 10_000;

  /**
   * One topic.
   *
   * @param partitions how many
   * @param retentionMs how long records are kept, -1 where they do not go by age; null where that
   *     may not be asked
   * @param newestAt when its newest record was made; null where there is none or that is not known
   * @param looksLike null for text that is not JSON, and where no record was read
   * @param evidence why, in a sentence without values
   */
  public record Topic(
      String name,
      int partitions,
      Long retentionMs,
      Instant newestAt,
      TopicFormat looksLike,
      String evidence) {}

  public KafkaProbeReport {
    topics = List.copyOf(topics);
    namesLeftOut = List.copyOf(namesLeftOut);
  }
}
