package dev.millrace.job;

import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import dev.millrace.poll.TopicProbe;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the owner of a job should know of its topic and its consumer group. */
final class BrokerWarnings {
  private BrokerWarnings() {}

  /** Of what the probe learned last. */
  static List<Warning> leaderless(TopicProbe probe) {
    return probe.leaderless().isEmpty()
        ? List.of()
        : List.of(leaderless(probe.topicName(), probe.leaderless()));
  }

  static Warning leaderless(String topic, Set<Integer> partitions) {
    List<Integer> numbers = List.copyOf(new TreeSet<>(partitions));
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
}
