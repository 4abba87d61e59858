package dev.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the design relies on or avoids in Vert.x: an upgrade that changes it fails here. */
class VertxFactsTest {
  private static final int KEPT = 1_000;
  private static final int SENT = KEPT + 10;
  private static final int AFTERWARDS = -1;

  /** Why a lane has {@link Credits}: pausing a consumer of the bus loses messages. */
  @Test
  void aPausedConsumerDiscardsMessagesBeyondAThousand() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      EventBus bus = vertx.eventBus();
      List<Integer> received = new CopyOnWriteArrayList<>();
      CompletableFuture<Void> done = new CompletableFuture<>();
      vertx.runOnContext(
          v -> {
            MessageConsumer<Integer> consumer = bus.localConsumer("records");
            consumer.handler(
                message -> {
                  received.add(message.body());
                  if (message.body() == AFTERWARDS) {
                    done.complete(null);
                  }
                });
            consumer.pause();
            // On the same event loop, so this message arrives after those before it.
            bus.localConsumer(
                "end",
                message -> {
                  consumer.resume();
                  bus.send("records", AFTERWARDS);
                });

            IntStream.range(0, SENT).forEach(i -> bus.send("records", i));
            bus.send("end", "");
          });
      done.get(10, TimeUnit.SECONDS);

      assertThat(received)
          .containsExactlyElementsOf(
              Stream.concat(IntStream.range(0, KEPT).boxed(), Stream.of(AFTERWARDS)).toList());
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }
}
