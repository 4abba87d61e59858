package dev.millrace.mysqlerror;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * An error packet in place of the greeting: how a server says that it has too many connections, or
 * none for this host. The driver takes it for a greeting and the connection for lost.
 */
public final class GreetingError {
  private static final int HEADER_BYTES = 4;
  private static final int ERROR = 0xFF;

  private GreetingError() {}

  /** The server's own words, or null where the first packet of a connection is no error. */
  public static DestinationException in(ByteBuf first) {
    int at = first.readerIndex() + HEADER_BYTES;
    int end = first.readerIndex() + first.readableBytes();
    if (first.readableBytes() < HEADER_BYTES + 3 || first.getUnsignedByte(at) != ERROR) {
      return null;
    }
    int number = first.getUnsignedShortLE(at + 1);
    int length = Math.min(first.getUnsignedMediumLE(first.readerIndex()) - 3, end - at - 3);
    String words = first.toString(at + 3, Math.max(0, length), StandardCharsets.UTF_8);
    // Before the log-in most servers leave the state out.
    boolean hasState = words.startsWith("#") && words.length() >= 6;
    return ServerErrors.of(
            number, hasState ? words.substring(1, 6) : "", hasState ? words.substring(6) : words)
        .asException();
  }
}
