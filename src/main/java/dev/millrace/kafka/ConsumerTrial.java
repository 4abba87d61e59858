package dev.millrace.kafka;

import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** A consumer that is made to see whether it can be; it is not polled, and connects to nothing. */
public final class ConsumerTrial {
  private static final String NAME = "millrace-check";

  private ConsumerTrial() {}

  /**
   * Fails with {@link BrokerException} where a lane's consumer could not be made: a bad assignor,
   * value or login is found before the job is started.
   *
   * @param source its references resolved
   */
  public static Future<Void> of(Vertx vertx, SourceSpec source, JobSpec job) {
    return ClientFactory.of(vertx)
        .make(source, () -> make(source, job), ConsumerTrial::close)
        .compose(
            made ->
                vertx.executeBlocking(
                    () -> {
                      close(made);
                      return null;
                    },
                    false));
  }

  /** Worker thread; throws {@link BrokerException} with what the client does not accept. */
  private static KafkaConsumer<?, ?> make(SourceSpec source, JobSpec job) {
    try {
      Map<String, Object> properties = ConsumerProperties.ofLane(source, job, NAME, NAME);
      return new KafkaConsumer<>(
          properties, new ByteBufferDeserializer(), new ByteBufferDeserializer());
    } catch (KafkaException e) {
      throw BrokerErrors.ofMaking(e, source.bootstrapServers(), source.topic());
    }
  }

  private static void close(KafkaConsumer<?, ?> consumer) {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
