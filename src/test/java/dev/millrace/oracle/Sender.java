package dev.millrace.oracle;

import dev.millrace.testkit.EmbeddedKafka;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends numbered records into one topic until it is stopped, some of them in transactions, of which
 * each second one is aborted; a thread of its own.
 */
final class Sender implements AutoCloseable {
  private static final int TRANSACTION = 15;
  private static final int BETWEEN_TRANSACTIONS = 1_500;

  private final Numbered records;
  private final String topic;
  private final Truth truth;
  private final int perSecond;

  /** Held while a transaction is open, and while the broker is away. */
  private final Lock brokerIsThere;

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaProducer<byte[], byte[]> transactional;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopped;
  private long next;
  private long nextAborted = -1;
  private boolean abort;

  Sender(
      EmbeddedKafka kafka,
      String topic,
      Numbered records,
      Truth truth,
      int perSecond,
      Lock brokerIsThere) {
    this.topic = topic;
    this.records = records;
    this.truth = truth;
    this.perSecond = perSecond;
    this.brokerIsThere = brokerIsThere;
    producer = kafka.producer(Map.of("linger.ms", 5));
    transactional = kafka.producer(Map.of("transactional.id", "oracle-" + topic));
    transactional.initTransactions();
    thread = new Thread(this::run, "sender-" + topic);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      long begin = System.nanoTime();
      while (!stopped) {
        send(producer, next++);
        if (next % BETWEEN_TRANSACTIONS == 0) {
          sendTransaction();
        }
        long due = begin + next * TimeUnit.SECONDS.toNanos(1) / perSecond;
        long ahead = due - System.nanoTime();
        if (ahead > 1_000_000) {
          LockSupport.parkNanos(ahead);
        }
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void sendTransaction() {
    brokerIsThere.lock();
    try {
      transactional.beginTransaction();
      for (int i = 0; i < TRANSACTION; i++) {
        send(transactional, abort ? nextAborted-- : next++);
      }
      transactional.flush();
      if (abort) {
        transactional.abortTransaction();
      } else {
        transactional.commitTransaction();
      }
      abort = !abort;
    } finally {
      brokerIsThere.unlock();
    }
  }

  /** Sends one more, from the caller's thread, once the sender was stopped. */
  void sendFresh() {
    long end = next + 100;
    while (next < end) {
      send(producer, next++);
    }
    flush();
  }

  private void send(KafkaProducer<byte[], byte[]> with, long n) {
    int partition = records.key(n) % truth.partitions();
    with.send(
        new ProducerRecord<>(topic, partition, records.keyBytes(n), records.message(n)),
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          } else if (n >= 0) {
            truth.acknowledged(metadata.partition(), metadata.offset(), n);
          }
        });
  }

  /** Returns when the broker has all. */
  void stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
  }

  private void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("the test could not send to " + topic, failure.get());
    }
  }

  @Override
  public void close() {
    stopped = true;
    producer.close(java.time.Duration.ofSeconds(5));
    transactional.close(java.time.Duration.ofSeconds(5));
  }
}
