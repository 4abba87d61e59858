package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.model.JobError;
import dev.millrace.model.Secret;
import dev.millrace.model.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResolvingTest {
  private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void whatAnEarlierVersionStoredElsewhereIsNotResolvedButTold() {
    SourceSpec stored = source(Map.of("client.dns.lookup", "${file:/etc/passwd}"));

    Throwable failure = catchThrowable(() -> await(resolved(s -> "root:x:0:0", stored)));

    assertThat(failure.getCause())
        .isInstanceOf(Unready.class)
        .hasMessageContaining("'client.dns.lookup' holds a reference")
        .hasMessageNotContaining("root:x");
  }

  @Test
  void aPasswordWithAQuoteIsOneValueAndHiddenFromThenOn() throws Exception {
    SourceSpec source =
        source(
            Map.of(
                "sasl.jaas.config",
                MODULE + " required username=\"u\" password=\"${env:KAFKA_PASSWORD}\";"));

    SourceSpec resolved = await(resolved(s -> "half\"other-half", source));

    assertThat(resolved.properties().get("sasl.jaas.config"))
        .isEqualTo(MODULE + " required username=\"u\" password=\"half\\\"other-half\";");
    assertThat(JobError.of("broker", "x", "refused: half\"other-half!").message())
        .isEqualTo("refused: ***!");
  }

  @Test
  void textOfAFileThatIsNoLogInIsToldWithoutAPieceOfIt() {
    SourceSpec source = source(Map.of("sasl.jaas.config", "${file:/run/secrets/jaas}"));

    Throwable failure =
        catchThrowable(
            () ->
                await(resolved(s -> MODULE + " required password=\"half\"other-half\";", source)));

    assertThat(failure.getCause())
        .isInstanceOf(Unready.class)
        .hasMessageContaining("a login module")
        .hasMessageNotContaining("half");
  }

  @Test
  void aFileThatDoesNotAnswerHoldsNeitherTheLoopNorTheCallUp() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    SourceSpec source = source(Map.of("ssl.key.password", "${file:/run/secrets/hangs}"));
    Function<Secret, String> hanging =
        secret -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "";
        };
    try {
      Future<SourceSpec> call =
          await(Future.future(p -> vertx.runOnContext(v -> p.complete(resolved(hanging, source)))));
      assertThat(
              await(Future.<String>future(p -> vertx.runOnContext(v -> p.complete("loop turns")))))
          .isEqualTo("loop turns");
      assertThat(catchThrowable(() -> await(call)).getCause())
          .isInstanceOf(Unready.class)
          .hasMessageContaining("could not be read within 5 s");
    } finally {
      never.countDown();
    }
  }

  private Future<SourceSpec> resolved(Function<Secret, String> secrets, SourceSpec source) {
    return Resolving.resolved(vertx, secrets, source);
  }

  private static SourceSpec source(Map<String, String> properties) {
    return new SourceSpec("a:9092", "t", "json", properties, "");
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
