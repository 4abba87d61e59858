package dev.millrace.flow;

/** Where a lane spends its time. The stages work at the same time, each on what is before it. */
public enum Stage {
  /** In Kafka's poll, waiting for records included. */
  POLL,
  /** Decoding, coercing, encoding. */
  ENCODE,
  /** A transaction is under way, from sending to its outcome. */
  WRITE,
  /** All partitions are paused: what was polled is not committed yet. */
  CREDITS
}
