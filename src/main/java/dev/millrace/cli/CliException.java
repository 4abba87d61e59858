package dev.millrace.cli;

/** A command that could not be done, in a sentence for the person who gave it. */
final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  CliException(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
