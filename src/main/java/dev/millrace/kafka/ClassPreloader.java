package dev.millrace.kafka;

import dev.millrace.error.Fatal;
import dev.millrace.spec.SourceSpec;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads Kafka's client while the process starts, on the core that starting leaves idle, so that the
 * first job does not wait for it: 1,150 of the 1,430 classes of it that a job uses are there then,
 * and 190 of its 340 lambdas.
 */
public final class ClassPreloader {
  private static final Logger LOG = LoggerFactory.getLogger(ClassPreloader.class);

  private ClassPreloader() {}

  /** Begins it on a thread of its own, which keeps no process alive and never fails. */
  public static void begin() {
    if (Runtime.getRuntime().availableProcessors() == 1) {
      return; // no core is left idle
    }
    thread().start();
  }

  static Thread thread() {
    Thread thread = new Thread(ClassPreloader::tryTo, "millrace-preload");
    thread.setDaemon(true);
    return thread;
  }

  private static void tryTo() {
    try {
      load("127.0.0.1:9");
    } catch (Throwable e) {
      Fatal.check(e);
      // Also an Error: of a class that could not be initialized, only this first one has the cause.
      LOG.warn("Kafka's client could not be loaded beforehand", e);
    }
  }

  /** Makes a consumer and lets go of it: not polled, it connects to nothing. */
  static void load(String bootstrapServers) throws IllegalAccessException {
    Map<String, Object> properties =
        ConsumerProperties.ofSampler(SourceSpec.of(bootstrapServers, "preload"));
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-preload");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, "millrace-preload");
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    new KafkaConsumer<>(properties, new ByteBufferDeserializer(), new ByteBufferDeserializer())
        .close(CloseOptions.timeout(Duration.ZERO));
    // What a consumer needs only when it asks and is answered.
    for (Class<?> protocol :
        List.of(ApiKeys.class, Errors.class, AbstractRequest.class, AbstractResponse.class)) {
      MethodHandles.lookup().ensureInitialized(protocol);
    }
  }
}
