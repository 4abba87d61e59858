package dev.millrace.lane;

import dev.millrace.flow.PolledPartition;

/** Which of a job's tables a record has rows in. Event loop only. */
interface Router {
  /** Every record has rows in every table. */
  Router ALL = (table, partition, record) -> true;

  /**
   * @param table index in the job's tables
   */
  boolean takes(int table, PolledPartition partition, int record);
}
