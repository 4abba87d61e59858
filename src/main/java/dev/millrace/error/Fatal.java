package dev.millrace.error;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Ends the process after an error that leaves it in an unknown state: out of memory, above all. A
 * thread that died of it, or a step that was left half done, is missing for good, while probes go
 * on saying that all is well; a process that ends is started again, and loses and doubles nothing.
 *
 * <p>The JVM's own {@code -XX:+ExitOnOutOfMemoryError} does the same sooner, with the same exit
 * code, but a jar cannot ask for it. So every place that catches what it does not know calls {@link
 * #check}. Any thread.
 */
public final class Fatal {
  /** As the JVM's own way out. */
  public static final int EXIT_CODE = 3;

  private static final int MOST_CAUSES = 20;

  /** Made before it is needed, for then there may be no room. */
  private static final byte[] LAST_WORDS =
      ("the process ends with exit code 3, as it ran out of memory (or the JVM failed): start it"
              + " again, with a larger -Xmx if it happens repeatedly\n")
          .getBytes(StandardCharsets.UTF_8);

  private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);

  private static volatile boolean armed;

  private Fatal() {}

  /** From now on {@link #check} may end the process; before, and in tests, it does nothing. */
  public static void arm() {
    armed = true;
  }

  /** Does not return where {@code thrown}, or what caused it, is such an error. */
  public static void check(Throwable thrown) {
    if (!armed) {
      return;
    }
    Throwable cause = thrown;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
        end();
      }
      cause = cause.getCause();
    }
  }

  private static void end() {
    try {
      STDERR.write(LAST_WORDS);
    } catch (IOException e) {
      // Standard error is closed: there is nowhere left to report it.
    } finally {
      // No hooks: draining needs what has just failed.
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
