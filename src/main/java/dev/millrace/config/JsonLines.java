package dev.millrace.config;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.millrace.secret.PlainText;
import dev.millrace.secret.SecretMask;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/**
 * A log event as one line of JSON: {@code {"time", "level", "logger", "thread", "message", …,
 * "trace"}}; between them what the line is about, as {@link dev.millrace.error.LogFields} names it.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
  /** Longer than any trace. */
  private static final int MAX_CHARS = 32_768;

  private static final Set<String> FIELDS =
      Set.of("time", "level", "logger", "thread", "message", "trace");

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
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> field(line, pair));
    }
    if (event.getThrowableProxy() != null) {
      field(line, "trace", SecretMask.mask(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return null;
  }

  /** What the line is about; a number stays one. A name of the fields above is not taken twice. */
  private static void field(StringBuilder line, KeyValuePair pair) {
    if (FIELDS.contains(pair.key)) {
      return;
    }
    if (pair.value instanceof Integer || pair.value instanceof Long) {
      line.append(',');
      quote(line, pair.key);
      line.append(':').append(pair.value);
    } else {
      field(line, pair.key, SecretMask.mask(String.valueOf(pair.value)));
    }
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
