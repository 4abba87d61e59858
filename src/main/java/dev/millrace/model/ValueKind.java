package dev.millrace.model;

/**
 * What stands in one slot of a flattened record. The bytes that go with it are a range of the
 * record's own bytes (or, for {@link #TEXT} and {@link #NUMBER} of Kafka metadata, of a scratch
 * array).
 */
public enum ValueKind {
  /** The path is not in the record; no bytes. */
  ABSENT,
  /** JSON {@code null}; no bytes needed. */
  NULL,
  /** {@code true}; the bytes are the literal. */
  TRUE,
  /** {@code false}; the bytes are the literal. */
  FALSE,
  /** A number literal in JSON's grammar; the bytes are the literal. */
  NUMBER,
  /**
   * The inside of a JSON string literal (no quotes) that holds no backslash: bytes are the value
   * itself.
   */
  STRING,
  /** The inside of a JSON string literal (no quotes) with at least one valid backslash escape. */
  ESCAPED,
  /**
   * Plain UTF-8 text that is not JSON: keys, headers, topic, the whole message. Nothing in it is an
   * escape.
   */
  TEXT,
  /** An object, from its opening to its closing brace, byte for byte as in the message. */
  OBJECT,
  /** An array, from its opening to its closing bracket, byte for byte as in the message. */
  ARRAY,
  /**
   * The path leads through a scalar or an array where an object (or array) was needed; the bytes
   * are that value.
   */
  WRONG_SHAPE
}
