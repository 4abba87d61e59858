package dev.millrace.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Refuses requests of which two readers could think differently where they end or what they say: by
 * that one request is smuggled past a proxy in the body of another. The connection ends with them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-11.2">Request smuggling</a>
 */
final class StrictHttpDecoder extends VertxHttpRequestDecoder {
  private boolean inHead = true;
  private boolean refused;

  /** What of the buffer's readable bytes was looked at, and the last byte of it. */
  private int seen;

  private int last = -1;

  /** Whether a byte was seen that the decoder does not skip before a request's first line. */
  private boolean begun;

  private StrictHttpDecoder(HttpServerOptions options) {
    super(options);
  }

  /** Before anything was read. */
  static void put(ChannelHandlerContext connection, HttpServerOptions options) {
    connection.pipeline().replace("httpDecoder", "httpDecoder", new StrictHttpDecoder(options));
  }

  /** Called within the decoding of the head, whose failure then is the request's. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }

  /** The router would answer other versions in their own words. */
  @Override
  protected HttpMessage createMessage(String[] initialLine) {
    if (!initialLine[2].equals("HTTP/1.1") && !initialLine[2].equals("HTTP/1.0")) {
      throw new IllegalArgumentException("another version than HTTP/1.1");
    }
    return super.createMessage(initialLine);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (refused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (inHead && folds(in)) {
      refused = true;
      HttpMessage invalid = createInvalidMessage();
      invalid.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("a folded header line")));
      out.add(invalid);
      in.skipBytes(in.readableBytes());
      return;
    }
    int before = in.readableBytes();
    int had = out.size();
    super.decode(context, in, out);
    seen = Math.max(0, seen - (before - in.readableBytes()));
    for (int i = had; i < out.size(); i++) {
      if (out.get(i) instanceof HttpMessage message) {
        inHead = false;
        if (message.decoderResult().isSuccess() && codedOtherwise(message)) {
          message.setDecoderResult(DecoderResult.failure(new UnknownTransferCoding()));
        }
        refused = !message.decoderResult().isSuccess();
      }
      if (out.get(i) instanceof LastHttpContent) {
        inHead = true;
        seen = 0;
        last = -1;
        begun = false;
      }
    }
  }

  /**
   * Netty takes {@code x, chunked} for chunks and {@code gzip} for no body; who stands before us
   * may not.
   */
  private static boolean codedOtherwise(HttpMessage message) {
    List<String> codings = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return !codings.isEmpty()
        && (codings.size() > 1
            || !codings.get(0).strip().equalsIgnoreCase("chunked")
            || message.protocolVersion().equals(HttpVersion.HTTP_1_0));
  }

  /** A body whose end cannot be told. */
  static final class UnknownTransferCoding extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownTransferCoding() {
      super("another Transfer-Encoding than one \"chunked\", with HTTP/1.1");
    }
  }

  /** Whether a line of the head begins with a blank: an old way to go on with the one before. */
  private boolean folds(ByteBuf in) {
    int end = in.writerIndex();
    for (int i = in.readerIndex() + seen; i < end; i++) {
      int next = in.getByte(i);
      if (last == '\n') {
        if (next == ' ' || next == '\t') {
          return true;
        }
        if (begun && (next == '\r' || next == '\n')) {
          // The end of the head; empty lines before it do not count.
          return false;
        }
      }
      begun = begun || !(Character.isISOControl(next & 0xFF) || Character.isWhitespace(next));
      last = next;
      seen++;
    }
    return false;
  }
}
