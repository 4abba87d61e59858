package dev.millrace.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.Warning;
import dev.millrace.preflight.ClientContext;
import dev.millrace.secret.Secret;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecordsCheckTest {
  /**
   * A broker that is silent is given up after 3 s, so one after the other takes three times that.
   */
  @Test
  void howeverManyJobsStartOneLooksAtATimeAndThoseThatEndedNotAtAll() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      ClientContext clients = new ClientContext(vertx, Secret::reveal, new AtomicBoolean());
      SourceSpec source = SourceSpec.of("127.0.0.1:" + silent.getLocalPort(), "t");
      long began = System.nanoTime();

      List<Future<List<Warning>>> looks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        looks.add(look(clients, source, true));
      }
      assertThat(await(look(clients, source, false))).isEmpty();
      await(Future.join(looks).otherwiseEmpty());

      assertThat(looks).allMatch(Future::failed);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThan(Duration.ofMillis(8_500));
      assertThat(clients.looking()).isFalse();
    } finally {
      await(vertx.close());
    }
  }

  private static Future<List<Warning>> look(
      ClientContext clients, SourceSpec source, boolean wanted) {
    return new RecordsCheck(clients).warnings(null, source, false, null, () -> wanted);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
