package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** A failure with a broker or a database as a fault of what was asked for. */
public final class FailureMapper {
  private FailureMapper() {}

  /**
   * For {@link Future#recover}: fails with an {@link InvalidDocument}; a bug stays what it is.
   *
   * @param pointer of the side that the failure is with
   */
  public static <T> Function<Throwable, Future<T>> at(String pointer) {
    return e -> {
      if (e instanceof NotStartableException notStartableException) {
        return Future.failedFuture(new InvalidDocument(notStartableException.faults()));
      }
      JobFailure jobFailure = JobFailure.of(e);
      return Future.failedFuture(
          jobFailure.isBug() || e instanceof InvalidDocument
              ? e
              : new InvalidDocument(
                  List.of(
                      new FieldError(
                          Preflight.place(e, pointer, jobFailure), jobFailure.error().message()))));
    };
  }
}
