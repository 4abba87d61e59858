package dev.millrace.dialect;

/** Kinds of columns in the quarantine's table, which servers have different types for. */
public enum EngineColumn {
  /** A job's name; compared exactly. */
  NAME,
  /** A topic's name; compared exactly. */
  TOPIC,
  /** A sentence. */
  SENTENCE,
  /** Text of any length. */
  LONG_TEXT,
  /** Bytes of any length. */
  BYTES,
  /** A moment, with milliseconds where the type has them. */
  MOMENT
}
