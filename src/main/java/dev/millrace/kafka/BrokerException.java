package dev.millrace.kafka;

import dev.millrace.error.JobError;
import java.util.Set;

/**
 * Something the broker, or the way to it, refused. Carries what to tell the user and whether it may
 * pass.
 */
public final class BrokerException extends RuntimeException {
  static final String UNKNOWN_TOPIC = "unknown-topic";
  static final String UNREACHABLE = "unreachable";

  /** Code of what the user has no right to. */
  public static final String AUTHORIZATION = "authorization";

  /** Codes of what may pass. */
  public static final Set<String> PASSING_CODES =
      Set.of(UNREACHABLE, "broker", "no-room", "answer-too-large", "no-leader");

  private static final long serialVersionUID = 1L;

  private final transient JobError error;
  private final boolean mayPass;

  private BrokerException(JobError error, boolean mayPass, Throwable cause) {
    super(error.message(), cause, false, false);
    this.error = error;
    this.mayPass = mayPass;
  }

  /** The topic was deleted and made anew while it was read. */
  public static BrokerException replaced(String topic) {
    return new BrokerException(
        JobError.of(
            "offsets",
            "topic-recreated",
            "topic "
                + topic
                + " was deleted and recreated while the job read it: the records behind the"
                + " ledger's offsets are gone, and nothing of the new topic was written. Reset the"
                + " job to read the topic as it is now"),
        false,
        null);
  }

  /** No partition of the topic can be asked. */
  static BrokerException leaderless(String topic) {
    return passing(
        null,
        "no-leader",
        "no partition of topic " + topic + " has a leader: the brokers that hold them are away");
  }

  static BrokerException passing(Throwable cause, String code, String message) {
    return new BrokerException(JobError.of("broker", code, message), true, cause);
  }

  static BrokerException fatal(Throwable cause, String code, String message) {
    return new BrokerException(JobError.of("broker", code, message), false, cause);
  }

  /** Whether the way to the broker should be looked at anew. */
  boolean isUnreachable() {
    return error.code().equals(UNREACHABLE) || error.code().equals("broker");
  }

  public boolean isUnknownTopic() {
    return error.code().equals(UNKNOWN_TOPIC);
  }

  public JobError error() {
    return error;
  }

  /** Whether trying again later may help without anybody doing anything. */
  public boolean mayPass() {
    return mayPass;
  }
}
