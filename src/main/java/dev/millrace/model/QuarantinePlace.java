package dev.millrace.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a quarantined record stands; as text {@code topic:partition:offset}. */
public record QuarantinePlace(String topic, int partition, long offset)
    implements Comparable<QuarantinePlace> {
  /** As the quarantine is listed. */
  private static final Comparator<QuarantinePlace> ORDER =
      Comparator.comparing(QuarantinePlace::topic)
          .thenComparingInt(QuarantinePlace::partition)
          .thenComparingLong(QuarantinePlace::offset);

  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9._-]{1,249}):(\\d{1,9}):(\\d{1,18})");

  /** The place that {@link #toString} wrote; empty for any other text. */
  public static Optional<QuarantinePlace> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new QuarantinePlace(
                parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))))
        : Optional.empty();
  }

  @Override
  public int compareTo(QuarantinePlace other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + ":" + partition + ":" + offset;
  }
}
