package dev.millrace.spec;

import java.util.Map;

/**
 * A Kafka cluster, a topic and how to connect; used by any number of jobs.
 *
 * @param bootstrapServers {@code host:port} list, comma-separated
 * @param format only {@code json}
 * @param properties any property of Kafka's consumer, passed on untouched but for those the engine
 *     owns
 */
public record SourceSpec(
    String bootstrapServers,
    String topic,
    String format,
    Map<String, String> properties,
    String description) {

  public SourceSpec {
    properties = Map.copyOf(properties);
  }

  /** A plain source without properties. */
  public static SourceSpec of(String bootstrapServers, String topic) {
    return new SourceSpec(bootstrapServers, topic, "json", Map.of(), "");
  }
}
