package dev.millrace.kafka;

import dev.millrace.error.Fatal;
import dev.millrace.kafkalimit.AnswerBudget;
import dev.millrace.kafkalimit.ReadLimits;
import dev.millrace.kafkalimit.RefusedMessage;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What Kafka's clients throw, sorted: what passes by itself, what is a matter of settings, and what
 * needs a person.
 */
public final class BrokerErrors {
  private static final String CONFIGURATION = "configuration";

  private BrokerErrors() {}

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
    if (cause instanceof BrokerException failure) {
      return failure;
    }
    return sort(cause, servers, topic);
  }

  /** The same of what a client threw when it was made: only a name may be resolved later. */
  public static BrokerException ofMaking(Throwable thrown, String servers, String topic) {
    BrokerException failure = of(thrown, servers, topic);
    if (!failure.error().code().equals("broker")) {
      return failure;
    }
    return BrokerException.fatal(
        failure.getCause(),
        CONFIGURATION,
        "Kafka's client does not accept the source's settings: " + Causes.said(failure.getCause()));
  }

  /**
   * @param cause what is told to the user, unwrapped
   * @param servers the bootstrap servers, or words for them
   */
  public static BrokerException sort(Throwable cause, String servers, String topic) {
    if (cause instanceof RefusedMessage refused) {
      return refused(refused, servers);
    }
    if (cause instanceof UnknownTopicOrPartitionException
        || cause instanceof InvalidTopicException) {
      return BrokerException.fatal(
          cause,
          BrokerException.UNKNOWN_TOPIC,
          "there is no topic '"
              + topic
              + "' at "
              + servers
              + ": create it, or correct the source's topic (a user who may not describe it is told"
              + " the same)");
    }
    if (cause instanceof AuthenticationException || cause instanceof LoginException) {
      return authentication(cause, servers);
    }
    if (cause instanceof AuthorizationException) {
      return BrokerException.fatal(
          cause,
          BrokerException.AUTHORIZATION,
          authorization((AuthorizationException) cause, servers, topic));
    }
    BrokerException setting = setting(cause, servers);
    if (setting != null) {
      return setting;
    }
    if (cause instanceof CorruptRecordException || isCorrupt(cause)) {
      return BrokerException.fatal(
          cause,
          "corrupt-record",
          "a record of topic "
              + topic
              + " cannot be read: "
              + Causes.said(cause)
              + ". Repair it at the broker, or reset the job to a start.at behind it");
    }
    return passing(cause, servers);
  }

  private static BrokerException passing(Throwable cause, String servers) {
    if (cause instanceof TimeoutException || cause instanceof ConfigException) {
      return BrokerException.passing(
          cause,
          BrokerException.UNREACHABLE,
          "the broker at " + servers + " did not answer: " + Causes.said(cause));
    }
    if (cause instanceof DisconnectException) {
      return BrokerException.passing(
          cause,
          BrokerException.UNREACHABLE,
          "the broker at " + servers + " ended the connection: " + Causes.said(cause));
    }
    return BrokerException.passing(
        cause,
        "broker",
        "the broker at " + servers + " answered with an error: " + Causes.said(cause));
  }

  private static BrokerException refused(RefusedMessage refused, String servers) {
    if (refused.crowded()) {
      return BrokerException.passing(
          refused,
          "no-room",
          "an answer of "
              + refused.bytes()
              + " bytes from the broker at "
              + servers
              + " has no room beside those that other lanes and jobs are reading ("
              + AnswerBudget.BYTES
              + " bytes together); it is asked for again. If this goes on, give the engine more"
              + " heap (-Xmx), or make fetch.max.bytes smaller");
    }
    String peer = refused.peer();
    if (peer != null) {
      return BrokerException.passing(
          refused, BrokerException.UNREACHABLE, foreignPeer(servers, peer));
    }
    // It costs nothing to hear the size again; a proxy that restarts says such things for a moment.
    return BrokerException.passing(
        refused,
        "answer-too-large",
        "the broker at "
            + servers
            + " announced an answer of "
            + Integer.toUnsignedString(refused.bytes())
            + " bytes, and at most "
            + ReadLimits.MAX_MESSAGE_BYTES
            + " are taken: is it a Kafka broker? If a batch of records is as large as that, give"
            + " the engine more heap (-Xmx), or reset the job to a start.at behind it");
  }

  /** Something else than what was expected answers at that place. */
  static String foreignPeer(String place, String peer) {
    return "at "
        + place
        + " "
        + peer
        + " answers, not a Kafka broker without TLS: "
        + (peer.contains("TLS")
            ? "set the property security.protocol to SSL or SASL_SSL, or name the port that has no"
                + " TLS"
            : "correct host and port in bootstrapServers");
  }

  private static BrokerException setting(Throwable cause, String servers) {
    if (LoginErrors.lacksJaas(cause)) {
      return BrokerException.fatal(
          null,
          CONFIGURATION,
          "the property sasl.jaas.config is missing, which security.protocol SASL_SSL and"
              + " SASL_PLAINTEXT need: give the login module with user and password there, or"
              + " another security.protocol");
    }
    if (isOfJaas(cause)) {
      // Its message holds pieces of the text, of the password too.
      return BrokerException.fatal(
          null,
          CONFIGURATION,
          "the property sasl.jaas.config cannot be read; expected ModuleClass required"
              + " name=\"value\" …; with a backslash before each quote or backslash within a value,"
              + " and a semicolon at the end");
    }
    String hint = null;
    if (cause instanceof ConfigException) {
      // A name that cannot be resolved comes as a ConfigException too, but may be resolved a minute
      // later.
      if (Causes.said(cause).contains("resolvable")) {
        return null;
      }
      hint = LoginErrors.allowList(cause);
    } else if (cause instanceof InvalidSessionTimeoutException) {
      hint =
          ": the property session.timeout.ms must lie between the broker's"
              + " group.min.session.timeout.ms and group.max.session.timeout.ms";
    } else if (cause instanceof InconsistentGroupProtocolException
        || cause instanceof UnsupportedAssignorException) {
      hint =
          ": members of another kind are in the job's group; give the job a group of its own, or"
              + " partition.assignment.strategy the value that they have";
    } else if (cause instanceof InvalidGroupIdException) {
      hint = ": correct the job's group";
    } else if (cause instanceof GroupMaxSizeReachedException) {
      hint = ": fewer lanes, or a larger group.max.size at the broker";
    } else if (cause instanceof UnsupportedVersionException) {
      hint =
          ": the broker is too old for it; Kafka 2.1 is needed at least, and 4.0 for a job's"
              + " groupProtocol \"consumer\"";
    }
    return hint == null
        ? null
        : BrokerException.fatal(
            cause,
            CONFIGURATION,
            (cause instanceof ConfigException
                    ? "Kafka's client does not accept the source's settings: "
                    : "the broker at " + servers + " does not accept the settings: ")
                + Causes.said(cause)
                + hint);
  }

  private static BrokerException authentication(Throwable cause, String servers) {
    if (cause instanceof SslAuthenticationException || Causes.has(cause, SSLException.class)) {
      return BrokerException.fatal(
          cause, "tls", "TLS with the broker at " + servers + " failed: " + TlsErrors.told(cause));
    }
    if (cause instanceof IllegalSaslStateException) {
      return BrokerException.fatal(
          cause,
          "authentication",
          "the port at "
              + servers
              + " takes no SASL: set the property security.protocol to PLAINTEXT or SSL, or name"
              + " the port for SASL ("
              + Causes.said(cause)
              + ")");
    }
    if (cause instanceof UnsupportedSaslMechanismException) {
      return BrokerException.fatal(
          cause,
          "authentication",
          "the broker at "
              + servers
              + " does not know the mechanism: set the property sasl.mechanism to one that it has: "
              + Causes.said(cause));
    }
    return BrokerException.fatal(cause, "authentication", LoginErrors.told(cause, servers));
  }

  private static String authorization(AuthorizationException cause, String servers, String topic) {
    String what = "it: " + Causes.said(cause) + ". Give the user the rights that the message names";
    if (cause instanceof TopicAuthorizationException topics) {
      // A question about offsets is refused without a name.
      what =
          "to read topic "
              + (topics.unauthorizedTopics().isEmpty()
                  ? topic
                  : String.join(", ", topics.unauthorizedTopics()))
              + ": give the user the ACLs Read and Describe on it";
    } else if (cause instanceof GroupAuthorizationException group && group.groupId() != null) {
      what =
          "to use group "
              + group.groupId()
              + ": give the user the ACLs Read and Describe on it, or the job another group";
    }
    return "the broker at " + servers + " does not allow " + what;
  }

  private static boolean isOfJaas(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < Causes.MAX_CAUSES; i++) {
      for (StackTraceElement frame : cause.getStackTrace()) {
        if (frame.getClassName().startsWith("org.apache.kafka.common.security.Jaas")) {
          return true;
        }
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** The client's own words for a batch whose bytes are not what they should be. */
  private static boolean isCorrupt(Throwable cause) {
    String message = Causes.said(cause);
    return cause instanceof KafkaException
        && (message.startsWith("Received exception when fetching the next record")
            || message.startsWith("Record batch for partition"));
  }
}
