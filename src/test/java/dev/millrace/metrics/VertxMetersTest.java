package dev.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.metrics.MetricsOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Vert.x measures of itself is among the meters. */
class VertxMetersTest {
  private final Metrics metrics = new Metrics();
  private final Vertx vertx =
      Vertx.builder()
          .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
          .withMetrics(metrics.ofVertx())
          .build();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    metrics.close();
  }

  @Test
  void callsAreCountedByStatusAndWhatACallerChoosesMakesNoSeries() throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().setStatusCode(404).end())
            .listen(0)
            .await(10, TimeUnit.SECONDS);

    for (String method : new String[] {"GET", "ODD1", "ODD2"}) {
      call(server.actualPort(), method);
    }

    String text = metrics.scrape();
    assertThat(text)
        .contains("vertx_http_server_requests_total{code=\"404\"} 3.0")
        .contains("vertx_http_server_response_time_seconds_count{code=\"404\"} 3");
    assertThat(text).doesNotContain("ODD", "some-job");
  }

  @Test
  void thePoolsOfThreadsAreSeen() throws Exception {
    vertx.executeBlocking(() -> 1).await(10, TimeUnit.SECONDS);

    assertThat(metrics.scrape())
        .contains("vertx_pool_completed_total{pool_name=\"vert.x-worker-thread\"} 1.0");
  }

  private static void call(int port, String method) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String head = method + " /some-job HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }
}
