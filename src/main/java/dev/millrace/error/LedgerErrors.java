package dev.millrace.error;

import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import java.util.Collection;

/**
 * Why a job does not go on where its ledger is not as it left it. It never begins anew by itself:
 * what was written would be written twice.
 */
public final class LedgerErrors {
  private static final String KIND = "offsets";

  private LedgerErrors() {}

  /**
   * @param known the row as the job last knew it
   */
  public static JobError vanished(LedgerRow known) {
    return at(
        known,
        "ledger-vanished",
        place(known)
            + " has no row in the ledger any more, but this job has read it up to offset "
            + known.nextOffset()
            + ": the row was deleted, the ledger dropped, or the job reset elsewhere. Nothing is"
            + " read again by itself. Restore the row, or reset the job to begin at its start"
            + " position");
  }

  /**
   * The same of a job that is to start.
   *
   * @param place where the ledger is, as words
   */
  public static JobError vanished(String topic, Collection<PartitionId> partitions, String place) {
    return new JobError(
        KIND,
        "ledger-vanished",
        "the job has read topic "
            + topic
            + ", but "
            + place
            + " has nothing of partitions "
            + PartitionId.numbers(partitions)
            + " any more: it was deleted, has expired, or the job was reset elsewhere. Nothing is"
            + " read again by itself. Restore it, or reset the job to begin at its start position",
        topic,
        null,
        null,
        null,
        null,
        null);
  }

  /** The row is another one than the job left, or an older one. */
  public static JobError movedBack(LedgerRow known, LedgerRow found) {
    return at(
        known,
        "ledger-moved-back",
        "the ledger's row of "
            + place(known)
            + " ("
            + form(found)
            + ") is not the one that this job left ("
            + form(known)
            + "): the job was reset elsewhere, the row changed by hand, or the database restored"
            + " from an older state. If the table was restored together with the ledger, start"
            + " the job and it goes on at offset "
            + found.nextOffset()
            + "; otherwise reset it");
  }

  /** The ledger counts what was written to another table. */
  public static JobError otherTable(String job, String found, String wanted) {
    return JobError.of(
        "database",
        "ledger-other-table",
        "the ledger's rows of job "
            + job
            + " are of table "
            + found
            + ", not of "
            + wanted
            + ": its offsets and counts say what was written there. Reset the job to fill "
            + wanted
            + " from its start position, or give the job another name. Where the table was only"
            + " renamed, say so: UPDATE millrace_ledger SET target='"
            + wanted.replace("'", "''")
            + "' WHERE job='"
            + job
            + "'");
  }

  private static String place(LedgerRow row) {
    return row.topic() + "[" + row.partition() + "]";
  }

  private static String form(LedgerRow row) {
    return "epoch "
        + row.epoch()
        + ", start "
        + row.startOffset()
        + ", next offset "
        + row.nextOffset();
  }

  private static JobError at(LedgerRow row, String code, String message) {
    return new JobError(
        KIND, code, message, row.topic(), row.partition(), row.nextOffset(), null, null, null);
  }
}
