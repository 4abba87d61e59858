package dev.millrace.job;

import dev.millrace.model.Destination;
import dev.millrace.model.Fault;
import dev.millrace.model.Secret;
import dev.millrace.model.SourceSpec;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Puts secrets in place of references, at the last moment before somebody connects. What comes out
 * is never kept, shown or logged. Throws {@link Unready} when a reference leads nowhere.
 */
final class Resolving {
  private Resolving() {}

  /** The destination with its password in plain text. */
  static Destination resolved(Function<Secret, String> secrets, Destination destination) {
    return destination.password() == null
        ? destination
        : destination.withPassword(
            new Secret(resolve(secrets, destination.password().reveal(), "/destination/password")));
  }

  /** The source with the references in its properties resolved. */
  static SourceSpec resolved(Function<Secret, String> secrets, SourceSpec source) {
    Map<String, String> properties = new HashMap<>(source.properties());
    properties.replaceAll((key, value) -> resolve(secrets, value, "/source"));
    return new SourceSpec(
        source.bootstrapServers(),
        source.topic(),
        source.format(),
        properties,
        source.description());
  }

  /** The call's future; a failed one where the call throws. */
  static <T> Future<T> trying(Supplier<Future<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static String resolve(Function<Secret, String> secrets, String text, String pointer) {
    try {
      return secrets.apply(new Secret(text));
    } catch (IllegalArgumentException unresolved) {
      throw new Unready(List.of(new Fault(pointer, unresolved.getMessage())));
    }
  }
}
