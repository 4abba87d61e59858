package dev.millrace.poll;

import dev.millrace.flow.Credits;
import dev.millrace.flow.StageTimes;
import dev.millrace.kafka.BrokerErrors;
import dev.millrace.kafka.ClientFactory;
import dev.millrace.kafka.ConsumerProperties;
import dev.millrace.metrics.JobMeters;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.kafka.client.common.KafkaClientOptions;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.common.KafkaException;

/** The first stage of a lane: a claiming consumer under a stream of whole polls. */
public final class PollVerticle extends VerticleBase {
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final Duration REVOKE_WAIT = Duration.ofSeconds(5);

  private final PollSettings settings;
  private final JobMeters meters;
  private final Credits credits;
  private final StageTimes stages;
  private ClaimingConsumer consumer;
  private KafkaReadStream<ByteBuffer, ByteBuffer> stream;

  /**
   * @param credits shared with whoever shows them; this verticle and its consumer move them
   * @param stages told of polls, and of waits for credits
   */
  public PollVerticle(PollSettings settings, JobMeters meters, Credits credits, StageTimes stages) {
    this.settings = settings;
    this.meters = meters;
    this.credits = credits;
    this.stages = stages;
  }

  @Override
  public Future<?> start() {
    PollHandover pollHandover = new PollHandover(vertx, context, settings, meters, credits, stages);
    return ClientFactory.of(vertx)
        .make(settings.source(), () -> makeConsumer(pollHandover), PollVerticle::discard)
        .compose(
            made -> {
              consumer = made;
              pollHandover.readsFrom(made);
              stream = KafkaReadStream.create(vertx, made, new KafkaClientOptions());
              stream.pollTimeout(POLL_TIMEOUT);
              stream.batchHandler(pollHandover::onRecords);
              stream.exceptionHandler(pollHandover::failed);
              return stream.subscribe(Set.of(settings.source().topic()));
            });
  }

  /** Worker thread. */
  private static void discard(ClaimingConsumer tooLate) {
    tooLate.close(CloseOptions.timeout(Duration.ZERO));
  }

  /** Worker thread. */
  private ClaimingConsumer makeConsumer(PollHandover pollHandover) {
    String clientId = "millrace-" + settings.lane().job() + "-" + settings.lane().lane();
    Map<String, Object> properties =
        ConsumerProperties.ofLane(
            settings.source(),
            settings.maxInFlight(),
            settings.groupProtocol(),
            settings.group(),
            clientId);
    try {
      TopicIdentity topic = new TopicIdentity(settings.topic(), settings.lookAtTopic());
      ClaimingConsumer made =
          ClaimingConsumer.of(properties, pollHandover, topic, credits, REVOKE_WAIT);
      made.closesToo(meters.shows(made));
      return made;
    } catch (KafkaException e) {
      throw BrokerErrors.ofMaking(
          e, settings.source().bootstrapServers(), settings.source().topic());
    }
  }

  @Override
  public Future<?> stop() {
    if (consumer == null) {
      return Future.succeededFuture();
    }
    consumer.giveUp();
    return stream.close();
  }
}
