package dev.millrace.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.error.JobError;
import dev.millrace.error.SecretNotRead;
import dev.millrace.secret.Secret;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecretResolverTest {
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
        .isInstanceOf(NotStartableException.class)
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
        .isInstanceOf(NotStartableException.class)
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
      Throwable failure = catchThrowable(() -> await(call)).getCause();
      assertThat(failure)
          .isInstanceOf(SecretNotRead.class)
          .hasMessageContaining("/source")
          .hasMessageContaining("not read within 5 s: their file system does not answer");
      assertThat(JobFailure.of(failure).mayPass()).as("a job retries").isTrue();
    } finally {
      never.countDown();
    }
  }

  @Test
  void filesThatHangHoldUpOtherFilesButNothingElse() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    SourceSpec file = source(Map.of("ssl.key.password", "${file:/run/secrets/hangs}"));
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
      List<Future<SourceSpec>> calls = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        calls.add(resolved(hanging, file));
      }

      assertThat(await(resolved(Secret::reveal, source(Map.of("ssl.key.password", "literal")))))
          .isNotNull();
      assertThat(await(vertx.executeBlocking(() -> "a worker is free"))).isNotNull();
      assertThat(calls).as("still waiting").noneMatch(Future::isComplete);
      Throwable last = catchThrowable(() -> await(calls.get(29))).getCause();
      assertThat(last)
          .isInstanceOf(SecretNotRead.class)
          .hasMessageContaining("other files are still being read");
      assertThat(JobFailure.of(last).mayPass()).isTrue();
    } finally {
      never.countDown();
    }
  }

  @Test
  void withoutFilesTheAnswerIsThereEvenWhenAllWorkersAreBusy() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    try {
      for (int i = 0; i < VertxOptions.DEFAULT_WORKER_POOL_SIZE; i++) {
        vertx.executeBlocking(() -> busy.await(60, TimeUnit.SECONDS), false);
      }
      SourceSpec source = source(Map.of("ssl.key.password", "${env:KEY_PASSWORD}"));

      assertThat(await(resolved(s -> "from-the-environment", source)).properties())
          .containsEntry("ssl.key.password", "from-the-environment");
    } finally {
      busy.countDown();
    }
  }

  private Future<SourceSpec> resolved(Function<Secret, String> secrets, SourceSpec source) {
    return SecretResolver.resolved(vertx, secrets, source);
  }

  private static SourceSpec source(Map<String, String> properties) {
    return new SourceSpec("a:9092", "t", "json", properties, "");
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
