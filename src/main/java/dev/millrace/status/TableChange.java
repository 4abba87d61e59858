package dev.millrace.status;

import dev.millrace.error.LogFields;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a job's table was altered while the job ran, and what is said of it. From then on the
 * columns decide, and what the mapping says of their types does not, until a person starts the job.
 * Event loop only.
 */
public final class TableChange {
  private static final Logger LOG = LoggerFactory.getLogger(TableChange.class);

  /** Under which the board keeps the warning. */
  private static final String ORIGIN = "table-change";

  private static final String MESSAGE =
      "the table was altered while the job ran; the lanes restarted with its columns as they are"
          + " now";

  private final String job;
  private final StatusBoard board;
  private boolean altered;

  /**
   * Of a job that an earlier process may have run. Its types agreed when a person started it, so
   * where they do not any more the table was altered since. A failed job may have been given
   * another document, which has not been checked against the table yet.
   */
  public TableChange(String job, StatusBoard board, JobEntry entry) {
    this.job = job;
    this.board = board;
    altered = entry.started() && entry.topic() != null && entry.settled() != JobState.FAILED;
  }

  /** Whether the columns decide even where the mapping says other types. */
  public boolean altered() {
    return altered;
  }

  public void seen() {
    altered = true;
    LOG.atWarn()
        .addKeyValue(LogFields.JOB, job)
        .addKeyValue(LogFields.CODE, WarningCode.TABLE_CHANGED.label())
        .log("job {}: {}", job, MESSAGE);
    String when = " (last seen at " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")";
    board.warnings(ORIGIN, List.of(Warning.of(WarningCode.TABLE_CHANGED, MESSAGE + when)));
  }

  /** The types were held against the mapping for a person, who starts the job. */
  public void startedByPerson() {
    altered = false;
    board.warnings(ORIGIN, List.of());
  }
}
