package dev.millrace.mysqlwire;

import dev.millrace.error.JobError;
import dev.millrace.mysqlerror.DestinationException;
import io.netty.channel.ChannelHandlerContext;

/**
 * What the present answer of a server may be at most, and why its connection was ended, if it was.
 * Event loop of the connection only.
 */
final class AnswerVerdict {
  private final String server;
  private AnswerBounds bounds = AnswerBounds.LOGIN;
  private DestinationException failure;

  AnswerVerdict(String server) {
    this.server = server;
  }

  /** The next answer has these bounds. */
  void expect(AnswerBounds next) {
    bounds = next;
  }

  AnswerBounds bounds() {
    return bounds;
  }

  /** Why the connection was ended, or null. */
  DestinationException failure() {
    return failure;
  }

  void tooLarge(ChannelHandlerContext context) {
    refuse(
        context,
        "answer-too-large",
        "the server at "
            + server
            + " answers more than this statement can return (bound: "
            + bounds.text()
            + "); the connection was cut. Is it the right database?");
  }

  void notTheProtocol(ChannelHandlerContext context, String what) {
    refuse(
        context,
        "bad-answer",
        "the server at "
            + server
            + " does not follow the MySQL protocol: "
            + what
            + "; the connection was cut. Is it a MySQL server, and does nothing in between mix"
            + " up answers?");
  }

  void fileAsked(ChannelHandlerContext context) {
    refuse(
        context,
        "file-asked",
        "the server at "
            + server
            + " asked for a local file that it was not offered; it got nothing and the connection"
            + " was cut. Find out what runs there");
  }

  boolean refused() {
    return failure != null;
  }

  private void refuse(ChannelHandlerContext context, String code, String message) {
    refuse(context, new DestinationException(JobError.of("database", code, message), true));
  }

  /** Ends the connection; the first reason is the one that is told. */
  void refuse(ChannelHandlerContext context, DestinationException reason) {
    if (failure == null) {
      failure = reason;
    }
    context.close();
  }
}
