package dev.millrace.kafkalimit;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for answers of brokers that are being read, which all clients of the process share:
 * each answer has a bound, but what a hostile broker begins to send to every connection of every
 * lane is as many times as much. The first MiB of each answer is not counted, so that those of
 * other brokers find room whoever fills this. Any thread.
 */
public final class AnswerBudget {
  /** One answer of the largest size, and the half of it that is held while it grows to that. */
  public static final long BYTES = Math.max(3L * ReadLimits.MAX_MESSAGE_BYTES / 2, 8L << 20);

  private static final Cleaner CLEANER = Cleaner.create();
  private static final AtomicLong TAKEN = new AtomicLong();

  private AnswerBudget() {}

  /**
   * What one answer has taken.
   *
   * <p>Ended by its owner; for one that is forgotten, as Kafka's client does where a login fails,
   * by the garbage collection.
   */
  public static final class Share {
    private final AtomicLong bytes;

    private Share(AtomicLong bytes) {
      this.bytes = bytes;
    }

    /** False where there is no room for as much. */
    public boolean take(int more) {
      if (TAKEN.addAndGet(more) > BYTES) {
        TAKEN.addAndGet(-more);
        return false;
      }
      bytes.addAndGet(more);
      return true;
    }

    public void give(int fewer) {
      bytes.addAndGet(-fewer);
      TAKEN.addAndGet(-fewer);
    }

    /** Gives all of it back. */
    public void end() {
      TAKEN.addAndGet(-bytes.getAndSet(0));
    }
  }

  /** For an answer whose memory {@code owner} has. */
  public static Share share(Object owner) {
    AtomicLong bytes = new AtomicLong();
    CLEANER.register(owner, () -> TAKEN.addAndGet(-bytes.getAndSet(0)));
    return new Share(bytes);
  }

  /** What is taken now. */
  static long taken() {
    return TAKEN.get();
  }
}
