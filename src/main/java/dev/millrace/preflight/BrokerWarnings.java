package dev.millrace.preflight;

import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.kafka.GroupMember;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the owner of a job should know of its topic and its consumer group. */
public final class BrokerWarnings {
  private BrokerWarnings() {}

  /** Of what the probe learned last. */
  public static List<Warning> leaderless(TopicProbe probe) {
    return probe.leaderless().isEmpty()
        ? List.of()
        : List.of(leaderless(probe.topicName(), probe.leaderless()));
  }

  static Warning leaderless(String topic, Set<PartitionId> partitions) {
    List<Integer> numbers = PartitionId.numbers(partitions);
    return Warning.about(
        topic,
        numbers,
        WarningCode.NO_LEADER,
        "partitions "
            + numbers
            + " of topic "
            + topic
            + " have no leader: the brokers that hold them are away. They wait, the others go on;"
            + " start those brokers");
  }

  /**
   * Whether the member is a lane of the job, of this process or of another: lanes are told by their
   * client id, {@code millrace-JOB-LANE} or what the source says.
   */
  static boolean isLane(String job, SourceSpec source, GroupMember member) {
    return Pattern.matches("millrace-" + Pattern.quote(job) + "-[0-9]+", member.clientId())
        || member.clientId().equals(source.properties().get("client.id"));
  }

  /** Partitions that members of the job's group hold which are no lanes of it. */
  static List<Warning> foreign(
      String job, JobSpec spec, SourceSpec source, List<GroupMember> members) {
    Set<PartitionId> held = new TreeSet<>();
    Set<String> holders = new TreeSet<>();
    for (GroupMember member : members) {
      if (!isLane(job, source, member) && !member.partitions().isEmpty()) {
        held.addAll(member.partitions());
        holders.add(member.clientId() + " at " + member.host().replaceFirst("^/", ""));
      }
    }
    if (held.isEmpty()) {
      return List.of();
    }
    return List.of(
        Warning.about(
            source.topic(),
            PartitionId.numbers(held),
            WarningCode.FOREIGN_MEMBER,
            "partitions "
                + PartitionId.numbers(held)
                + " of topic "
                + source.topic()
                + " are held by members of group "
                + spec.groupOf(job)
                + " that are not lanes of this job: "
                + String.join(", ", holders)
                + ". The job gets no record of them; stop that client, or give the job a group of"
                + " its own (field group)"));
  }
}
