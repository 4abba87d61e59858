package dev.millrace.testkit;

import java.nio.charset.StandardCharsets;
import java.util.function.LongPredicate;
import java.util.zip.CRC32;

/**
 * The standard workload: the same events for everyone who names the same seed.
 *
 * <p>Nested records of about 490 bytes, 21 scalar members over three levels; {@link WorkloadTable}
 * maps 16 of them. Any thread; no state.
 */
public final class Workload {
  private final long seed;
  private final LongPredicate dirty;

  public Workload(long seed) {
    this(seed, index -> false);
  }

  private Workload(long seed, LongPredicate dirty) {
    this.seed = seed;
    this.dirty = dirty;
  }

  /**
   * The same events, but that of {@code index} has the text {@code many} for its INT column {@code
   * qty}.
   */
  public Workload withDirtyValueAt(long index) {
    return new Workload(seed, i -> i == index);
  }

  /** The same, dirty in that way at the one in the middle of every {@code n} events. */
  public Workload withDirtyValueEvery(long n) {
    return new Workload(seed, i -> i % n == n / 2);
  }

  /** The message of event {@code index}, from 0. */
  public byte[] record(long index) {
    StringBuilder out = new StringBuilder(512);
    event(index).json(out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The message's key. */
  public byte[] key(long index) {
    return Long.toString(index).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The row's 16 values joined by {@code |}; NULL (the dirty value under policy {@code null}) is
   * {@code ~}.
   */
  public String row(long index) {
    StringBuilder out = new StringBuilder(256);
    event(index).row(out);
    return out.toString();
  }

  /** What a table must have that holds exactly the events {@code [from, to)}. */
  public Checksum checksum(long from, long to) {
    long sum = 0;
    for (long i = from; i < to; i++) {
      CRC32 crc = new CRC32();
      crc.update(row(i).getBytes(StandardCharsets.UTF_8));
      sum += crc.getValue();
    }
    return new Checksum(to - from, sum);
  }

  private WorkloadEvent event(long index) {
    return new WorkloadEvent(seed, index, dirty.test(index));
  }
}
