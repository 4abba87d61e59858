package dev.millrace.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Fits the log to the configuration; {@code logback.xml} says how it is before. */
public final class Logs {
  private Logs() {}

  /** Any thread, once, before anything runs. */
  public static void apply(boolean json, String level) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      return;
    }
    context.addTurboFilter(new FatalErrors());
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(level));
    if (json && root.getAppender("STDERR") instanceof OutputStreamAppender<ILoggingEvent> stderr) {
      stderr.stop();
      JsonLines encoder = new JsonLines();
      encoder.setContext(context);
      encoder.start();
      stderr.setEncoder(encoder);
      stderr.start();
    }
  }
}
