package dev.millrace.poll;

import dev.millrace.model.JobError;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Something the broker, or the way to it, refused. Carries what to tell the user and whether it may
 * pass.
 */
public final class BrokerTrouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String UNKNOWN_TOPIC = "unknown-topic";

  private final transient JobError error;
  private final boolean mayPass;

  private BrokerTrouble(JobError error, boolean mayPass, Throwable cause) {
    super(error.message(), cause, false, false);
    this.error = error;
    this.mayPass = mayPass;
  }

  /** Classifies what a Kafka client threw while talking to {@code servers} about {@code topic}. */
  static BrokerTrouble of(Throwable thrown, String servers, String topic) {
    Throwable cause = thrown;
    while ((cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause.getClass() == KafkaException.class)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof BrokerTrouble trouble) {
      return trouble;
    }
    if (cause instanceof UnknownTopicOrPartitionException
        || cause instanceof InvalidTopicException) {
      return fatal(
          cause,
          UNKNOWN_TOPIC,
          "there is no topic '"
              + topic
              + "' at "
              + servers
              + ": create it, or correct the source's topic");
    }
    if (cause instanceof AuthenticationException) {
      return fatal(
          cause,
          "authentication",
          "the broker at " + servers + " refused the credentials: " + cause.getMessage());
    }
    if (cause instanceof AuthorizationException) {
      return fatal(
          cause,
          "authorization",
          "the broker at " + servers + " does not allow it: " + cause.getMessage());
    }
    if (cause instanceof ConfigException
        && !String.valueOf(cause.getMessage()).contains("resolvable")) {
      return fatal(
          cause,
          "configuration",
          "Kafka's client does not accept the source's settings: " + cause.getMessage());
    }
    // A name that cannot be resolved comes as a ConfigException too, but may be resolved a minute
    // later.
    String code =
        cause instanceof TimeoutException || cause instanceof ConfigException
            ? "unreachable"
            : "broker";
    return new BrokerTrouble(
        JobError.of(
            "broker",
            code,
            "the broker at "
                + servers
                + " did not answer: "
                + (cause.getMessage() == null
                    ? cause.getClass().getSimpleName()
                    : cause.getMessage())),
        true,
        cause);
  }

  /** The topic was deleted and made anew while it was read. */
  static BrokerTrouble replaced(String topic) {
    return new BrokerTrouble(
        JobError.of(
            "offsets",
            "topic-recreated",
            "topic "
                + topic
                + " was deleted and made anew while the job read it: the records behind the ledger's"
                + " offsets are gone, and nothing of the new topic was written. Reset the job to"
                + " read the topic as it is now"),
        false,
        null);
  }

  private static BrokerTrouble fatal(Throwable cause, String code, String message) {
    return new BrokerTrouble(JobError.of("broker", code, message), false, cause);
  }

  boolean isUnknownTopic() {
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
