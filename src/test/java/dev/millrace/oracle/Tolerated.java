package dev.millrace.oracle;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What a job may fail with for the while that somebody gave it cause, and with those words only.
 * Any thread.
 */
final class Tolerated {
  private static final Pattern NOTHING = Pattern.compile("(?!)");

  private final Map<String, Pattern> words = new ConcurrentHashMap<>();

  /** What the job may fail with now. */
  Pattern now(String job) {
    return words.getOrDefault(job, NOTHING);
  }

  void during(String job, Pattern allowed, Runnable deed) {
    words.put(job, allowed);
    try {
      deed.run();
    } finally {
      words.remove(job);
    }
  }
}
