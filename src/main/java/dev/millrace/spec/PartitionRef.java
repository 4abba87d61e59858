package dev.millrace.spec;

import dev.millrace.model.PartitionId;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A partition as a user names it: {@code 0} of the only topic there is, or {@code orders:0}.
 *
 * @param topic null where only the number is given
 */
public record PartitionRef(String topic, int partition) implements Comparable<PartitionRef> {
  /** What a document may say, in words. */
  public static final String FORM = "a partition such as \"0\" or \"orders:0\"";

  private static final Pattern TEXT =
      Pattern.compile("(?:([A-Za-z0-9._-]{1,249}):)?(0|[1-9][0-9]{0,8})");

  private static final Comparator<PartitionRef> ORDER =
      Comparator.comparing(PartitionRef::topic, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparingInt(PartitionRef::partition);

  /** Of whatever topic is read. */
  public static PartitionRef of(int partition) {
    return new PartitionRef(null, partition);
  }

  /** Empty where the text is neither form. */
  public static Optional<PartitionRef> parse(String text) {
    Matcher found = TEXT.matcher(text);
    return found.matches()
        ? Optional.of(new PartitionRef(found.group(1), Integer.parseInt(found.group(2))))
        : Optional.empty();
  }

  /** Whether it names this partition. */
  public boolean isOf(PartitionId id) {
    return partition == id.partition() && (topic == null || topic.equals(id.topic()));
  }

  /** The partition that is meant where {@code only} is the topic that a bare number is of. */
  public PartitionId in(String only) {
    return new PartitionId(topic == null ? only : topic, partition);
  }

  /** The value of the same partition, however that is named there; null where there is none. */
  public <T> T of(Map<PartitionRef, T> values) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().partition == partition)
        .filter(
            entry ->
                topic == null || entry.getKey().topic == null || entry.getKey().topic.equals(topic))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  @Override
  public int compareTo(PartitionRef other) {
    return ORDER.compare(this, other);
  }

  /** As it is written. */
  @Override
  public String toString() {
    return topic == null ? String.valueOf(partition) : topic + ":" + partition;
  }
}
