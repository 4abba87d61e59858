package dev.millrace.timeline;

import java.time.Instant;
import java.util.Map;

/** Told of each entry of any job, also of those that are left out of the timeline. */
public interface EntryListener {
  /** Where nobody listens. */
  EntryListener NONE = (job, kind, at, message, data) -> {};

  /**
   * On the engine's event loop; neither blocks nor throws.
   *
   * @param message for people, with no secret and no record's value in it
   * @param data what the message says, for programs
   */
  void entry(String job, EntryKind kind, Instant at, String message, Map<String, Object> data);
}
