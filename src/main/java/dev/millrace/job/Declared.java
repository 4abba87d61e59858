package dev.millrace.job;

import dev.millrace.answer.Conflict;
import java.util.Map;

/**
 * What files declare: the API shows it and does not alter it, for the files would undo that.
 *
 * @param sources file name by source
 * @param jobs file name by job
 */
public record Declared(Map<String, String> sources, Map<String, String> jobs) {
  public static final Declared NOTHING = new Declared(Map.of(), Map.of());

  public Declared {
    sources = Map.copyOf(sources);
    jobs = Map.copyOf(jobs);
  }

  /**
   * @throws Conflict where a file declares that source
   */
  void refuseSource(String name) {
    refuse("source", name, sources.get(name));
  }

  /**
   * @throws Conflict where a file declares that job
   */
  void refuseJob(String name) {
    refuse("job", name, jobs.get(name));
  }

  private static void refuse(String kind, String name, String file) {
    if (file != null) {
      throw new Conflict(
          "%s %s is declared in the file %s: alter it there, which the process takes up by itself"
              .formatted(kind, name, file));
    }
  }
}
