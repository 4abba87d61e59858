package dev.millrace.preflight;

import dev.millrace.document.JaasText;
import dev.millrace.document.KafkaProperties;
import dev.millrace.document.KafkaPropertyRules;
import dev.millrace.error.FieldError;
import dev.millrace.error.References;
import dev.millrace.error.SecretNotRead;
import dev.millrace.secret.Secret;
import dev.millrace.secret.SecretMask;
import dev.millrace.spec.Destination;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Puts secrets in place of references, at the last moment before a connection is made. What comes
 * out is never kept, shown or logged, and hidden wherever it turns up. A future fails with {@link
 * NotStartableException} when a reference leads nowhere, and with {@link SecretNotRead} when a file
 * does not answer, which may pass.
 *
 * <p>Files are read on threads of their own and for a bounded time, for they may be on a server
 * that does not answer; jobs without such files are not held up. Without files there is no waiting:
 * the future has its answer at once where an event loop asks.
 */
public final class SecretResolver {
  private static final long BOUND_MS = 5_000;
  private static final String JAAS = "sasl.jaas.config";

  /** A property that names a file: where that lies is looked at. */
  private static final String A_FILE = ".*\\.(location|file)";

  private static final String READERS = "millrace-secrets";

  /** So many files that hang are waited for at a time, as the reader of files allows. */
  private static final int MAX_READERS = 4;

  private SecretResolver() {}

  /** The destination with its secrets in plain text. */
  public static Future<Destination> resolved(
      Vertx vertx, Function<Secret, String> secrets, Destination destination) {
    Destination.Certificates tls = destination.certificates();
    Destination.ServerKey key = destination.serverKey();
    return resolving(
        vertx,
        Stream.of(destination.password(), tls.ca(), tls.certificate(), tls.key(), key.publicKey())
            .anyMatch(secret -> secret != null && References.toFile(secret.reveal())),
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
  public static Future<SourceSpec> resolved(
      Vertx vertx, Function<Secret, String> secrets, SourceSpec source) {
    return resolving(
        vertx,
        source.properties().entrySet().stream()
            .anyMatch(p -> p.getValue().contains("file:") || p.getKey().matches(A_FILE)),
        "/source",
        () -> {
          Map<String, String> properties = new HashMap<>(source.properties());
          properties.replaceAll((name, value) -> property(secrets, name, value));
          List<String> faults = KafkaPropertyRules.faultsInUse(properties);
          if (!faults.isEmpty()) {
            // Stored by a version that had no such rules, or the rules were altered.
            throw new NotStartableException(
                faults.stream().map(fault -> new FieldError("/source", fault)).toList());
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
      throw new NotStartableException(
          List.of(new FieldError("/source", References.misplaced(name))));
    }
    String resolved = value;
    if (referring && name.equals(JAAS) && !new Secret(value).isReference()) {
      resolved = JaasText.resolve(value, reference -> resolve(secrets, reference, "/source"));
    } else if (referring) {
      resolved = resolve(secrets, value, "/source");
    }
    KafkaProperties.learn(name, resolved);
    if (name.equals(JAAS)) {
      JaasText.read(resolved)
          .orElseThrow(
              () ->
                  new NotStartableException(
                      List.of(new FieldError("/source", name + ": " + JaasText.EXPECTED))))
          .learn();
    }
    return resolved;
  }

  /** The call's future; a failed one where the call throws. */
  public static <T> Future<T> trying(Supplier<Future<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static <T> Future<T> resolving(
      Vertx vertx, boolean readsFiles, String pointer, Supplier<T> work) {
    if (readsFiles) {
      return away(vertx, pointer, work);
    }
    Supplier<Future<T>> at = () -> trying(() -> Future.succeededFuture(work.get()));
    return Context.isOnVertxThread()
        ? at.get()
        : Future.future(p -> vertx.runOnContext(v -> at.get().onComplete(p)));
  }

  private static <T> Future<T> away(Vertx vertx, String pointer, Supplier<T> work) {
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean givenUp = new AtomicBoolean();
    // One pool for all who give this name; it ends with the last of them.
    WorkerExecutor readers = vertx.createSharedWorkerExecutor(READERS, MAX_READERS);
    return readers
        .executeBlocking(
            () -> {
              begun.set(true);
              // The caller has stopped waiting: those behind it are not to wait either.
              return givenUp.get() ? null : work.get();
            },
            false)
        .onComplete(done -> readers.close())
        .timeout(BOUND_MS, TimeUnit.MILLISECONDS)
        .recover(
            e -> {
              if (!(e instanceof TimeoutException)) {
                return Future.failedFuture(e);
              }
              givenUp.set(true);
              return Future.failedFuture(new SecretNotRead(notRead(pointer, begun.get())));
            });
  }

  private static String notRead(String pointer, boolean begun) {
    String what =
        "the files that " + pointer + " refers to were not read within " + BOUND_MS / 1000;
    return begun
        ? what + " s: their file system does not answer"
        : what + " s: other files are still being read, and their file system does not answer";
  }

  private static Secret resolve(Function<Secret, String> secrets, Secret secret, String pointer) {
    return secret == null ? null : new Secret(resolve(secrets, secret.reveal(), pointer));
  }

  private static String resolve(Function<Secret, String> secrets, String text, String pointer) {
    try {
      return secrets.apply(new Secret(text));
    } catch (IllegalArgumentException unresolved) {
      throw new NotStartableException(List.of(new FieldError(pointer, unresolved.getMessage())));
    }
  }
}
