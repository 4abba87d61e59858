package dev.millrace.poll;

import dev.millrace.model.SourceSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/**
 * What Kafka's clients are told: defaults of ours, then the user's properties untouched, then what
 * delivery depends on.
 */
final class ConsumerProperties {
  /** A poll's records are objects until they are copied: of more, more live to be collected. */
  private static final int MAX_POLL_RECORDS = 1_000;

  /**
   * With what is around it an answer stays within 1 MiB: the client reads it into one array, which
   * takes whole regions of the G1 collector, and each that is begun brings its next pause nearer.
   */
  private static final int FETCH_BYTES = (1 << 20) - (4 << 10);

  private ConsumerProperties() {}

  /** For the consumer of one lane. */
  static Map<String, Object> ofLane(SourceSpec source, String group, String clientId) {
    Map<String, Object> p = new HashMap<>();
    p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    // fetch.min.bytes stays 1: where there is a backlog a fetch is full anyway, and where there is
    // none, waiting for more here would only come on top of the batch's own linger.
    p.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    p.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);
    p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    p.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    p.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    // A process that was killed holds its partitions for this long; a stalled database never costs
    // the membership.
    p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 15_000);
    p.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    p.putAll(source.properties());
    own(p, source);
    p.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    return p;
  }

  /** For a consumer without a group that only looks. */
  static Map<String, Object> ofSampler(SourceSpec source) {
    Map<String, Object> p = new HashMap<>();
    p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    p.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-sampler");
    p.putAll(source.properties());
    own(p, source);
    p.remove(ConsumerConfig.GROUP_ID_CONFIG);
    p.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    return p;
  }

  /**
   * For the admin client: the user's connection settings and short waits, for somebody is waiting
   * for the answer.
   */
  static Map<String, Object> ofProbe(SourceSpec source, int timeoutMs) {
    Map<String, Object> p = new HashMap<>(source.properties());
    p.keySet().removeIf(key -> ConsumerConfig.configNames().contains(key) && !isConnection(key));
    p.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, source.bootstrapServers());
    p.put(CommonClientConfigs.CLIENT_ID_CONFIG, "millrace-probe");
    p.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
    p.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
    return p;
  }

  private static void own(Map<String, Object> p, SourceSpec source) {
    p.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, source.bootstrapServers());
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // The ledger decides where to read; a position that does not exist must be an error, never a
    // silent jump.
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    p.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
  }

  private static boolean isConnection(String key) {
    return key.startsWith("sasl.")
        || key.startsWith("ssl.")
        || key.startsWith("security.")
        || key.startsWith("reconnect.")
        || key.startsWith("socket.")
        || key.startsWith("client.dns");
  }
}
