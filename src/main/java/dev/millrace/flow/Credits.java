package dev.millrace.flow;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that a lane may have polled and not yet committed. Thread-safe: the poll thread takes, an
 * event loop gives back.
 *
 * <p>Taking never fails, for what was polled is already in memory; the poller asks {@link
 * #exhausted} first. So the bound is passed by one poll at most.
 */
public final class Credits {
  private final long limitBytes;
  private volatile long enoughBytes;
  private final AtomicLong inFlightBytes = new AtomicLong();

  public Credits(long limitBytes) {
    this.limitBytes = limitBytes;
    this.enoughBytes = limitBytes;
  }

  public void take(long bytes) {
    inFlightBytes.addAndGet(bytes);
  }

  public void giveBack(long bytes) {
    inFlightBytes.addAndGet(-bytes);
  }

  /** With so much in flight nothing would be done sooner by polling more. */
  public void suffice(long bytes) {
    enoughBytes = Math.min(bytes, limitBytes);
  }

  /** Whether partitions must pause. */
  public boolean exhausted() {
    return inFlightBytes.get() >= enoughBytes;
  }

  public long inFlightBytes() {
    return inFlightBytes.get();
  }
}
