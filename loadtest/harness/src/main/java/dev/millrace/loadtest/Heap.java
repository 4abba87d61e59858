package dev.millrace.loadtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Java process has allocated since its start, and how long its collector's pauses were: what
 * the collector's log says was freed, and what {@code jcmd} says is used now.
 */
final class Heap {
  private static final Pattern PAUSE =
      Pattern.compile("Pause .*? (\\d+)M->(\\d+)M\\(\\d+M\\) ([\\d.]+)ms");
  private static final Pattern USED = Pattern.compile("garbage-first heap.*used (\\d+)K");

  private final Path log;
  private final long pid;

  Heap(Path log, long pid) {
    this.log = log;
    this.pid = pid;
  }

  /** The argument that makes a JVM write the log. */
  static String argument(Path log) {
    return "-Xlog:gc:file=" + log + ":uptime:filecount=0";
  }

  /** To about 1 MB; -1 where it cannot be known. */
  long allocatedBytes() {
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  "GC.heap_info")
              .redirectErrorStream(true)
              .start();
      String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher used = USED.matcher(text);
      if (!jcmd.waitFor(10, TimeUnit.SECONDS) || !used.find()) {
        return -1;
      }
      long bytes = 1024 * Long.parseLong(used.group(1));
      for (Matcher pause = pauseLines(); pause.find(); ) {
        bytes += (Long.parseLong(pause.group(1)) - Long.parseLong(pause.group(2))) << 20;
      }
      return bytes;
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** Pauses since the process's start. */
  long pauses() throws IOException {
    return pauseLines().results().count();
  }

  /** Pauses in milliseconds, sorted, without the first {@code earlier}. */
  double[] pauseMillisAfter(long earlier) throws IOException {
    return pauseLines()
        .results()
        .skip(earlier)
        .mapToDouble(pause -> Double.parseDouble(pause.group(3)))
        .sorted()
        .toArray();
  }

  private Matcher pauseLines() throws IOException {
    return PAUSE.matcher(Files.exists(log) ? Files.readString(log) : "");
  }
}
