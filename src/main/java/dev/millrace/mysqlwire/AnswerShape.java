package dev.millrace.mysqlwire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Predicate;

/**
 * Follows the packets of one connection through the protocol, so that the driver gets only what it
 * can read: packets in their order, answers to what was asked, columns of known types in bounded
 * number, cells within their packets. Event loop of the connection only.
 *
 * @see <a
 *     href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response.html">
 *     the answer to a query</a>
 */
final class AnswerShape extends ChannelDuplexHandler {
  private enum Phase {
    GREETING,
    LOGIN,
    /** Nothing was asked. */
    IDLE,
    ASKED,
    COLUMNS,
    COLUMNS_END,
    ROWS
  }

  private static final int HEADER_BYTES = 4;
  private static final int LONGEST_PACKET = 0xFFFFFF;
  private static final int SSL_REQUEST_BYTES = 32;
  private static final int DEPRECATE_EOF = 1 << 24;
  private static final int MORE_RESULTS = 8;
  private static final int OK = 0x00;
  private static final int MORE_DATA = 0x01;
  private static final int FILE = 0xFB;
  private static final int END = 0xFE;
  private static final int ERROR = 0xFF;
  private static final int PROTOCOL_VERSION = 10;

  private final AnswerVerdict verdict;
  private final RowCells cells = new RowCells();
  private Predicate<ByteBuf> offered = payload -> false;
  private Phase phase = Phase.GREETING;
  private int packets;
  private int sequence = -1;
  private boolean shortEnd;
  private boolean toBeContinued;
  private int columnsLeft;

  /** Of the client's own packets: payload still to be written, and how many begun in the log-in. */
  private long unwritten;

  private int loginPackets;

  AnswerShape(AnswerVerdict verdict) {
    this.verdict = verdict;
  }

  /** A statement is about to be sent. */
  void begin() {
    packets = 0;
  }

  void filesOffered(Predicate<ByteBuf> files) {
    this.offered = files;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof ByteBuf written) {
      follow(written);
    }
    super.write(context, message, promise);
  }

  /** The driver writes a header at the beginning of a buffer, and at most one in each. */
  private void follow(ByteBuf written) {
    int readable = written.readableBytes();
    if (unwritten > 0) {
      unwritten -= Math.min(unwritten, readable);
      return;
    }
    if (readable < HEADER_BYTES) {
      return;
    }
    int at = written.readerIndex();
    int length = written.getUnsignedMediumLE(at);
    sequence = written.getUnsignedByte(at + 3);
    unwritten = Math.max(0, length - (readable - HEADER_BYTES));
    if (phase == Phase.GREETING || phase == Phase.LOGIN) {
      if (readable >= 2 * HEADER_BYTES && loginPackets++ <= 1 && length >= SSL_REQUEST_BYTES) {
        shortEnd = (written.getIntLE(at + HEADER_BYTES) & DEPRECATE_EOF) == 0;
        // A request for TLS has no user behind it; the answer to the greeting comes again then.
        loginPackets += length == SSL_REQUEST_BYTES ? 0 : 1;
      }
    }
    if (sequence == 0) {
      phase = Phase.ASKED;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (verdict.refused()) {
      ReferenceCountUtil.release(message);
      return;
    }
    try {
      if (++packets > verdict.bounds().packets()) {
        verdict.tooLarge(context);
      } else {
        packet(context, (ByteBuf) message);
      }
    } catch (IndexOutOfBoundsException e) {
      verdict.notTheProtocol(context, "a packet ends too early");
    }
    if (verdict.refused()) {
      ReferenceCountUtil.release(message);
      return;
    }
    context.fireChannelRead(message);
  }

  private void packet(ChannelHandlerContext context, ByteBuf packet) {
    int at = packet.readerIndex();
    int length = packet.getUnsignedMediumLE(at);
    int number = packet.getUnsignedByte(at + 3);
    int payload = at + HEADER_BYTES;
    int first = length == 0 ? -1 : packet.getUnsignedByte(payload);
    boolean continues = toBeContinued;
    toBeContinued = length == LONGEST_PACKET;
    // An error that the server has on its own account, such as a shutdown, may come at any moment.
    if (number != (sequence + 1 & 0xFF) && (first != ERROR || continues)) {
      verdict.notTheProtocol(context, "packets are out of order");
      return;
    }
    sequence = number;
    if (phase == Phase.ROWS && (continues || toBeContinued)) {
      row(context, packet, payload, length, continues, first);
      return;
    }
    if (continues || toBeContinued || length == 0) {
      verdict.notTheProtocol(context, "a packet of " + length + " bytes where none can be");
      return;
    }
    switch (phase) {
      case GREETING -> greeting(context, packet, payload, length, first);
      case LOGIN -> {
        if (first != OK && first != MORE_DATA && first != END && first != ERROR) {
          verdict.notTheProtocol(context, "an unknown answer to the log-in");
        }
      }
      case IDLE -> idle(context, first);
      case ASKED -> answer(context, packet, payload, length, first);
      case COLUMNS -> column(context, packet, payload, length);
      case COLUMNS_END -> {
        if (first != END || length != 5) {
          verdict.notTheProtocol(context, "the end of the columns is missing");
        }
        phase = Phase.ROWS;
      }
      case ROWS -> row(context, packet, payload, length, false, first);
    }
  }

  private void greeting(
      ChannelHandlerContext context, ByteBuf packet, int payload, int length, int first) {
    phase = Phase.LOGIN;
    if (first != ERROR
        && (first != PROTOCOL_VERSION || packet.indexOf(payload, payload + length, (byte) 0) < 0)) {
      verdict.notTheProtocol(context, "its greeting is malformed");
    }
  }

  private void idle(ChannelHandlerContext context, int first) {
    if (first == ERROR) {
      // It says goodbye; no statement waits for it.
      context.close();
    } else {
      verdict.notTheProtocol(context, "an answer to no request");
    }
  }

  private void answer(
      ChannelHandlerContext context, ByteBuf packet, int payload, int length, int first) {
    switch (first) {
      case OK -> ended(status(packet, payload));
      case ERROR -> phase = Phase.IDLE;
      case FILE -> {
        if (!offered.test(packet.slice(payload, length))) {
          verdict.fileAsked(context);
        }
      }
      default -> {
        long columns = number(packet, payload);
        if (columns < 1) {
          verdict.notTheProtocol(context, "a result of no columns");
        } else if (columns > verdict.bounds().columns()) {
          verdict.tooLarge(context);
        } else {
          columnsLeft = (int) columns;
          cells.columns(columnsLeft);
          phase = Phase.COLUMNS;
        }
      }
    }
  }

  private void column(ChannelHandlerContext context, ByteBuf packet, int payload, int length) {
    int at = payload;
    // Catalog, schema, table, its name of old, column, its name of old.
    for (int i = 0; i < 6; i++) {
      long text = number(packet, at);
      at += numberBytes(packet, at);
      if (text < 0 || text > payload + length - at) {
        verdict.notTheProtocol(context, "a column's name ends behind its packet");
        return;
      }
      at += (int) text;
    }
    // A length, which is always 12, character set and width; then the type.
    int type = packet.getUnsignedByte(at + numberBytes(packet, at) + 6);
    if (!cells.type(type)) {
      verdict.notTheProtocol(context, "a column of type " + type + ", which was not asked for");
      return;
    }
    if (--columnsLeft == 0) {
      phase = shortEnd ? Phase.COLUMNS_END : Phase.ROWS;
    }
  }

  private void row(
      ChannelHandlerContext context,
      ByteBuf packet,
      int payload,
      int length,
      boolean continues,
      int first) {
    if (!continues && first == ERROR) {
      phase = Phase.IDLE;
    } else if (!continues && first == END && length < LONGEST_PACKET) {
      ended(shortEnd ? packet.getUnsignedShortLE(payload + 3) : status(packet, payload));
    } else {
      if (!continues) {
        cells.begin();
      }
      if (!cells.read(packet, payload, length, !toBeContinued)) {
        verdict.notTheProtocol(context, "a row's values do not fit in their packet");
      }
    }
  }

  private void ended(int status) {
    phase = (status & MORE_RESULTS) != 0 ? Phase.ASKED : Phase.IDLE;
  }

  /** Of an OK packet: behind two numbers. */
  private static int status(ByteBuf packet, int payload) {
    int id = payload + 1 + numberBytes(packet, payload + 1);
    return packet.getUnsignedShortLE(id + numberBytes(packet, id));
  }

  /** A length-encoded integer; negative where it is none. */
  private static long number(ByteBuf packet, int at) {
    int first = packet.getUnsignedByte(at);
    return switch (first) {
      case 0xFB, 0xFF -> -1;
      case 0xFC -> packet.getUnsignedShortLE(at + 1);
      case 0xFD -> packet.getUnsignedMediumLE(at + 1);
      case 0xFE -> packet.getLongLE(at + 1);
      default -> first;
    };
  }

  private static int numberBytes(ByteBuf packet, int at) {
    return switch (packet.getUnsignedByte(at)) {
      case 0xFC -> 3;
      case 0xFD -> 4;
      case 0xFE -> 9;
      default -> 1;
    };
  }
}
