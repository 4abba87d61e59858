package dev.millrace.demo;

/** Something the person in front of the demo should read; the message is all they see. */
public final class DemoFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  DemoFailure(String message) {
    super(message);
  }
}
