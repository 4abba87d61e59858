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
  private final AtomicLong inFlightBytes = new AtomicLong();

  public Credits(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  public void take(long bytes) {
    inFlightBytes.addAndGet(bytes);
  }

  public void giveBack(long bytes) {
    inFlightBytes.addAndGet(-bytes);
  }

  /** Whether partitions must pause. */
  public boolean exhausted() {
    return inFlightBytes.get() >= limitBytes;
  }

  public long inFlightBytes() {
    return inFlightBytes.get();
  }
}
