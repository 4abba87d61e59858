package dev.millrace.lane;

import dev.millrace.model.Labelled;

/** Why a batch was closed. */
enum FlushReason implements Labelled {
  ROWS,
  BYTES,
  LINGER,
  /** A partition is being given up. */
  FLUSH,
  /** A record stops the job. */
  STOP
}
