package dev.millrace.lane;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many records a job may still quarantine, shared by its lanes ({@code maxQuarantined}). A
 * record takes its place when it is encoded, so that the one which would be too many is found
 * before anything behind it is written. Thread-safe.
 */
public final class QuarantineLimit {
  private final long most;
  private final AtomicLong used;
  private long countedBefore;

  /**
   * @param most 0 for no limit
   * @param used what the ledger counts at the start
   */
  public QuarantineLimit(long most, long used) {
    this.most = most;
    this.used = new AtomicLong(used);
  }

  /** Takes a place; false, and none taken, where there is none left. */
  boolean take() {
    if (most == 0) {
      return true;
    }
    long before = used.getAndUpdate(n -> n < most ? n + 1 : n);
    return before < most;
  }

  /** So many records were taken back before they were committed, or were replayed. */
  public void giveBack(long records) {
    used.addAndGet(-records);
  }

  /**
   * The ledger counts so many by now; more than were taken here, where others write too. To be told
   * again and again by one thread: only what two looks in a row have seen is taken for true, for
   * one may have been under way while a replay gave back.
   */
  public void atLeast(long counted) {
    used.accumulateAndGet(Math.min(counted, countedBefore), Math::max);
    countedBefore = counted;
  }
}
