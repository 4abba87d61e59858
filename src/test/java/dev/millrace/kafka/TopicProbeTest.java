package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TopicProbeTest {
  @Test
  void brokersThatDoNotAnswerHoldNoWorkerThatOthersNeed() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      SourceSpec source = SourceSpec.of("127.0.0.1:" + silent.getLocalPort(), "t");
      List<Future<TopicProbe.Topic>> asked = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        asked.add(
            Future.future(
                p -> vertx.runOnContext(v -> new TopicProbe(vertx, source).topic().onComplete(p))));
      }
      // From here on the broker is waited for.
      silent.accept();

      await(vertx.executeBlocking(() -> "a worker is free"));
      assertThat(asked).as("still waiting for the broker").noneMatch(Future::isComplete);

      await(Future.join(asked).otherwiseEmpty());
      assertThat(asked).allMatch(f -> f.cause() instanceof BrokerException);
    } finally {
      await(vertx.close());
    }
  }

  /** The source's secrets are still read when the job is stopped. */
  @Test
  void aProbeThatIsClosedMakesNoClientAnyMore() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServerSocket broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      SourceSpec source = SourceSpec.of("127.0.0.1:" + broker.getLocalPort(), "t");
      Promise<SourceSpec> resolved = Promise.promise();
      AtomicReference<Future<TopicProbe.Topic>> asked = new AtomicReference<>();
      await(
          Future.<Void>future(
              p ->
                  vertx.runOnContext(
                      v -> {
                        TopicProbe probe = new TopicProbe(vertx, source, resolved::future);
                        asked.set(probe.topic());
                        probe.close().onComplete(p);
                      })));
      resolved.complete(source);

      Throwable told = await(asked.get().transform(done -> Future.succeededFuture(done.cause())));
      assertThat(told)
          .isInstanceOf(BrokerException.class)
          .hasStackTraceContaining("the probe is closed");
      assertThat(threads()).noneMatch(name -> name.contains("admin-client-thread"));
    } finally {
      await(vertx.close());
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
