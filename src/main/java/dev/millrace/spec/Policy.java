package dev.millrace.spec;

import dev.millrace.model.Labelled;

/** What happens to a record that does not fit. */
public enum Policy implements Labelled {
  STOP,
  /** The field becomes NULL; only for dirty values. */
  NULL,
  QUARANTINE
}
