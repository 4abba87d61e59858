package dev.millrace.answer;

/** A document is not of the revision that the caller asked for. */
public final class PreconditionFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PreconditionFailed(String message) {
    super(message, null, false, false);
  }
}
