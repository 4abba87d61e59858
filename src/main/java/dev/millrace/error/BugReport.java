package dev.millrace.error;

/**
 * What may be logged of an unexpected exception: its type and where it came from, and the same of
 * its causes, but not their messages, which may quote a record or a password.
 */
public final class BugReport {
  private static final int MAX_FRAMES = 30;
  private static final int MAX_CAUSES = 5;

  private BugReport() {}

  /**
   * Several lines, the first with the type alone. Does not return from an error that is {@link
   * Fatal}.
   */
  public static String of(Throwable thrown) {
    Fatal.check(thrown);
    StringBuilder text = new StringBuilder();
    Throwable cause = thrown;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      text.append(i == 0 ? "" : "\n  caused by ").append(cause.getClass().getName());
      StackTraceElement[] frames = cause.getStackTrace();
      for (int f = 0; f < Math.min(MAX_FRAMES, frames.length); f++) {
        text.append("\n    at ").append(frames[f]);
      }
      cause = cause.getCause();
    }
    return text.toString();
  }
}
