package dev.millrace.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a notification can be about. */
public enum NotificationKind {
  /** A job is in this state. */
  FAILED("FAILED"),
  /** A job has been held up for a while. */
  RETRYING("RETRYING"),
  /** A job's lag has used much of its topic's retention. */
  RETENTION("retention");

  private final String label;

  NotificationKind(String label) {
    this.label = label;
  }

  /** As in the configuration and in what is sent. */
  public String label() {
    return label;
  }

  public static Optional<NotificationKind> of(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(NotificationKind::label).toList();
  }
}
