package dev.millrace.error;

/**
 * A change was asked for and could not be stored, so it was not made: the disk is full, read-only
 * or does not answer. The message is for the caller.
 */
public final class NotStored extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotStored(String message) {
    super(message, null, false, false);
  }
}
