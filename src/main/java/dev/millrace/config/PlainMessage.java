package dev.millrace.config;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.millrace.secret.PlainText;
import dev.millrace.secret.SecretMask;

/**
 * {@code %plain} of {@code logback.xml}: an event's message and trace on one line, line breaks as
 * {@code " | "}. Whatever a server or caller has put into a message, it makes no second line, and
 * no terminal obeys it.
 */
public final class PlainMessage extends ClassicConverter {
  /** Longer than any trace. */
  private static final int MAX_CHARS = 32_768;

  @Override
  public String convert(ILoggingEvent event) {
    String text = String.valueOf(event.getFormattedMessage());
    if (event.getThrowableProxy() != null) {
      text += "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
    }
    // Before line breaks and controls are replaced, which would make other text of a secret.
    return PlainText.of(SecretMask.mask(text).strip().replaceAll("[\r\n]+\t?", " | "), MAX_CHARS);
  }
}
