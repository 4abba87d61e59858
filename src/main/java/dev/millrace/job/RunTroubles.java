package dev.millrace.job;

import dev.millrace.model.JobError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Which parts of a run have trouble that may pass: it retries as long as any has. */
final class RunTroubles {
  private final Consumer<JobError> onRetrying;
  private final Runnable onRecovered;
  private final Map<String, JobError> byPart = new LinkedHashMap<>();

  /**
   * @param onRetrying told the oldest trouble that there is
   */
  RunTroubles(Consumer<JobError> onRetrying, Runnable onRecovered) {
    this.onRetrying = onRetrying;
    this.onRecovered = onRecovered;
  }

  /** Trouble of one part, or null where it has none. */
  void note(String who, JobError trouble) {
    boolean had = !byPart.isEmpty();
    if (trouble == null) {
      byPart.remove(who);
    } else {
      byPart.put(who, trouble);
    }
    if (!byPart.isEmpty()) {
      onRetrying.accept(byPart.values().iterator().next());
    } else if (had) {
      onRecovered.run();
    }
  }
}
