package dev.millrace.testkit;

import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/**
 * The standard workload: the same events for everyone who names the same seed.
 *
 * <p>Nested records of about 490 bytes, 21 scalar members over three levels; {@link WorkloadTable}
 * maps 16 of them. Any thread; no state.
 */
public final class Workload {
  private static final String MANY = "\"many\"";
  private static final String TOO_LARGE = "3000000000";

  private final long seed;

  /** JSON of a value that the INT column {@code qty} cannot hold; null where the event is clean. */
  private final LongFunction<String> dirt;

  public Workload(long seed) {
    this(seed, index -> null);
  }

  private Workload(long seed, LongFunction<String> dirt) {
    this.seed = seed;
    this.dirt = dirt;
  }

  /**
   * The same events, but that of {@code index} has the text {@code many} for its INT column {@code
   * qty}.
   */
  public Workload withDirtyValueAt(long index) {
    return new Workload(seed, i -> i == index ? MANY : null);
  }

  /** The same, dirty in that way at the one in the middle of every {@code n} events. */
  public Workload withDirtyValueEvery(long n) {
    return new Workload(seed, i -> i % n == n / 2 ? MANY : null);
  }

  /** The same, but every second of the dirty ones has a number that is too large. */
  public Workload withTwoKindsOfDirtyValueEvery(long n) {
    return new Workload(seed, i -> i % n != n / 2 ? null : i / n % 2 == 0 ? MANY : TOO_LARGE);
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
    return checksum(LongStream.range(from, to));
  }

  /** What it must have where the dirty ones of them are in quarantine. */
  public Checksum cleanChecksum(long from, long to) {
    return checksum(LongStream.range(from, to).filter(i -> dirt.apply(i) == null));
  }

  /** How many of the events {@code [from, to)} are dirty. */
  public long dirty(long from, long to) {
    return LongStream.range(from, to).filter(i -> dirt.apply(i) != null).count();
  }

  private Checksum checksum(LongStream events) {
    long[] rowsAndSum = new long[2];
    events.forEach(
        i -> {
          CRC32 crc = new CRC32();
          crc.update(row(i).getBytes(StandardCharsets.UTF_8));
          rowsAndSum[0]++;
          rowsAndSum[1] += crc.getValue();
        });
    return new Checksum(rowsAndSum[0], rowsAndSum[1]);
  }

  private WorkloadEvent event(long index) {
    return new WorkloadEvent(seed, index, dirt.apply(index));
  }
}
