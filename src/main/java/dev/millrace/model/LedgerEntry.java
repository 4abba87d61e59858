package dev.millrace.model;

/**
 * A row of {@code millrace_ledger} with what it says of its writer.
 *
 * @param target how {@code targetName} stands to the table that the job is to fill now
 * @param targetName database and table that the row counts for, or null where an earlier version
 *     wrote it
 * @param documentDigest digest of the document that the row's last claim was made with, or null
 * @param ageMillis since the row was last changed, by the server's clock
 */
public record LedgerEntry(
    LedgerRow row, Target target, String targetName, String documentDigest, long ageMillis) {

  /** Whether a ledger's row is of the table that a job is to fill. */
  public enum Target {
    SAME,
    /** A version before the column wrote it. */
    UNKNOWN,
    /** A table of this name in a database of another name: copied or restored, ledger and all. */
    OTHER_DATABASE,
    OTHER_TABLE
  }

  /** Where the group keeps the ledger, nothing more is known. */
  public static LedgerEntry of(LedgerRow row) {
    return new LedgerEntry(row, Target.SAME, null, null, Long.MAX_VALUE);
  }
}
