package dev.millrace.config;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.millrace.secret.PlainText;
import dev.millrace.secret.SecretMask;
import java.nio.charset.StandardCharsets;

/**
 * A log event as one line of JSON: {@code {"time", "level", "logger", "thread", "message",
 * "trace"}}.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
  /** Longer than any trace. */
  private static final int MAX_CHARS = 32_768;

  @Override
  public byte[] headerBytes() {
    return null;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    line.append("{\"time\":");
    quote(line, event.getInstant().toString());
    field(line, "level", event.getLevel().toString());
    field(line, "logger", event.getLoggerName());
    field(line, "thread", event.getThreadName());
    // Before it is quoted, which would make other text of a secret; and the values alone.
    field(line, "message", SecretMask.mask(event.getFormattedMessage()));
    if (event.getThrowableProxy() != null) {
      field(line, "trace", SecretMask.mask(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return null;
  }

  private static void field(StringBuilder line, String key, String value) {
    line.append(",\"").append(key).append("\":");
    quote(line, value == null ? "" : value);
  }

  private static void quote(StringBuilder line, String text) {
    line.append('"');
    int end = Math.min(text.length(), MAX_CHARS);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> line.append("\\\"");
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\t' -> line.append("\\t");
        default -> {
          if (PlainText.isHarmful(c) || Character.isSurrogate(c)) {
            line.append("\\u%04x".formatted((int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
    if (end < text.length()) {
      line.append("… (").append(text.length() - end).append(" more characters)");
    }
    line.append('"');
  }
}
