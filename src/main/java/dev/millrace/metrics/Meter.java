package dev.millrace.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything the engine measures, the one list of it: per job, or of the process. Labels are
 * bounded: {@code job_name}, and where a meter has more, a lane, a topic and partition, a state or
 * a word from a closed list; never an offset, a key or a message.
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
  POLLED_RECORDS(Kind.COUNTER, "", "Records received from Kafka."),
  POLLED_BYTES(Kind.COUNTER, "bytes", "Size of the polled keys and messages."),
  POLLS(Kind.COUNTER, "", "Polls that brought at least one record."),
  PAUSED_TIME(
      Kind.TIMER,
      "seconds",
      "How long partitions were paused because credits were used up, per pause."),
  REBALANCES(
      Kind.COUNTER,
      "",
      "How often the group assigned partitions to a lane or took some from it; not a lane's own"
          + " end."),
  WRITTEN_RECORDS(Kind.COUNTER, "", "Records whose rows are committed in the destination."),
  WRITTEN_ROWS(Kind.COUNTER, "", "Rows committed; more than records with root array."),
  WRITTEN_BYTES(Kind.COUNTER, "bytes", "Statement text of the committed rows."),
  NULLED_FIELDS(Kind.COUNTER, "", "Fields that became NULL by policy."),
  ROUNDED_FIELDS(Kind.COUNTER, "", "Fields written with fewer digits than their values had."),
  QUARANTINED_RECORDS(Kind.COUNTER, "", "Records that went to quarantine."),
  REPLAYED_RECORDS(Kind.COUNTER, "", "Records that left the quarantine by replay, for the table."),
  DROPPED_RECORDS(Kind.COUNTER, "", "Quarantined records that were dropped on request."),
  TOMBSTONES(Kind.COUNTER, "", "Records with a null value, passed over."),
  GAPS(Kind.COUNTER, "", "Offsets that hold no record: compaction, markers, retention."),
  DELETED_RECORDS(Kind.COUNTER, "", "Records that deleted rows."),
  FILTERED_RECORDS(Kind.COUNTER, "", "Records that the job's condition leaves out."),
  SKIPPED_RECORDS(Kind.COUNTER, "", "Records that say nothing about rows, passed over."),
  REJECTED_RECORDS(
      Kind.COUNTER,
      "",
      "Records that did not fit, by the reason's code, whatever followed.",
      "code"),
  BATCHES(
      Kind.COUNTER, "", "Batches closed, by reason: rows, bytes, linger, flush or stop.", "reason"),
  ENCODE_TIME(Kind.TIMER, "seconds", "Decoding, coercing and encoding one polled batch."),
  WRITE_TIME(Kind.TIMER, "seconds", "One transaction, from sending to its outcome."),
  BATCH_ROWS(Kind.SUMMARY, "rows", "Rows in a batch."),
  RETRIES(
      Kind.COUNTER,
      "",
      "Transactions, claims, polls and connections tried again, at once or after a pause, by the"
          + " error's code.",
      "code"),
  FENCED(
      Kind.COUNTER,
      "",
      "Batches of which nothing was written because the lane held one of their partitions no"
          + " more."),
  IN_FLIGHT_BYTES(Kind.GAUGE, "bytes", "Bytes polled and not committed.", "lane"),
  LAG_RECORDS(
      Kind.GAUGE,
      "",
      "Offsets between the ledger and the partition's end, as last known.",
      "topic",
      "partition"),
  LAG_SECONDS(
      Kind.GAUGE,
      "seconds",
      "Age of the newest written record while records wait, or of the broker's last word that none"
          + " does.",
      "topic",
      "partition"),
  RETENTION_USED_RATIO(
      Kind.GAUGE,
      "",
      "Share of the topic's retention that the lag has used; at 1 the next record may be deleted.",
      "topic",
      "partition"),
  CATCH_UP(
      Kind.GAUGE,
      "seconds",
      "Until nothing waits, at the rates of the last minute; infinite while the lag does not"
          + " shrink."),
  SECONDS_SINCE_COMMIT(
      Kind.GAUGE,
      "",
      "Since a commit of any process was seen, or since the start here where none was."),
  JOB_STATE(
      Kind.GAUGE,
      "",
      "1 for the state the job is in, 0 for the others; where an error is the cause, its code is"
          + " the reason.",
      "state",
      "reason"),
  LEDGER_BALANCED(
      Kind.GAUGE, "", "1 while every passed offset is accounted for in the ledger, else 0."),
  QUARANTINE_BACKLOG(
      Kind.GAUGE, "records", "Records that are in quarantine now, as its table has them."),
  END_TO_END(
      Kind.TIMER,
      "seconds",
      "From a record's own time to its commit in the destination, for the oldest record of each"
          + " batch and partition."),

  EVENT_LOOP_LAG(
      Of.PROCESS,
      Kind.TIMER,
      "seconds",
      "How much later than asked an event loop ran a timer, each second on each loop."),
  NOTIFICATIONS(
      Of.PROCESS,
      Kind.COUNTER,
      "",
      "Notifications to webhooks, by what became of them: sent, failed or dropped.",
      "outcome"),
  JOB_FILE_ERRORS(
      Of.PROCESS,
      Kind.GAUGE,
      "",
      "Job files that do not count as they are: wrong, refused by a check, or not deleted yet; 1"
          + " also where the directory cannot be read or was emptied."),
  BUILD_INFO(
      Of.PROCESS,
      Kind.GAUGE,
      "",
      "1; its labels tell which build of Millrace this is.",
      "version",
      "revision");

  /** What can be done with a meter. */
  public enum Kind {
    /** Only grows: {@link JobMeters#add}. */
    COUNTER,
    /** Durations: {@link JobMeters#time}. */
    TIMER,
    /** A value of this moment: {@link JobMeters#set}, {@link JobMeters#gauge}. */
    GAUGE,
    /** A distribution of values: {@link JobMeters#record}. */
    SUMMARY
  }

  /** What it is measured of. */
  private enum Of {
    JOB,
    PROCESS
  }

  /** The label of a job. Prometheus owns {@code job}. */
  public static final String JOB_NAME = "job_name";

  private final Of of;
  private final Kind kind;
  private final String unit;
  private final String sentence;
  private final List<String> labels;

  Meter(Kind kind, String unit, String sentence, String... labels) {
    this(Of.JOB, kind, unit, sentence, labels);
  }

  Meter(Of of, Kind kind, String unit, String sentence, String... labels) {
    this.of = of;
    this.kind = kind;
    this.unit = unit;
    this.sentence = sentence;
    this.labels = List.of(labels);
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

  /** All its labels, {@link #JOB_NAME} first where it is a job's. */
  public List<String> labels() {
    List<String> all = new ArrayList<>(labels);
    if (of == Of.JOB) {
      all.add(0, JOB_NAME);
    }
    return all;
  }

  /** Whether each job has it; else the process has one. */
  public boolean isOfJob() {
    return of == Of.JOB;
  }

  /** Whether it has a series for each partition, where these are not switched off. */
  public boolean isOfPartition() {
    return labels.contains("partition");
  }

  /** What it measures, for people. */
  public String sentence() {
    return sentence;
  }
}
