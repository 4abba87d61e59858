package dev.millrace.mysqlwire;

import dev.millrace.error.Fatal;
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
 * allows, ends the connection, and {@link #failure} says why.
 *
 * <pre>
 * socket ─ [ssl] ─ answer-bytes ─ packetDecoder ─ answer-shape ─ codec ─ answer-failure ─ handler
 * </pre>
 *
 * <p>One for each transport. Event loop of the connection only.
 */
public final class AnswerGuard {
  private static final int HEADER_BYTES = 4;

  private final AnswerVerdict verdict;
  private long bytes;
  private AnswerShape shape;

  /**
   * @param server how messages name it, {@code host:port}
   */
  public AnswerGuard(String server) {
    verdict = new AnswerVerdict(server);
  }

  /** To be called when a connection is open and the driver has not yet seen it. */
  public void watch(ChannelPipeline pipeline) {
    verdict.expect(AnswerBounds.LOGIN);
    bytes = 0;
    shape = new AnswerShape(verdict);
    pipeline.addBefore("handler", "answer-bytes", new Bytes());
  }

  /** The next statement's answer has these bounds. */
  public void expect(AnswerBounds next) {
    verdict.expect(next);
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
  public DestinationException failure() {
    return verdict.failure();
  }

  /** Counts before packets are put together, for one that is announced as 16 MiB is kept so far. */
  private final class Bytes extends ChannelInboundHandlerAdapter {
    private boolean begun;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (verdict.refused()) {
        ReferenceCountUtil.release(message);
        return;
      }
      ByteBuf read = (ByteBuf) message;
      if (!begun) {
        begun = true;
        begin(context, read);
      }
      bytes += read.readableBytes();
      if (!verdict.refused() && bytes > verdict.bounds().bytes()) {
        verdict.tooLarge(context);
      }
      if (verdict.refused()) {
        read.release();
        return;
      }
      context.fireChannelRead(message);
    }

    /** The driver has put its handlers in by now. Servers of other kinds are told at once. */
    private void begin(ChannelHandlerContext context, ByteBuf read) {
      context.pipeline().addAfter("packetDecoder", "answer-shape", shape);
      context.pipeline().addAfter("codec", "answer-failure", new Failure());
      DestinationException greeting = GreetingError.in(read);
      if (greeting != null) {
        verdict.refuse(context, greeting);
        return;
      }
      if (read.readableBytes() >= HEADER_BYTES
          && read.getUnsignedMediumLE(read.readerIndex()) > AnswerBounds.LOGIN.bytes()) {
        verdict.notTheProtocol(context, "its greeting is malformed");
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
      if (!verdict.refused() && cause instanceof RuntimeException) {
        verdict.notTheProtocol(
            context, "a packet cannot be read (" + cause.getClass().getSimpleName() + ")");
      }
      context.fireExceptionCaught(thrown);
    }
  }
}
