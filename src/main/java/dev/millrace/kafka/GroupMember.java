package dev.millrace.kafka;

import dev.millrace.model.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Who is in a consumer group.
 *
 * @param partitions of the topic that was asked about
 */
public record GroupMember(String clientId, String host, Set<PartitionId> partitions) {
  static List<GroupMember> of(ConsumerGroupDescription group, String topic) {
    List<GroupMember> members = new ArrayList<>();
    for (MemberDescription member : group.members()) {
      Set<PartitionId> held = new TreeSet<>();
      for (TopicPartition partition : member.assignment().topicPartitions()) {
        if (partition.topic().equals(topic)) {
          held.add(Partitions.id(partition));
        }
      }
      members.add(new GroupMember(member.clientId(), member.host(), held));
    }
    return members;
  }
}
