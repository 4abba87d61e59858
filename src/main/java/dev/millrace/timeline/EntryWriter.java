package dev.millrace.timeline;

import java.util.Map;

/** Takes an entry of a job's timeline. */
interface EntryWriter {
  /**
   * @param actor name of the token of who ordered it, or null
   * @param data what the message says, for programs
   */
  void add(EntryKind kind, String actor, String message, Map<String, Object> data);
}
