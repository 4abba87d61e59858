package dev.millrace.lane;

import dev.millrace.error.JobError;
import dev.millrace.error.RejectCode;
import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.model.FieldSample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Why a record did not become a row.
 *
 * @param table the name of the table that it does not fit; null where no one table is to blame
 * @param column null where no one column is to blame
 * @param path null where no one path is to blame
 * @param value the offending text, cut at {@link JobError#MAX_VALUE_CHARS} characters, or null
 * @param reason a sentence without the value: it may be logged
 */
public record Rejection(
    RejectCode code, String table, String column, String path, String value, String reason) {
  /** Of the ways to meet a row that is there already the usual one: the job wrote it itself. */
  private static final String AFTER_RESET =
      "where the job was reset, or the table had these rows before it, empty the table or set"
          + " write.mode to \"replace\" or \"upsert\", and start again; where the topic has the key"
          + " twice, \"upsert\" keeps the later record and \"ignore\" the earlier one; else ";

  /**
   * The offending bytes as text for people, cut; a partly cut character at the end becomes U+FFFD.
   */
  static String shown(byte[] bytes, int from, int to) {
    // A character has four bytes at most, so this many bytes hold enough characters.
    int end = Math.min(to, from + 4 * JobError.MAX_VALUE_CHARS);
    String text = new String(bytes, from, end - from, StandardCharsets.UTF_8);
    return text.length() <= JobError.MAX_VALUE_CHARS
        ? text
        : text.substring(0, JobError.MAX_VALUE_CHARS);
  }

  /**
   * @param plan its tables' write modes decide what helps against duplicate keys
   */
  JobError toError(PolledPartition p, long offset, LanePlan plan) {
    String where =
        p.topic()
            + "["
            + p.partition()
            + "]@"
            + offset
            + (table == null || plan.tables().size() == 1 ? "" : " table " + table)
            + (column == null ? "" : " column " + column);
    String next =
        switch (code.kind()) {
          case DIRTY ->
              "alter the column, or set dirtyData to \"null\" or \"quarantine\", and start again";
          case MALFORMED ->
              "set malformed to \"quarantine\", or reset past the record, and start again";
          case REFUSED ->
              (code == RejectCode.DUPLICATE_KEY && plan.inserts(table) ? AFTER_RESET : "")
                  + "fix the cause, or set refused to \"quarantine\", and start again";
        };
    return new JobError(
        code.kind().label(),
        code.label(),
        where + ": " + reason + ". The job stopped before this record: " + next,
        p.topic(),
        p.partition(),
        offset,
        column,
        path,
        value);
  }

  /** The record with which too large a share of the newest would be in quarantine. */
  JobError toTooLargeShare(PolledPartition p, long offset, double maxRatio) {
    return toTooMany(
        p,
        offset,
        "more than " + maxRatio + " of the newest records went to quarantine (maxQuarantinedRatio)",
        "Look at the quarantine, fix the mapping or the table, or raise the limit, and start"
            + " again");
  }

  /** The record whose quarantine would be one too many. */
  JobError toTooManyQuarantined(PolledPartition p, long offset, long maxQuarantined) {
    return toTooMany(
        p,
        offset,
        maxQuarantined + " records were quarantined (maxQuarantined)",
        "Look at the quarantine, fix the cause and replay, or raise the limit, and start again");
  }

  private JobError toTooMany(PolledPartition p, long offset, String what, String next) {
    String message =
        what
            + ". The job stopped before "
            + p.topic()
            + "["
            + p.partition()
            + "]@"
            + offset
            + ", which would be the next: "
            + reason
            + ". "
            + next;
    return new JobError(
        code.kind().label(),
        "too-many-quarantined",
        message,
        p.topic(),
        p.partition(),
        offset,
        column,
        path,
        value);
  }

  QuarantineRow toQuarantine(PolledPartition p, int record) {
    ByteBuffer key = p.records().key(record);
    byte[] keyBytes = null;
    if (key != null) {
      keyBytes = new byte[key.remaining()];
      key.get(keyBytes);
    }
    byte[] value =
        Arrays.copyOfRange(
            p.records().valueArray(record),
            p.records().valueStart(record),
            p.records().valueEnd(record));
    return new QuarantineRow(
        p.topic(),
        p.partition(),
        p.records().offset(record),
        p.records().timestamp(record),
        keyBytes,
        p.records().headers(record),
        value,
        code,
        table,
        column,
        path,
        reason);
  }

  FieldSample toSample(PolledPartition p, long offset) {
    return new FieldSample(
        p.topic(), p.partition(), offset, table, column, path, code.label(), value);
  }
}
