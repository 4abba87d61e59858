package dev.millrace.job;

import dev.millrace.model.JobError;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which parts of a run have trouble that may pass: it retries as long as any has. */
final class RunTroubles {
  private final Run.Listener listener;
  private final Map<String, JobError> byPart = new LinkedHashMap<>();

  RunTroubles(Run.Listener listener) {
    this.listener = listener;
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
      listener.retrying(byPart.values().iterator().next());
    } else if (had) {
      listener.recovered();
    }
  }
}
