package dev.millrace.error;

import dev.millrace.model.Labelled;
import dev.millrace.secret.PlainText;
import dev.millrace.secret.SecretMask;

/**
 * Why a job retries or failed. Record-related fields are null where the failure is not one
 * record's.
 *
 * @param kind {@code dirty}, {@code malformed}, {@code refused}, or {@code database}, {@code
 *     broker}, {@code offsets}, {@code engine}
 * @param code a {@link RejectCode} label, or a word for the failure such as {@code unreachable}
 * @param message plain text, cut at 2,000 characters: a server may have written it
 * @param value the offending text, cut at 256 characters
 */
public record JobError(
    String kind,
    String code,
    String message,
    String topic,
    Integer partition,
    Long offset,
    String column,
    String path,
    String value) {

  public static final int MAX_VALUE_CHARS = 256;

  private static final int MAX_MESSAGE_CHARS = 2_000;

  /** Known secrets are hidden, whoever wrote the message. */
  public JobError {
    message = PlainText.of(SecretMask.mask(message), MAX_MESSAGE_CHARS);
    value = SecretMask.maskData(value);
  }

  public static JobError of(String kind, String code, String message) {
    return new JobError(kind, code, message, null, null, null, null, null, null);
  }

  /** The same, with more said behind its message. */
  public JobError withMore(String more) {
    return new JobError(kind, code, message + more, topic, partition, offset, column, path, value);
  }

  /** The same, with the other behind its message: as a whole where no record is quoted there. */
  public JobError and(JobError other) {
    return withMore(
        "; also: " + (other.mayQuote() ? other.kind + " " + other.code : other.message));
  }

  /** Where a server refused a batch and no row of it, its words quote a row all the same. */
  private boolean mayQuote() {
    return offset != null || Labelled.of(RejectCode.class, code).isPresent();
  }

  /** What may be logged: of a record's error only its place, for a message may quote the record. */
  public String logged() {
    if (offset == null) {
      return mayQuote() ? kind + " " + code + "; see the job's status" : code + " " + message;
    }
    String where =
        topic + "[" + partition + "]@" + offset + (column == null ? "" : " column " + column);
    return kind + " " + code + " at " + where + "; see the job's status";
  }
}
