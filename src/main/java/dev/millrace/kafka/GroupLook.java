package dev.millrace.kafka;

import dev.millrace.spec.GroupProtocol;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * What the members of a consumer group have agreed on, which whoever joins them must share. A group
 * of Kafka's newer protocol agrees on nothing of the kind, and takes lanes in.
 *
 * @param protocol what kind of members they are: {@code consumer}, {@code connect}, …; empty where
 *     there are none
 * @param assignor by which consumers divide the partitions, such as {@code range}; may be empty
 * @param clients who they are: client id and host each
 */
public record GroupLook(String protocol, String assignor, List<String> clients) {
  private static final GroupLook NOBODY = new GroupLook("", "", List.of());

  public GroupLook {
    clients = List.copyOf(clients);
  }

  /** Fails with {@link BrokerException}. */
  public static Future<GroupLook> of(TopicProbe probe, String group) {
    return probe
        .ask(a -> a.describeClassicGroups(List.of(group)).describedGroups().get(group))
        .map(GroupLook::of)
        .recover(
            e ->
                e.getCause() instanceof GroupIdNotFoundException
                    ? Future.succeededFuture(NOBODY)
                    : Future.failedFuture(e));
  }

  private static GroupLook of(ClassicGroupDescription group) {
    if (group.members().isEmpty()) {
      return NOBODY;
    }
    List<String> clients = new ArrayList<>();
    group
        .members()
        .forEach(
            member -> clients.add(member.clientId() + " at " + member.host().replace("/", "")));
    return new GroupLook(group.protocol(), group.protocolData(), clients);
  }

  /**
   * By what a job's lanes can divide partitions, by name; none where the broker divides them.
   *
   * @param source its references resolved
   */
  public static List<String> assignorsOf(SourceSpec source, JobSpec job) {
    if (job.groupProtocol() == GroupProtocol.CONSUMER) {
      return List.of();
    }
    Map<String, Object> properties = ConsumerProperties.ofLane(source, job, "g", "c");
    String classes =
        String.valueOf(properties.get(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG));
    return ConsumerPartitionAssignor.getAssignorInstances(
            Arrays.stream(classes.split(",")).map(String::strip).toList(), properties)
        .stream()
        .map(ConsumerPartitionAssignor::name)
        .toList();
  }
}
