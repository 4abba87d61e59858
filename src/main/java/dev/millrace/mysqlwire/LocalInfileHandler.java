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
import java.util.ArrayList;
import java.util.List;

/**
 * The "files" that a connection will give to its server: bytes in memory, each once, for the
 * statements that load them. The only class that knows the inside of the driver, as it has no
 * option for either half:
 *
 * <ul>
 *   <li>A server that asks for an offered name gets its bytes, in protocol packets straight from
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
  private static final String NAME = "millrace-rows";
  private static final int HEADER_BYTES = 4;
  private static final int REQUEST = 0xFB;

  private final List<LocalFile> offered = new ArrayList<>();
  private int packetBytes;

  private LocalInfileHandler() {}

  /** The name of the file with this number, of no meaning but to tell our requests from others. */
  public static String name(int file) {
    return file == 0 ? NAME : NAME + "-" + file;
  }

  /** To be called before the first statement. */
  public static LocalInfileHandler guard(SqlConnection connection, AnswerGuard answers) {
    SocketConnectionBase socket =
        (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap().unwrap();
    ChannelPipeline pipeline = socket.socket().channelHandlerContext().pipeline();
    LocalInfileHandler file = new LocalInfileHandler();
    pipeline.addBefore("handler", "file-refusal", new Refusal());
    answers.filesOffered(payload -> file.asked(payload) != null);
    // Behind what cuts the stream into packets and follows them, both ways.
    pipeline.addBefore("codec", "file-answer", file.new Answer());
    return file;
  }

  /**
   * Answers the next request for each of these names with its bytes, once.
   *
   * @param mostPacketBytes the server's max_allowed_packet
   */
  public void offer(List<LocalFile> files, long mostPacketBytes) {
    offered.clear();
    offered.addAll(files);
    packetBytes = (int) Math.max(1024, Math.min(1 << 20, mostPacketBytes / 2));
  }

  /** Nothing is offered any more; without effect on what was asked for. */
  public void withdraw() {
    offered.clear();
  }

  /** Which of the files that are offered now this packet's payload asks for, or null. */
  private LocalFile asked(ByteBuf payload) {
    int at = payload.readerIndex();
    if (offered.isEmpty()
        || payload.readableBytes() == 0
        || payload.getUnsignedByte(at) != REQUEST) {
      return null;
    }
    String name =
        payload.toString(at + 1, payload.readableBytes() - 1, StandardCharsets.ISO_8859_1);
    for (LocalFile file : offered) {
      if (file.name().equals(name)) {
        return file;
      }
    }
    return null;
  }

  private final class Answer extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf request = (ByteBuf) message;
      LocalFile file =
          asked(
              request.slice(
                  request.readerIndex() + HEADER_BYTES, request.readableBytes() - HEADER_BYTES));
      if (file == null) {
        context.fireChannelRead(message);
        return;
      }
      int sequence = request.getUnsignedByte(request.readerIndex() + 3) + 1;
      request.release();
      for (int at = 0; at < file.length(); at += packetBytes) {
        int count = Math.min(packetBytes, file.length() - at);
        context.write(header(context, count, sequence++));
        context.write(Unpooled.wrappedBuffer(file.content(), at, count));
      }
      context.writeAndFlush(header(context, 0, sequence));
      offered.remove(file);
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
