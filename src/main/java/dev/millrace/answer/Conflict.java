package dev.millrace.answer;

/**
 * What was asked cannot be done in the present state: a used source deleted, a running job altered.
 */
public final class Conflict extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Conflict(String message) {
    super(message, null, false, false);
  }
}
