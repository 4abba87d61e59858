package dev.millrace.timeline;

import dev.millrace.model.Labelled;

/** What can happen to a job. */
public enum EntryKind implements Labelled {
  CREATED,
  EDIT,
  START,
  RESTART,
  STOP,
  RESET,
  REPLAY,
  DROP,
  RUNNING,
  STOPPED,
  FINISHED,
  FAILED,
  RETRY,
  REBALANCE,
  DDL,
  TABLE_CHANGED,
  LOST_RANGE,
  RETENTION,
  LEFT_OUT
}
