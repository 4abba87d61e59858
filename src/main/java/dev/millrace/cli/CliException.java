package dev.millrace.cli;

/** A command that could not be done, in a sentence for the person who gave it. */
final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /** The problem document, where a server refused; else null. */
  private final transient String document;

  CliException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  CliException(int exitCode, String message, String document) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.document = document;
  }

  String document() {
    return document;
  }

  int exitCode() {
    return exitCode;
  }
}
