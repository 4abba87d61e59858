package dev.millrace.metrics;

import java.util.Locale;

/**
 * Everything the engine counts, per job. Labels are bounded: {@code job}, and where a meter has one
 * more, a lane, a partition, a state or a word from a closed list; never an offset, a key or a
 * message.
 *
 * <p>The balance that holds for every job once its lanes are idle:
 *
 * <pre>
 * POLLED_RECORDS = WRITTEN_RECORDS + DELETED_RECORDS + FILTERED_RECORDS + SKIPPED_RECORDS
 *     + QUARANTINED_RECORDS + TOMBSTONES + dropped at a stop or rebalance
 * </pre>
 *
 * where what was dropped is polled again. {@code src/docs/metrics.md} is this list as a table; a
 * test compares them.
 */
public enum Meter {
  POLLED_RECORDS(Kind.COUNTER, "", null, "Records received from Kafka."),
  POLLED_BYTES(Kind.COUNTER, "bytes", null, "Size of the polled keys and messages."),
  POLLS(Kind.COUNTER, "", null, "Polls that brought at least one record."),
  PAUSED_TIME(
      Kind.TIMER,
      "seconds",
      null,
      "How long partitions were paused because credits were used up, per pause."),
  REBALANCES(
      Kind.COUNTER, "", null, "How often partitions were assigned to a lane or taken from it."),
  WRITTEN_RECORDS(Kind.COUNTER, "", null, "Records whose rows are committed in the destination."),
  WRITTEN_ROWS(Kind.COUNTER, "", null, "Rows committed; more than records with root array."),
  WRITTEN_BYTES(Kind.COUNTER, "bytes", null, "Statement text of the committed rows."),
  NULLED_FIELDS(Kind.COUNTER, "", null, "Fields that became NULL by policy."),
  ROUNDED_FIELDS(Kind.COUNTER, "", null, "Fields written with fewer digits than their values had."),
  QUARANTINED_RECORDS(Kind.COUNTER, "", null, "Records that went to quarantine."),
  REPLAYED_RECORDS(
      Kind.COUNTER, "", null, "Records that left the quarantine by replay, for the table."),
  DROPPED_RECORDS(Kind.COUNTER, "", null, "Quarantined records that were dropped on request."),
  TOMBSTONES(Kind.COUNTER, "", null, "Records with a null value, passed over."),
  GAPS(Kind.COUNTER, "", null, "Offsets that hold no record: compaction, markers, retention."),
  DELETED_RECORDS(Kind.COUNTER, "", null, "Records that deleted rows."),
  FILTERED_RECORDS(Kind.COUNTER, "", null, "Records that the job's condition leaves out."),
  SKIPPED_RECORDS(Kind.COUNTER, "", null, "Records that say nothing about rows, passed over."),
  REJECTED_RECORDS(
      Kind.COUNTER,
      "",
      "code",
      "Records that did not fit, by the reason's code, whatever followed."),
  BATCHES(
      Kind.COUNTER, "", "reason", "Batches closed, by reason: rows, bytes, linger, flush or stop."),
  ENCODE_TIME(Kind.TIMER, "seconds", null, "Decoding, coercing and encoding one polled batch."),
  WRITE_TIME(Kind.TIMER, "seconds", null, "One transaction, from sending to its outcome."),
  BATCH_ROWS(Kind.SUMMARY, "rows", null, "Rows in a batch."),
  RETRIES(
      Kind.COUNTER, "", "code", "Transactions or connections tried again, by the error's code."),
  FENCED(
      Kind.COUNTER, "", null, "Batches refused because another owner had claimed the partition."),
  IN_FLIGHT_BYTES(Kind.GAUGE, "bytes", "lane", "Bytes polled and not committed."),
  LAG_RECORDS(
      Kind.GAUGE,
      "",
      "partition",
      "Offsets between the ledger and the partition's end; NaN while that is not known."),
  LAG_SECONDS(
      Kind.GAUGE, "seconds", "partition", "Age of the newest written record while records wait."),
  JOB_STATE(Kind.GAUGE, "", "state", "1 for the state the job is in, 0 for the others."),
  LEDGER_BALANCED(
      Kind.GAUGE, "", null, "1 while every passed offset is accounted for in the ledger, else 0.");

  /** What can be done with a meter. */
  public enum Kind {
    /** Only grows: {@link JobMeters#add}. */
    COUNTER,
    /** Durations: {@link JobMeters#time}. */
    TIMER,
    /** A value read at scrape time: {@link JobMeters#gauge}. */
    GAUGE,
    /** A distribution of values: {@link JobMeters#record}. */
    SUMMARY
  }

  private final Kind kind;
  private final String unit;
  private final String label;
  private final String sentence;

  Meter(Kind kind, String unit, String label, String sentence) {
    this.kind = kind;
    this.unit = unit;
    this.label = label;
    this.sentence = sentence;
  }

  /** Without unit and kind endings: {@code millrace_polled_bytes}. */
  public String metricName() {
    return "millrace_" + name().toLowerCase(Locale.ROOT);
  }

  /**
   * The family's name as Prometheus shows it: {@code millrace_polled_bytes_total}, {@code
   * millrace_write_time_seconds}. Timers and summaries add {@code _count}, {@code _sum}, {@code
   * _max} and {@code _bucket}.
   */
  public String exposedName() {
    String name = metricName();
    if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
      name += "_" + unit;
    }
    return kind == Kind.COUNTER ? name + "_total" : name;
  }

  public Kind kind() {
    return kind;
  }

  /** Base unit such as {@code bytes}, or empty for plain counts. */
  public String unit() {
    return unit;
  }

  /** Name of the label beside {@code job}, or null where there is none. */
  public String label() {
    return label;
  }

  /** What it measures, for people. */
  public String sentence() {
    return sentence;
  }
}
