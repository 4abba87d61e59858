package dev.millrace.status;

import dev.millrace.error.JobError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Which parts of a run have a failure that may pass: it retries as long as any has. */
public final class RunFailures {
  private final Consumer<JobError> onRetrying;
  private final Runnable onRecovered;
  private final Map<String, JobError> byPart = new LinkedHashMap<>();

  /**
   * @param onRetrying told the oldest failure that there is, and the oldest of the other server
   */
  public RunFailures(Consumer<JobError> onRetrying, Runnable onRecovered) {
    this.onRetrying = onRetrying;
    this.onRecovered = onRecovered;
  }

  private JobError all() {
    JobError oldest = byPart.values().iterator().next();
    return byPart.values().stream()
        .filter(other -> !other.kind().equals(oldest.kind()))
        .findFirst()
        .map(oldest::and)
        .orElse(oldest);
  }

  /** A failure of one part, or null where it has none. */
  public void note(String who, JobError failure) {
    boolean had = !byPart.isEmpty();
    if (failure == null) {
      byPart.remove(who);
    } else {
      byPart.put(who, failure);
    }
    if (!byPart.isEmpty()) {
      onRetrying.accept(all());
    } else if (had) {
      onRecovered.run();
    }
  }
}
