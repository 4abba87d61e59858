package dev.millrace.config;

import dev.millrace.error.BugReport;
import dev.millrace.error.Fatal;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the process end when it is out of memory, whichever of its threads meets it. */
public final class OutOfMemory {
  private static final Logger LOG = LoggerFactory.getLogger("millrace");

  private OutOfMemory() {}

  /** Once, before anything runs; what libraries log is seen by {@code config.Logs}. */
  public static void endsTheProcess(Vertx vertx) {
    Fatal.arm();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          Fatal.check(thrown);
          LOG.error("thread {} ended by a bug: {}", thread.getName(), BugReport.of(thrown));
        });
    vertx.exceptionHandler(
        thrown -> {
          Fatal.check(thrown);
          LOG.error("a bug in a handler: {}", BugReport.of(thrown));
        });
  }
}
