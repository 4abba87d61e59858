package dev.millrace.lane;

import dev.millrace.model.Labelled;

/** Why a batch was closed. */
public enum FlushReason implements Labelled {
  ROWS,
  BYTES,
  LINGER,
  /** The poll side waits for all that it has handed over to be committed. */
  FLUSH,
  /** A record stops the job. */
  STOP
}
