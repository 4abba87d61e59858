package dev.millrace.model;

/**
 * What is counted of a partition's offsets: the one table of the columns of {@code
 * millrace_ledger}, the fields of a job's status and the words in the metadata of Kafka commits. A
 * count that is added here is written, read and shown everywhere, and the ledgers of earlier
 * versions get its column; what {@code lane.CommitReport} asks for beside is its meter.
 *
 * <p>Statements and answers name the counts in this order.
 */
public enum Count {
  /** Records whose rows were written. */
  WRITTEN(Of.RECORDS, "written", "written", "written", "written"),
  /** Fields that became NULL by policy. */
  NULLED_FIELDS(Of.FIELDS, "nulled_fields", "nulledFields", "nulledFields", "nulled"),
  /** Fields that were stored with fewer digits than they had. */
  ROUNDED_FIELDS(Of.FIELDS, "rounded_fields", "roundedFields", "rounded", "rounded"),
  /** Records in quarantine. */
  QUARANTINED(Of.RECORDS, "quarantined", "quarantined", "quarantined", "quarantined"),
  /** Records with a null value, passed over. */
  TOMBSTONES(Of.RECORDS, "tombstones", "tombstones", "tombstones", "tombstones"),
  /** Offsets that hold no record. */
  GAPS(Of.GAPS, "gaps", "gaps", "gaps", "gaps"),
  /** Records that deleted rows. */
  DELETED(Of.RECORDS, "deleted", "deleted", "deleted", "deleted"),
  /** Records that the job's condition leaves out. */
  FILTERED(Of.RECORDS, "filtered", "filtered", "filtered", "filtered"),
  /** Records that say nothing about rows, passed over. */
  SKIPPED(Of.RECORDS, "skipped", "skipped", "skipped", "skipped");

  private enum Of {
    RECORDS,
    GAPS,
    FIELDS
  }

  private final Of of;
  private final String column;
  private final String field;
  private final String totalsField;
  private final String commitWord;

  Count(Of of, String column, String field, String totalsField, String commitWord) {
    this.of = of;
    this.column = column;
    this.field = field;
    this.totalsField = totalsField;
    this.commitWord = commitWord;
  }

  /** Whether the passed offsets add up to this and the others of its kind. */
  public boolean isOfOffsets() {
    return of != Of.FIELDS;
  }

  /** Whether each one is a record that was read. */
  public boolean isOfRecords() {
    return of == Of.RECORDS;
  }

  /**
   * Whether every version of the engine knows it, so that every ledger has its column and every
   * commit its word.
   */
  public boolean isOfFirstVersion() {
    return switch (this) {
      case WRITTEN, NULLED_FIELDS, QUARANTINED, TOMBSTONES, GAPS -> true;
      default -> false;
    };
  }

  /** Its column in {@code millrace_ledger}. */
  public String column() {
    return column;
  }

  /** Its field in the status of a partition. */
  public String field() {
    return field;
  }

  /** Its field in the totals of a job's status. */
  public String totalsField() {
    return totalsField;
  }

  /** Its word in the metadata of a Kafka commit. */
  public String commitWord() {
    return commitWord;
  }
}
