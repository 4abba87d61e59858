package dev.millrace.job;

import dev.millrace.model.Fault;
import dev.millrace.model.InvalidDocument;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** Trouble with a broker or a database as a fault of what was asked for. */
final class TroubleFaults {
  private TroubleFaults() {}

  /**
   * For {@link Future#recover}: fails with an {@link InvalidDocument}; a bug stays what it is.
   *
   * @param pointer of the side that the trouble is with
   */
  static <T> Function<Throwable, Future<T>> at(String pointer) {
    return e -> {
      if (e instanceof Unready unready) {
        return Future.failedFuture(new InvalidDocument(unready.faults()));
      }
      Trouble trouble = Trouble.of(e);
      return Future.failedFuture(
          trouble.isBug() || e instanceof InvalidDocument
              ? e
              : new InvalidDocument(
                  List.of(
                      new Fault(Reality.place(e, pointer, trouble), trouble.error().message()))));
    };
  }
}
