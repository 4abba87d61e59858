package dev.millrace.poll;

import dev.millrace.flow.Credits;
import dev.millrace.flow.Stage;
import dev.millrace.kafkalimit.BoundedDeserializer;
import dev.millrace.kafkalimit.ReadLimits;
import dev.millrace.kafkalimit.TooLargeRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Kafka's consumer, but a partition that was assigned yields no record before it has been claimed
 * in the destination's ledger, and a partition that is taken away is given up only after what is on
 * its way to the destination has arrived there, or a bound passed.
 *
 * <p>Why a subclass: vertx-kafka-client's own rebalance handlers are only scheduled on the event
 * loop, so the rebalance goes on before they have run; and its {@code pause()} stops polling, which
 * costs the membership. Here everything happens inside {@code poll}: partitions that are not
 * claimed, and all of them while credits are out, are paused, and polling goes on.
 *
 * <p>A claim may take as long as the database is away. So assignment does not wait for it: the
 * partition is <em>held</em> (paused, its position a placeholder) until {@link #release} seeks it.
 *
 * <p>Thread: the poll thread only, but for {@link #later}, {@link #wake} and {@link #giveUp}, which
 * any thread may call.
 */
final class ClaimingConsumer extends KafkaConsumer<ByteBuffer, ByteBuffer> {
  /**
   * Longest wait for credits. Whoever gives some back ends it; but the group and the fetches under
   * way want a poll now and then.
   */
  private static final Duration WITHOUT_CREDITS = Duration.ofMillis(20);

  private static final Duration REST = Duration.ofMillis(5);

  /** Pause after an error, so that a broken broker is not asked without end. */
  private static final Duration AFTER_ERROR = Duration.ofMillis(500);

  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(2);

  /** For leaving the group; a job has 10 s to stop. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final PollPacer pollPacer;
  private final ConsumerWatcher watcher;
  private final TopicIdentity topic;
  private final Credits credits;
  private final Duration revokeWait;
  private final ReadLimits limits;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, Long> held = new HashMap<>();
  private long token;
  private boolean failing;
  private final CreditPauses pauses;

  /** Polled, but perhaps of another topic than the one that was claimed. */
  private ConsumerRecords<ByteBuffer, ByteBuffer> unconfirmed;

  private volatile Closeable alsoClosed = () -> {};
  private volatile Thread pollThread;
  private volatile boolean givenUp;
  private volatile CountDownLatch awaited;

  /** A consumer whose threads are bound in what they take from a broker, from the first on. */
  static ClaimingConsumer of(
      Map<String, Object> properties,
      ConsumerWatcher watcher,
      TopicIdentity topic,
      Credits credits,
      Duration revokeWait) {
    ReadLimits limits = new ReadLimits();
    // With the newer group protocol the client reads on a thread that its constructor starts, which
    // inherits them.
    limits.enter();
    try {
      return new ClaimingConsumer(properties, watcher, topic, credits, revokeWait, limits);
    } finally {
      ReadLimits.leave();
    }
  }

  private ClaimingConsumer(
      Map<String, Object> properties,
      ConsumerWatcher watcher,
      TopicIdentity topic,
      Credits credits,
      Duration revokeWait,
      ReadLimits limits) {
    super(
        properties,
        new ClusterListeningDeserializer(topic),
        new BoundedDeserializer<>(new ByteBufferDeserializer(), limits));
    this.limits = limits;
    this.pollPacer = PollPacer.of(properties);
    this.watcher = watcher;
    this.pauses = new CreditPauses(System::nanoTime, watcher::paused);
    this.topic = topic;
    this.credits = credits;
    this.revokeWait = revokeWait;
  }

  /** Runs {@code task} on the poll thread before the next poll. Any thread. */
  void later(Runnable task) {
    tasks.add(task);
    wake();
  }

  /** Ends a wait for credits. Any thread. */
  void wake() {
    LockSupport.unpark(pollThread);
  }

  /**
   * From now on nothing is waited for when partitions are taken away: the lane stops. Any thread.
   */
  void giveUp() {
    givenUp = true;
    CountDownLatch waiting = awaited;
    if (waiting != null) {
      waiting.countDown();
    }
    wake();
  }

  /** Has something closed with it; before the first poll. */
  void closesToo(Closeable other) {
    alsoClosed = other;
  }

  @Override
  public void close(CloseOptions options) {
    try (Closeable other = alsoClosed) {
      super.close(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether partitions that go were given up rather than taken. Any thread. */
  boolean isGivenUp() {
    return givenUp;
  }

  /** Kafka's own default would wait half a minute for a broker that is away. */
  @Override
  public void close() {
    pauses.now(false);
    close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }

  /** Whether a partition still waits for the claim that was asked for with this token. */
  boolean awaits(TopicPartition partition, long token) {
    return Long.valueOf(token).equals(held.get(partition));
  }

  /**
   * Lets a claimed partition flow from {@code offset}; nothing happens if it was taken away since.
   */
  void release(TopicPartition partition, long token, long offset) {
    Long holding = held.get(partition);
    if (holding != null && holding == token) {
      seek(partition, offset);
      held.remove(partition);
    }
  }

  /** Lets nothing more come of a partition while it stays assigned: it reached the job's end. */
  void hold(TopicPartition partition) {
    if (assignment().contains(partition)) {
      held.put(partition, ++token);
    }
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener next) {
    super.subscribe(topics, new Claiming());
  }

  @Override
  public ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
    pollThread = Thread.currentThread();
    limits.enter();
    try {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
      ConsumerRecords<ByteBuffer, ByteBuffer> records = confirmed(timeout);
      if (failing) {
        failing = false;
        watcher.recovered();
      }
      if (records.isEmpty() && !records.nextOffsets().isEmpty()) {
        watcher.passed(records.nextOffsets());
      }
      return records;
    } catch (OffsetOutOfRangeException e) {
      claimAgain(e.offsetOutOfRangePartitions().keySet());
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (RuntimeException e) {
      TooLargeRecord tooLarge = TooLargeRecord.in(e);
      TopicPartition partition = tooLarge == null ? null : TooLargeRecord.partition(e);
      if (partition != null && assignment().contains(partition)) {
        long offset = position(partition);
        hold(Set.of(partition));
        watcher.tooLarge(partition, offset, tooLarge);
      } else {
        fail(e);
        waitBeforeNextPoll();
      }
    }
    return ConsumerRecords.empty();
  }

  /** Polls; what may be of another topic is kept back until it is known not to be. */
  private ConsumerRecords<ByteBuffer, ByteBuffer> confirmed(Duration timeout)
      throws InterruptedException {
    ConsumerRecords<ByteBuffer, ByteBuffer> records = unconfirmed;
    if (records == null) {
      if (pollPacer.rests(credits.inFlightBytes() > 0)) {
        // Ended by whoever acknowledges: the database is free then.
        LockSupport.parkNanos(this, REST.toNanos());
      }
      if (credits.exhausted()) {
        LockSupport.parkNanos(this, WITHOUT_CREDITS.toNanos());
      }
      boolean paused = applyPauses();
      limits.pollBegins();
      watcher.busy(Stage.POLL, true);
      try {
        records = super.poll(paused ? Duration.ZERO : timeout);
      } finally {
        watcher.busy(Stage.POLL, false);
      }
      if (records.isEmpty()) {
        limits.throwIfRefused();
      }
      pollPacer.polled(records.count());
    }
    if (records.nextOffsets().isEmpty()) {
      return records;
    }
    unconfirmed = records;
    if (!topic.confirmed(timeout)) {
      return ConsumerRecords.empty();
    }
    unconfirmed = null;
    return records;
  }

  /** Whether every partition is paused because credits are used up. */
  private boolean applyPauses() {
    boolean exhausted = credits.exhausted();
    pauses.now(exhausted);
    watcher.busy(Stage.CREDITS, exhausted);
    Set<TopicPartition> wanted = exhausted ? assignment() : held.keySet();
    Set<TopicPartition> paused = paused();
    if (!paused.equals(wanted)) {
      Set<TopicPartition> toResume = new HashSet<>(paused);
      toResume.removeAll(wanted);
      resume(toResume);
      pause(wanted);
    }
    return exhausted;
  }

  /** The next record to read is not in the topic: the claim decides what that means. */
  private void claimAgain(Set<TopicPartition> partitions) {
    Set<TopicPartition> copy = Set.copyOf(partitions);
    hold(copy);
    watcher.outOfRange(copy, token);
  }

  private void hold(Set<TopicPartition> partitions) {
    token++;
    for (TopicPartition partition : partitions) {
      held.put(partition, token);
      // A placeholder: a partition without position makes poll throw, as auto.offset.reset is
      // "none".
      seek(partition, 0);
    }
    pause(partitions);
  }

  private void fail(RuntimeException e) {
    failing = true;
    watcher.failed(e);
  }

  private void waitBeforeNextPoll() {
    try {
      TimeUnit.MILLISECONDS.sleep(AFTER_ERROR.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Claiming implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        Set<TopicPartition> copy = Set.copyOf(partitions);
        hold(copy);
        watcher.assigned(copy, token);
      } else if (assignment().isEmpty()) {
        watcher.leftOut();
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      Set<TopicPartition> copy = Set.copyOf(partitions);
      if (copy.isEmpty()) {
        return;
      }
      awaitCommit(copy);
      commitNow(copy);
      forget(copy);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        forget(Set.copyOf(partitions));
      }
    }

    private void forget(Set<TopicPartition> partitions) {
      held.keySet().removeAll(partitions);
      watcher.gone(partitions);
    }

    private void awaitCommit(Set<TopicPartition> partitions) {
      CountDownLatch committed = new CountDownLatch(1);
      awaited = committed;
      if (givenUp) {
        return;
      }
      watcher.revoking(partitions, committed);
      try {
        committed.await(revokeWait.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Tells the group how far these are; a failure costs only the lag tools' freshness, or a harmless
   * replay.
   */
  void commitNow(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = watcher.committed(partitions);
    if (!offsets.isEmpty()) {
      try {
        commitSync(offsets, COMMIT_TIMEOUT);
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }
}
