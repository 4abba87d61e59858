package dev.millrace.sink;

import dev.millrace.flow.Addresses;
import dev.millrace.flow.Claim;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.Release;
import dev.millrace.flow.RowBatch;
import dev.millrace.mysql.UnansweredStatement;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;

/**
 * A lane's door to its destination. Takes {@link Claim}, {@link RowBatch} and {@link Release}, and
 * does them in the order in which they came. Connects when there is something to do, so that a
 * destination that is down does not keep the lane from starting. Undeploying it ends what is going
 * on: what was not answered may or may not be written, and the ledger knows.
 */
public final class SinkVerticle extends VerticleBase {
  private final SinkConfig config;
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private volatile LaneSink sink;

  public SinkVerticle(SinkConfig config) {
    this.config = config;
  }

  @Override
  public Future<?> start() {
    String events = Addresses.events(config.lane());
    sink = new LaneSink(vertx, config, event -> tell(events, event));
    var bus = vertx.eventBus();
    consumers.add(
        bus.<Claim>localConsumer(
            Addresses.claims(config.lane()), m -> answer(m, sink.claim(m.body()))));
    consumers.add(
        bus.<RowBatch>localConsumer(
            Addresses.sink(config.lane()), m -> answer(m, sink.write(m.body()))));
    consumers.add(
        bus.<Release>localConsumer(
            Addresses.releases(config.lane()), m -> answer(m, sink.release(m.body()))));
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
  }

  /** The statement that the destination has not answered yet, or null. Any thread. */
  public UnansweredStatement unanswered() {
    LaneSink present = sink;
    return present == null ? null : present.unanswered();
  }

  @Override
  public Future<?> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
        .transform(done -> sink.close());
  }

  private void tell(String address, LaneEvent event) {
    vertx.eventBus().send(address, event);
  }

  /** A requester is told of every end; one that only sent is not. */
  private static void answer(Message<?> message, Future<?> outcome) {
    outcome.onComplete(
        done -> {
          if (message.replyAddress() == null) {
            return;
          }
          if (done.succeeded()) {
            message.reply(done.result());
          } else {
            message.fail(0, String.valueOf(done.cause().getMessage()));
          }
        });
  }
}
