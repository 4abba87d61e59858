package dev.millrace.mysqlwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.handler.stream.ChunkedInput;
import io.netty.util.ReferenceCountUtil;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The one "file" that a connection will give to its server: bytes in memory, for the one statement
 * that loads them. The only class that knows the inside of the driver, as it has no option for
 * either half:
 *
 * <ul>
 *   <li>A server that asks for the offered name gets the bytes, in protocol packets straight from
 *       the caller's array. The driver would open a real file, and mistakes 16 MiB for its end.
 *   <li>A server that asks for anything else, to whatever statement, gets the connection cut: the
 *       driver would send it any file. That handler stands beside Vert.x's own, where {@code
 *       NetSocket.sendFile} enters the pipeline: there a file still is a file, with TLS too.
 * </ul>
 *
 * <p>Event loop of the connection only.
 *
 * @see <a
 *     href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_local_infile_request.html">LOCAL
 *     INFILE request</a>
 */
public final class LocalInfileHandler {
  /** The file's name, of no meaning but to tell our request from another. */
  public static final String NAME = "millrace-rows";

  private static final int HEADER_BYTES = 4;
  private static final int REQUEST = 0xFB;

  private byte[] name;
  private byte[] content;
  private int length;
  private int packetBytes;

  private LocalInfileHandler() {}

  /** To be called before the first statement. */
  public static LocalInfileHandler guard(SqlConnection connection, AnswerGuard answers) {
    SocketConnectionBase socket =
        (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap().unwrap();
    ChannelPipeline pipeline = socket.socket().channelHandlerContext().pipeline();
    LocalInfileHandler file = new LocalInfileHandler();
    pipeline.addBefore("handler", "file-refusal", new Refusal());
    answers.filesOffered(file::offered);
    // Behind what cuts the stream into packets and follows them, both ways.
    pipeline.addBefore("codec", "file-answer", file.new Answer());
    return file;
  }

  /**
   * Answers the next request for {@code fileName} with {@code bytes[0, length)}, once. The array
   * stays as it is until the statement was answered or the connection is closed.
   *
   * @param mostPacketBytes the server's max_allowed_packet
   */
  public void offer(String fileName, byte[] bytes, int length, long mostPacketBytes) {
    this.name = fileName.getBytes(StandardCharsets.US_ASCII);
    this.content = bytes;
    this.length = length;
    this.packetBytes = (int) Math.max(1024, Math.min(1 << 20, mostPacketBytes / 2));
  }

  /** Nothing is offered any more; without effect when it was asked for. */
  public void withdraw() {
    name = null;
    content = null;
  }

  /** Whether this packet's payload asks for what is offered now. */
  private boolean offered(ByteBuf payload) {
    if (content == null
        || payload.readableBytes() != 1 + name.length
        || payload.getUnsignedByte(payload.readerIndex()) != REQUEST) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (payload.getByte(payload.readerIndex() + 1 + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private final class Answer extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf request = (ByteBuf) message;
      if (!offered(
          request.slice(
              request.readerIndex() + HEADER_BYTES, request.readableBytes() - HEADER_BYTES))) {
        context.fireChannelRead(message);
        return;
      }
      int sequence = request.getUnsignedByte(request.readerIndex() + 3) + 1;
      request.release();
      for (int at = 0; at < length; at += packetBytes) {
        int count = Math.min(packetBytes, length - at);
        context.write(header(context, count, sequence++));
        context.write(Unpooled.wrappedBuffer(content, at, count));
      }
      context.writeAndFlush(header(context, 0, sequence));
      withdraw();
    }

    private ByteBuf header(ChannelHandlerContext context, int count, int sequence) {
      return context.alloc().buffer(HEADER_BYTES).writeMediumLE(count).writeByte(sequence);
    }
  }

  private static final class Refusal extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
        throws Exception {
      if (message instanceof FileRegion || message instanceof ChunkedInput) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new IOException("a file was asked for"));
        context.close();
        return;
      }
      super.write(context, message, promise);
    }
  }
}
