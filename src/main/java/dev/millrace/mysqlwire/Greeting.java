package dev.millrace.mysqlwire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * What a server says first.
 *
 * @param offersTls whether it would encrypt the connection
 * @param plugin its usual way to authenticate; empty where it names none
 * @param nonce the 20 bytes that passwords are mixed with
 * @see <a
 *     href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html">Handshake
 *     V10</a>
 */
record Greeting(boolean offersTls, String plugin, byte[] nonce) {
  static final int NONCE_BYTES = 20;

  private static final int VERSION = 10;
  private static final int FIRST_NONCE_BYTES = 8;
  private static final int CLIENT_SSL = 0x0800;
  private static final int RESERVED_BYTES = 10;

  /**
   * Reads a packet's payload, and leaves the buffer's indexes as they are.
   *
   * @throws IndexOutOfBoundsException for one that is too short
   * @throws IllegalArgumentException for one of another protocol
   */
  static Greeting read(ByteBuf payload) {
    ByteBuf in = payload.duplicate();
    if (in.readUnsignedByte() != VERSION) {
      throw new IllegalArgumentException("not MySQL's protocol");
    }
    text(in);
    in.skipBytes(4);
    byte[] nonce = new byte[NONCE_BYTES];
    in.readBytes(nonce, 0, FIRST_NONCE_BYTES);
    in.skipBytes(1);
    int capabilities = in.readUnsignedShortLE();
    // Character set, status, the upper half of the capabilities, the nonce's length.
    in.skipBytes(1 + 2 + 2 + 1 + RESERVED_BYTES);
    in.readBytes(nonce, FIRST_NONCE_BYTES, NONCE_BYTES - FIRST_NONCE_BYTES);
    in.skipBytes(Math.min(1, in.readableBytes()));
    return new Greeting((capabilities & CLIENT_SSL) != 0, text(in), nonce);
  }

  /** Up to a zero byte, or the end. */
  static String text(ByteBuf in) {
    int length = in.bytesBefore((byte) 0);
    if (length < 0) {
      return in.readCharSequence(in.readableBytes(), StandardCharsets.UTF_8).toString();
    }
    String text = in.readCharSequence(length, StandardCharsets.UTF_8).toString();
    in.skipBytes(1);
    return text;
  }
}
