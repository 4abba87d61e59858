package dev.millrace.kafka;

import java.util.Set;

/** What an exception and those that caused it say. */
final class Causes {
  /** The longest chain that is followed: one may lead into itself. */
  static final int MAX_CAUSES = 10;

  private Causes() {}

  /** Its message, or its name where it has none. */
  static String said(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Whether one of the chain of causes is of this type. */
  static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    return find(thrown, Set.of(type)) != null;
  }

  /** The first of these in the chain of causes, or null. */
  static Throwable find(Throwable thrown, Set<Class<? extends Throwable>> types) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      for (Class<? extends Throwable> type : types) {
        if (type.isInstance(cause)) {
          return cause;
        }
      }
      cause = cause.getCause();
    }
    return null;
  }
}
