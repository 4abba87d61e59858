package dev.millrace.config;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.millrace.secret.SecretMask;
import java.nio.charset.StandardCharsets;

/** A log event by the pattern of {@code logback.xml}, known secrets hidden, stack traces too. */
public final class TextLines extends PatternLayoutEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    return SecretMask.mask(getLayout().doLayout(event)).getBytes(StandardCharsets.UTF_8);
  }
}
