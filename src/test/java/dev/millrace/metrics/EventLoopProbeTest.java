package dev.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Eventually;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLoopProbeTest {
  @Test
  void aLoopThatIsBlockedIsLate() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    try (Metrics metrics = new Metrics()) {
      vertx
          .deployVerticle(
              () -> new EventLoopProbe(metrics), new DeploymentOptions().setInstances(2))
          .await(10, TimeUnit.SECONDS);
      Eventually.until("both loops", Duration.ofSeconds(10), () -> count(metrics, "+Inf") >= 2);
      assertThat(count(metrics, "5.0")).isEqualTo(count(metrics, "+Inf"));

      long before = count(metrics, "1.0");
      vertx.runOnContext(
          v -> {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_600);
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
          });
      Eventually.until(
          "the lag is seen",
          Duration.ofSeconds(10),
          () -> count(metrics, "+Inf") > count(metrics, "1.0"));

      assertThat(count(metrics, "1.0")).isGreaterThanOrEqualTo(before);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static long count(Metrics metrics, String bucket) {
    return metrics
        .scrape()
        .lines()
        .filter(
            line ->
                line.startsWith("millrace_event_loop_lag_seconds_bucket{le=\"" + bucket + "\"}"))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
