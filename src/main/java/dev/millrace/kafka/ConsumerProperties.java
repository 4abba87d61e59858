package dev.millrace.kafka;

import dev.millrace.kafkalimit.ReadLimits;
import dev.millrace.spec.GroupProtocol;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/**
 * What Kafka's clients are told: defaults of ours, then the user's properties untouched, then what
 * delivery depends on.
 */
public final class ConsumerProperties {
  /** A poll's records are objects until they are copied: the fewer, the fewer to be collected. */
  private static final int MAX_POLL_RECORDS = 1_000;

  /**
   * With what is around it, one partition's share of an answer stays within 512 KiB, and two fill
   * one MiB. The client reads an answer into one array; of more than half a region of the G1
   * collector (1 MiB where the heap has less than 4 GiB) it takes whole regions, and each that is
   * begun brings the next pause nearer.
   */
  private static final int PARTITION_FETCH_BYTES = (512 << 10) - (2 << 10);

  private static final int PROBE_RETRIES = 60;

  private ConsumerProperties() {}

  /**
   * For the consumer of one lane.
   *
   * @param job whose lane it is, for what it may hold and how it joins its group
   */
  public static Map<String, Object> ofLane(
      SourceSpec source, JobSpec job, String group, String clientId) {
    return ofLane(source, job.maxInFlight(), job.groupProtocol(), group, clientId);
  }

  /** The same of what counts of the job. */
  public static Map<String, Object> ofLane(
      SourceSpec source,
      long maxInFlight,
      GroupProtocol groupProtocol,
      String group,
      String clientId) {
    Map<String, Object> p = new HashMap<>();
    p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    // fetch.min.bytes stays 1: where there is a backlog a fetch is full anyway, and where there is
    // none, waiting for more here would only come on top of the batch's own linger.
    p.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    // Many times the above, unless maxInFlight is small: a broker that keeps no fetch session for
    // us fills each answer in the same order, and partitions beyond this bound would starve. On the
    // other hand one fetch may come on top of what the credits allow, so it is kept to half of
    // them.
    p.put(
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
        (int) Math.max(1 << 20, Math.min(32L << 20, maxInFlight / 2)));
    p.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);
    p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    p.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    p.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    // A process that was killed holds its partitions for this long; a stalled database never costs
    // the membership.
    p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    p.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    // What the protocol leaves to the broker; of the source's own such settings the check tells.
    groupProtocol.refusedProperties().forEach(p::remove);
    p.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    p.putAll(source.properties());
    own(p, source);
    bound(p);
    p.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    p.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, groupProtocol.label());
    return p;
  }

  /** For a consumer without a group that only looks. */
  static Map<String, Object> ofSampler(SourceSpec source) {
    Map<String, Object> p = new HashMap<>();
    p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    p.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-sampler");
    p.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    p.putAll(source.properties());
    own(p, source);
    bound(p);
    p.remove(ConsumerConfig.GROUP_ID_CONFIG);
    p.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    return p;
  }

  /**
   * For the admin client: the user's connection settings and short waits, for a caller is waiting
   * for the answer.
   */
  static Map<String, Object> ofProbe(SourceSpec source, int timeoutMs) {
    Map<String, Object> p = new HashMap<>(source.properties());
    p.keySet().removeIf(key -> ConsumerConfig.configNames().contains(key) && !isConnection(key));
    p.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, source.bootstrapServers());
    p.put(CommonClientConfigs.CLIENT_ID_CONFIG, "millrace-probe");
    p.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
    p.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
    // Of a partition without leader the client would ask thousands of times in that time.
    p.put(CommonClientConfigs.RETRIES_CONFIG, PROBE_RETRIES);
    return p;
  }

  private static void own(Map<String, Object> p, SourceSpec source) {
    p.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, source.bootstrapServers());
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // The ledger decides where to read; a position that does not exist must be an error, never a
    // silent jump.
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    p.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.label());
  }

  /** No more is asked for in one answer than is taken of one. */
  private static void bound(Map<String, Object> p) {
    for (String name :
        new String[] {
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG
        }) {
      p.computeIfPresent(name, (n, value) -> atMost(value, ReadLimits.MAX_MESSAGE_BYTES / 2));
    }
  }

  /** A value that is no number is the client's to refuse. */
  private static Object atMost(Object value, int most) {
    try {
      return Math.min(Long.parseLong(value.toString().strip()), most) == most
          ? (Object) most
          : value;
    } catch (NumberFormatException e) {
      return value;
    }
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
