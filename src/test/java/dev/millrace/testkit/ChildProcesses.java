package dev.millrace.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Starts the processes of tests and demo so that none outlives this JVM, in whatever way the JVM
 * ends: whatever still runs when it has ended is killed, also what is suspended.
 *
 * <p>A small shell watches: it is told every start and end through a pipe, and when the pipe
 * closes, it kills what is left. A shutdown hook would not run in a JVM that is killed itself.
 * Where there is no shell (Windows) a hook has to do. Any thread.
 */
public final class ChildProcesses {
  /** Not ended by the Ctrl-C that ends the others of the terminal: its work comes afterwards. */
  private static final String WATCH =
      """
      trap '' INT TERM HUP
      alive=
      while read -r sign pid; do
        rest=
        for known in $alive; do
          [ "$known" = "$pid" ] || rest="$rest $known"
        done
        [ "$sign" = + ] && rest="$rest $pid"
        alive=$rest
      done
      for pid in $alive; do
        kill -KILL "$pid"
      done
      """;

  private static OutputStream watcher;

  private ChildProcesses() {}

  /** As {@link ProcessBuilder#start}. */
  public static Process start(ProcessBuilder builder) throws IOException {
    if (java.io.File.separatorChar == '\\') {
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return process;
    }
    synchronized (ChildProcesses.class) {
      if (watcher == null) {
        watcher =
            new ProcessBuilder("sh", "-c", WATCH)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .getOutputStream();
      }
    }
    Process process = builder.start();
    tell('+', process.pid());
    process.onExit().thenRun(() -> ended(process.pid()));
    return process;
  }

  private static void ended(long pid) {
    try {
      tell('-', pid);
    } catch (IOException e) {
      // Nobody watches any more; the process is gone anyway.
    }
  }

  private static void tell(char sign, long pid) throws IOException {
    synchronized (ChildProcesses.class) {
      watcher.write((sign + " " + pid + "\n").getBytes(StandardCharsets.US_ASCII));
      watcher.flush();
    }
  }
}
