package dev.millrace.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.millrace.error.Fatal;
import org.slf4j.Marker;

/**
 * Sees the errors that libraries catch: Kafka's threads, netty and Vert.x log them, whatever the
 * level, and go on.
 */
final class FatalErrors extends TurboFilter {
  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] params, Throwable thrown) {
    if (thrown != null) {
      Fatal.check(thrown);
    } else if (params != null
        && params.length > 0
        && params[params.length - 1] instanceof Throwable last) {
      Fatal.check(last);
    }
    return FilterReply.NEUTRAL;
  }
}
