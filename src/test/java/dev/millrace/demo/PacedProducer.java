package dev.millrace.demo;

import dev.millrace.testkit.WorkloadProducer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends events at a steady pace on a thread of its own, until their number is reached or it is
 * stopped.
 */
final class PacedProducer {
  private static final long TICK_NANOS = 10_000_000;

  private final WorkloadProducer producer;
  private final int rate;
  private final long records;
  private final AtomicLong sent = new AtomicLong();
  private final Thread thread = new Thread(this::run, "demo-producer");
  private volatile boolean stopping;
  private volatile RuntimeException failure;

  /**
   * @param rate events a second; 0 is no limit
   * @param records events in all; 0 is no limit
   */
  PacedProducer(WorkloadProducer producer, int rate, long records) {
    this.producer = producer;
    this.rate = rate;
    this.records = records;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Events given to the producer so far. */
  long sent() {
    if (failure != null && !stopping) {
      throw new DemoFailure("the producer failed: " + failure.getMessage());
    }
    return sent.get();
  }

  boolean done() {
    return records > 0 && sent() == records;
  }

  /** Returns when no more is sent. */
  void stop() {
    stopping = true;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long start = System.nanoTime();
    try {
      while (!stopping && (records == 0 || sent.get() < records)) {
        long due = rate == 0 ? Long.MAX_VALUE : (long) ((System.nanoTime() - start) / 1e9 * rate);
        long end = Math.min(due, records == 0 ? Long.MAX_VALUE : records);
        while (sent.get() < end && !stopping) {
          producer.send(sent.get());
          sent.incrementAndGet();
        }
        LockSupport.parkNanos(TICK_NANOS);
      }
      producer.flush();
    } catch (RuntimeException e) {
      failure = e;
    }
  }
}
