package dev.millrace.sink;

import io.netty.channel.ChannelHandlerContext;
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

/**
 * Keeps a hostile server from reading files: to any statement it may answer "send me that file",
 * and vertx-mysql-client would. Here a file on its way out ends the connection instead. The only
 * class that knows the inside of the driver: it needs its netty pipeline, as there is no option.
 *
 * <p>The handler stands beside Vert.x's own, where {@code NetSocket.sendFile} enters the pipeline:
 * there a file still is a file, with TLS too.
 */
final class FileRefusal extends ChannelOutboundHandlerAdapter {
  private FileRefusal() {}

  /** To be called before the first statement. */
  static void guard(SqlConnection connection) {
    SocketConnectionBase socket =
        (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap().unwrap();
    ChannelPipeline pipeline = socket.socket().channelHandlerContext().pipeline();
    pipeline.addBefore("handler", "file-refusal", new FileRefusal());
  }

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
