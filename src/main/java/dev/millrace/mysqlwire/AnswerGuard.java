package dev.millrace.mysqlwire;

import dev.millrace.model.Fatal;
import dev.millrace.model.JobError;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.GreetingError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Predicate;

/**
 * Bounds what a server may answer, before the driver reads it: the driver believes every length it
 * is told, and keeps every row. An answer that passes its bounds, or is not what the protocol
 * allows, ends the connection, and {@link #trouble} says why.
 *
 * <pre>
 * socket ─ [ssl] ─ answer-bytes ─ packetDecoder ─ answer-shape ─ codec ─ answer-failure ─ handler
 * </pre>
 *
 * <p>One for each transport. Event loop of the connection only.
 */
public final class AnswerGuard {
  private static final int HEADER_BYTES = 4;

  private final String server;
  private AnswerBounds bounds = AnswerBounds.LOGIN;
  private long bytes;
  private DestinationException trouble;
  private AnswerShape shape;

  /**
   * @param server how messages name it, {@code host:port}
   */
  public AnswerGuard(String server) {
    this.server = server;
  }

  /** To be called when a connection is open and the driver has not yet seen it. */
  public void watch(ChannelPipeline pipeline) {
    bounds = AnswerBounds.LOGIN;
    bytes = 0;
    shape = new AnswerShape(this);
    pipeline.addBefore("handler", "answer-bytes", new Bytes());
  }

  /** The next statement's answer has these bounds. */
  public void expect(AnswerBounds next) {
    bounds = next;
    bytes = 0;
    if (shape != null) {
      shape.begin();
    }
  }

  /**
   * Which request for a local file will be answered; until this is called, none is.
   *
   * @param offered told of the payload, the reader's index at its first byte
   */
  void filesOffered(Predicate<ByteBuf> offered) {
    shape.filesOffered(offered);
  }

  /** Why the connection was ended here, or null. */
  public DestinationException trouble() {
    return trouble;
  }

  AnswerBounds bounds() {
    return bounds;
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
    return trouble != null;
  }

  private void refuse(ChannelHandlerContext context, String code, String message) {
    if (trouble == null) {
      trouble = new DestinationException(JobError.of("database", code, message), true);
    }
    context.close();
  }

  /** Counts before packets are put together, for one that is announced as 16 MiB is kept so far. */
  private final class Bytes extends ChannelInboundHandlerAdapter {
    private boolean begun;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (trouble != null) {
        ReferenceCountUtil.release(message);
        return;
      }
      ByteBuf read = (ByteBuf) message;
      if (!begun) {
        begun = true;
        begin(context, read);
      }
      bytes += read.readableBytes();
      if (trouble == null && bytes > bounds.bytes()) {
        tooLarge(context);
      }
      if (trouble != null) {
        read.release();
        return;
      }
      context.fireChannelRead(message);
    }

    /** The driver has put its handlers in by now. Servers of other kinds are told at once. */
    private void begin(ChannelHandlerContext context, ByteBuf read) {
      context.pipeline().addAfter("packetDecoder", "answer-shape", shape);
      context.pipeline().addAfter("codec", "answer-failure", new Failure());
      trouble = GreetingError.in(read);
      if (trouble != null) {
        context.close();
        return;
      }
      if (read.readableBytes() >= HEADER_BYTES
          && read.getUnsignedMediumLE(read.readerIndex()) > AnswerBounds.LOGIN.bytes()) {
        notTheProtocol(context, "its greeting is malformed");
      }
    }
  }

  /** Gives a sentence to what the driver could not read. */
  private final class Failure extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
      Fatal.check(thrown);
      Throwable cause =
          thrown instanceof DecoderException && thrown.getCause() != null
              ? thrown.getCause()
              : thrown;
      if (trouble == null && cause instanceof RuntimeException) {
        notTheProtocol(
            context, "a packet cannot be read (" + cause.getClass().getSimpleName() + ")");
      }
      context.fireExceptionCaught(thrown);
    }
  }
}
