package dev.millrace.job;

import dev.millrace.model.Destination;
import dev.millrace.model.Fault;
import dev.millrace.model.JaasText;
import dev.millrace.model.KafkaProperties;
import dev.millrace.model.KafkaPropertyRules;
import dev.millrace.model.References;
import dev.millrace.model.Secret;
import dev.millrace.model.SecretMask;
import dev.millrace.model.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Puts secrets in place of references, at the last moment before somebody connects. What comes out
 * is never kept, shown or logged, and hidden wherever it turns up. A future fails with {@link
 * Unready} when a reference leads nowhere.
 *
 * <p>References are resolved on a worker thread and for a bounded time, for files may be on a
 * server that does not answer.
 */
final class Resolving {
  private static final long BOUND_MS = 5_000;
  private static final String JAAS = "sasl.jaas.config";

  private Resolving() {}

  /** The destination with its secrets in plain text. */
  static Future<Destination> resolved(
      Vertx vertx, Function<Secret, String> secrets, Destination destination) {
    Destination.Certificates tls = destination.certificates();
    Destination.ServerKey key = destination.serverKey();
    return away(
        vertx,
        "/destination",
        () -> {
          Secret password = resolve(secrets, destination.password(), "/destination/password");
          if (password != null) {
            SecretMask.learn(destination.user(), password.reveal());
          }
          Secret privateKey = resolve(secrets, tls.key(), "/destination/tls/key");
          if (privateKey != null) {
            SecretMask.learn(privateKey.reveal());
          }
          return destination.withSecrets(
              password,
              new Destination.Certificates(
                  resolve(secrets, tls.ca(), "/destination/tls/ca"),
                  resolve(secrets, tls.certificate(), "/destination/tls/certificate"),
                  privateKey),
              new Destination.ServerKey(
                  resolve(secrets, key.publicKey(), "/destination/serverPublicKey"),
                  key.retrieval()));
        });
  }

  /** The source with the references in its secret properties resolved. */
  static Future<SourceSpec> resolved(
      Vertx vertx, Function<Secret, String> secrets, SourceSpec source) {
    return away(
        vertx,
        "/source",
        () -> {
          Map<String, String> properties = new HashMap<>(source.properties());
          properties.replaceAll((name, value) -> property(secrets, name, value));
          List<String> faults = KafkaPropertyRules.faultsInUse(properties);
          if (!faults.isEmpty()) {
            // Stored by a version that had no such rules, or the rules were altered.
            throw new Unready(faults.stream().map(fault -> new Fault("/source", fault)).toList());
          }
          return new SourceSpec(
              source.bootstrapServers(),
              source.topic(),
              source.format(),
              properties,
              source.description());
        });
  }

  private static String property(Function<Secret, String> secrets, String name, String value) {
    boolean referring = References.in(value);
    if (referring && !References.allowedInProperty(name)) {
      // Stored by a version that resolved references everywhere.
      throw new Unready(List.of(new Fault("/source", References.misplaced(name))));
    }
    String resolved = value;
    if (referring && name.equals(JAAS) && !new Secret(value).isReference()) {
      resolved = JaasText.resolve(value, reference -> resolve(secrets, reference, "/source"));
    } else if (referring) {
      resolved = resolve(secrets, value, "/source");
    }
    if (KafkaProperties.isSecret(name)) {
      SecretMask.learn(resolved);
    }
    if (name.equals(JAAS)) {
      JaasText.read(resolved)
          .orElseThrow(
              () -> new Unready(List.of(new Fault("/source", name + ": " + JaasText.EXPECTED))))
          .learn();
    }
    return resolved;
  }

  /** The call's future; a failed one where the call throws. */
  static <T> Future<T> trying(Supplier<Future<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static <T> Future<T> away(Vertx vertx, String pointer, Supplier<T> work) {
    return vertx
        .executeBlocking(work::get, false)
        .timeout(BOUND_MS, TimeUnit.MILLISECONDS)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof TimeoutException
                        ? new Unready(
                            List.of(
                                new Fault(
                                    pointer,
                                    "a file of a secret could not be read within "
                                        + BOUND_MS / 1000
                                        + " s")))
                        : e));
  }

  private static Secret resolve(Function<Secret, String> secrets, Secret secret, String pointer) {
    return secret == null ? null : new Secret(resolve(secrets, secret.reveal(), pointer));
  }

  private static String resolve(Function<Secret, String> secrets, String text, String pointer) {
    try {
      return secrets.apply(new Secret(text));
    } catch (IllegalArgumentException unresolved) {
      throw new Unready(List.of(new Fault(pointer, unresolved.getMessage())));
    }
  }
}
