package dev.millrace.error;

import static dev.millrace.error.RejectKind.DIRTY;
import static dev.millrace.error.RejectKind.MALFORMED;
import static dev.millrace.error.RejectKind.REFUSED;

import dev.millrace.model.Labelled;

/** The closed list of reasons, used in statuses, quarantine rows, previews and metric labels. */
public enum RejectCode implements Labelled {
  NOT_A_NUMBER(DIRTY),
  OUT_OF_RANGE(DIRTY),
  FRACTION_LOST(DIRTY),
  BAD_BOOLEAN(DIRTY),
  TOO_LONG(DIRTY),
  NOT_IN_CHARSET(DIRTY),
  BAD_TIME(DIRTY),
  BAD_ENCODING(DIRTY),
  NOT_A_MEMBER(DIRTY),
  WRONG_SHAPE(DIRTY),
  NULL_NOT_ALLOWED(DIRTY),

  NOT_JSON(MALFORMED),
  NOT_UTF8(MALFORMED),
  WRONG_ROOT(MALFORMED),
  TOO_DEEP(MALFORMED),
  TOO_LARGE(MALFORMED),
  NUMBER_TOO_LONG(MALFORMED),
  EMPTY(MALFORMED),

  DUPLICATE_KEY(REFUSED),
  CHECK_VIOLATED(REFUSED),
  FOREIGN_KEY(REFUSED),
  REFUSED_BY_SERVER(REFUSED);

  private final RejectKind kind;

  RejectCode(RejectKind kind) {
    this.kind = kind;
  }

  /** Which policy of the job decides. */
  public RejectKind kind() {
    return kind;
  }
}
