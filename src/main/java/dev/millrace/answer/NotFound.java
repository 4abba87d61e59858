package dev.millrace.answer;

/** There is no source or job of that name. */
public final class NotFound extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotFound(String message) {
    super(message, null, false, false);
  }
}
