package dev.millrace.cli;

/** What a command ends with, besides 0. */
final class ExitCode {
  /** The server refused, or the answer says that something is wrong. */
  static final int REFUSED = 1;

  static final int USAGE = 2;
  static final int UNREACHABLE = 3;

  /** The time of {@code --wait} was over first. */
  static final int UNDER_WAY = 4;

  private ExitCode() {}
}
