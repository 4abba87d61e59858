package dev.millrace.kafka;

import dev.millrace.model.Fatal;
import dev.millrace.model.JobError;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/**
 * Something the broker, or the way to it, refused. Carries what to tell the user and whether it may
 * pass.
 */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JobError error;
  private final boolean mayPass;

  private BrokerException(JobError error, boolean mayPass, Throwable cause) {
    super(error.message(), cause, false, false);
    this.error = error;
    this.mayPass = mayPass;
  }

  /** Classifies what a Kafka client threw while talking to {@code servers} about {@code topic}. */
  public static BrokerException of(Throwable thrown, String servers, String topic) {
    Fatal.check(thrown);
    Throwable cause = thrown;
    while ((cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause.getClass() == KafkaException.class)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof BrokerException trouble) {
      return trouble;
    }
    return BrokerErrors.sort(cause, servers, topic);
  }

  /** The same of what a client threw when it was made: only a name may be resolved later. */
  public static BrokerException ofMaking(Throwable thrown, String servers, String topic) {
    BrokerException trouble = of(thrown, servers, topic);
    if (!trouble.error.code().equals("broker")) {
      return trouble;
    }
    return fatal(
        trouble.getCause(),
        BrokerErrors.CONFIGURATION,
        "Kafka's client does not accept the source's settings: "
            + BrokerErrors.said(trouble.getCause()));
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
    return error.code().equals(BrokerErrors.UNREACHABLE) || error.code().equals("broker");
  }

  public boolean isUnknownTopic() {
    return error.code().equals(BrokerErrors.UNKNOWN_TOPIC);
  }

  public JobError error() {
    return error;
  }

  /** Whether trying again later may help without anybody doing anything. */
  public boolean mayPass() {
    return mayPass;
  }
}
