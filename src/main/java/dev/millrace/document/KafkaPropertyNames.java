package dev.millrace.document;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The properties of Kafka's consumer that a source may have. A list of what is allowed, for of what
 * is not on it each release of Kafka may make a way to run code or to read files.
 */
final class KafkaPropertyNames {
  /** Shown by the API as they are; none can hold a secret. */
  private static final Set<String> HARMLESS =
      Set.of(
          "security.protocol",
          "client.id",
          "client.rack",
          "client.dns.lookup",
          "sasl.mechanism",
          "sasl.kerberos.min.time.before.relogin",
          "sasl.kerberos.service.name",
          "sasl.kerberos.ticket.renew.jitter",
          "sasl.kerberos.ticket.renew.window.factor",
          "sasl.login.callback.handler.class",
          "sasl.login.class",
          "sasl.login.connect.timeout.ms",
          "sasl.login.read.timeout.ms",
          "sasl.login.refresh.buffer.seconds",
          "sasl.login.refresh.min.period.seconds",
          "sasl.login.refresh.window.factor",
          "sasl.login.refresh.window.jitter",
          "sasl.login.retry.backoff.max.ms",
          "sasl.login.retry.backoff.ms",
          "sasl.oauthbearer.assertion.algorithm",
          "sasl.oauthbearer.assertion.claim.aud",
          "sasl.oauthbearer.assertion.claim.exp.seconds",
          "sasl.oauthbearer.assertion.claim.iss",
          "sasl.oauthbearer.assertion.claim.jti.include",
          "sasl.oauthbearer.assertion.claim.nbf.seconds",
          "sasl.oauthbearer.assertion.claim.sub",
          "sasl.oauthbearer.assertion.file",
          "sasl.oauthbearer.assertion.private.key.file",
          "sasl.oauthbearer.assertion.template.file",
          "sasl.oauthbearer.client.credentials.client.id",
          "sasl.oauthbearer.clock.skew.seconds",
          "sasl.oauthbearer.expected.audience",
          "sasl.oauthbearer.expected.issuer",
          "sasl.oauthbearer.header.urlencode",
          "sasl.oauthbearer.jwks.endpoint.refresh.ms",
          "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms",
          "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms",
          "sasl.oauthbearer.jwks.endpoint.url",
          "sasl.oauthbearer.jwt.retriever.class",
          "sasl.oauthbearer.jwt.validator.class",
          "sasl.oauthbearer.scope",
          "sasl.oauthbearer.scope.claim.name",
          "sasl.oauthbearer.sub.claim.name",
          "sasl.oauthbearer.token.endpoint.url",
          "ssl.cipher.suites",
          "ssl.enabled.protocols",
          "ssl.endpoint.identification.algorithm",
          "ssl.keymanager.algorithm",
          "ssl.keystore.location",
          "ssl.keystore.type",
          "ssl.protocol",
          "ssl.provider",
          "ssl.secure.random.implementation",
          "ssl.trustmanager.algorithm",
          "ssl.truststore.location",
          "ssl.truststore.type",
          "fetch.max.bytes",
          "fetch.max.wait.ms",
          "fetch.min.bytes",
          "max.partition.fetch.bytes",
          "max.poll.interval.ms",
          "max.poll.records",
          "connections.max.idle.ms",
          "default.api.timeout.ms",
          "heartbeat.interval.ms",
          "request.timeout.ms",
          "session.timeout.ms",
          "socket.connection.setup.timeout.max.ms",
          "socket.connection.setup.timeout.ms",
          "reconnect.backoff.max.ms",
          "reconnect.backoff.ms",
          "retry.backoff.max.ms",
          "retry.backoff.ms",
          "metadata.max.age.ms",
          "metadata.recovery.rebootstrap.trigger.ms",
          "metadata.recovery.strategy",
          "receive.buffer.bytes",
          "send.buffer.bytes",
          "isolation.level",
          "partition.assignment.strategy");

  private static final Set<String> NOT_SHOWN =
      Set.of(
          "sasl.jaas.config",
          // Runs a program of the machine's; only the path of the usual one is taken.
          "sasl.kerberos.kinit.cmd",
          "sasl.oauthbearer.assertion.private.key.passphrase",
          "sasl.oauthbearer.client.credentials.client.secret",
          "ssl.key.password",
          "ssl.keystore.certificate.chain",
          "ssl.keystore.key",
          "ssl.keystore.password",
          "ssl.truststore.certificates",
          "ssl.truststore.password");

  private static final List<String> ALL = all();

  private KafkaPropertyNames() {}

  private static List<String> all() {
    Set<String> names = new TreeSet<>(HARMLESS);
    names.addAll(NOT_SHOWN);
    return List.copyOf(names);
  }

  /** Why a source may not have a property of this name; empty where it may. */
  static Optional<String> whyNot(String name) {
    if (HARMLESS.contains(name) || NOT_SHOWN.contains(name)) {
      return Optional.empty();
    }
    return Optional.of(
        "'"
            + name
            + "' is not one of the Kafka properties that a source may have"
            + Nearest.to(name, ALL)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(
                    ": security.protocol, client.*, sasl.*, ssl.*, fetch.*, max.poll.*, metadata.*,"
                        + " timeouts, back-offs and buffer sizes of the consumer (README, Kafka"
                        + " properties)"));
  }

  /** Whether the value may be shown: the name is known, and is of no secret. */
  static boolean isHarmless(String name) {
    return HARMLESS.contains(name);
  }

  /** Every name that is allowed, in order. */
  static List<String> names() {
    return ALL;
  }
}
