package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.document.JobDocument;
import dev.millrace.model.Documents;
import dev.millrace.spec.SourceSpec;
import dev.millrace.testkit.ChildProcesses;
import dev.millrace.testkit.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientFactoryTest {
  private static final SourceSpec HANGS = SourceSpec.of("hangs:9092", "t");
  private static final SourceSpec GOOD = SourceSpec.of("good:9092", "t");

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
  private final ClientFactory making = new ClientFactory(vertx, Duration.ofMillis(300));
  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final Semaphore discarded = new Semaphore(0);

  @AfterEach
  void close() throws Exception {
    answers.countDown();
    await(vertx.close());
  }

  private Future<String> hanging() {
    return making.make(
        HANGS,
        () -> {
          begun.incrementAndGet();
          answers.await();
          return "late";
        },
        late -> discarded.release());
  }

  private Future<String> good() {
    return making.make(GOOD, () -> "client", late -> discarded.release());
  }

  @Test
  void whatHangsForOneClusterIsToldInTimeAndHoldsUpNoOther() throws Exception {
    List<Future<String>> asked = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      asked.add(hanging());
    }

    assertThat(await(good())).isEqualTo("client");

    for (Future<String> one : asked) {
      assertThat(failure(one))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("hangs:9092")
          .hasMessageContaining("names resolve");
      assertThat(((BrokerException) one.cause()).mayPass()).isTrue();
    }
    assertThat(failure(hanging())).as("at once, without another thread").isNotNull();
    assertThat(begun).hasValue(2);
    assertThat(await(vertx.executeBlocking(() -> "a worker is free"))).isNotNull();
  }

  @Test
  void aClientThatComesTooLateIsClosedAndTheNextIsMade() throws Exception {
    Future<String> one = hanging();
    Future<String> other = hanging();
    failure(one);
    failure(other);

    answers.countDown();

    assertThat(discarded.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
    assertThat(await(hanging())).isEqualTo("late");
    assertThat(discarded.availablePermits()).isZero();
  }

  /** Each takes a quarter of the time, and there are many more than have a turn within it. */
  @Test
  void whoWaitsForHisTurnIsToldInTimeAndItIsNotMadeAnyMore() throws Exception {
    ClientFactory slow = new ClientFactory(vertx, Duration.ofSeconds(2));
    List<Future<String>> asked = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < 40; i++) {
      asked.add(
          slow.make(
              GOOD,
              () -> {
                begun.incrementAndGet();
                Thread.sleep(500);
                return "client";
              },
              late -> discarded.release()));
    }

    assertThat(failure(asked.get(39)))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("good:9092");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    assertThat(await(asked.get(0))).isEqualTo("client");
    Thread.sleep(1_000);
    assertThat(begun.get()).as("those given up are not begun").isLessThan(20);
  }

  /** So many clusters hang that no thread is left for another one. */
  @Test
  void whereAllThreadsHangTheOthersAreToldSoInTimeAndServedAfterwards() throws Exception {
    List<Future<String>> hang = new ArrayList<>();
    ClientFactory patient = new ClientFactory(vertx, Duration.ofSeconds(3));
    for (int i = 0; i < 32; i++) {
      SourceSpec source = SourceSpec.of("hangs-" + i + ":9092", "t");
      hang.add(
          patient.make(
              source,
              () -> {
                begun.incrementAndGet();
                answers.await();
                return "late";
              },
              late -> discarded.release()));
    }
    Eventually.until("all threads hang", Duration.ofSeconds(20), () -> begun.get() == 32);

    for (int i = 0; i < 5; i++) {
      assertThat(failure(good())).hasMessageContaining("others").hasMessageContaining("good:9092");
    }

    answers.countDown();
    ClientFactory after = new ClientFactory(vertx, Duration.ofSeconds(30));
    assertThat(await(after.make(GOOD, () -> "client", late -> discarded.release())))
        .isEqualTo("client");
    Eventually.until(
        "and with the one that refused",
        Duration.ofSeconds(20),
        () -> good().transform(done -> Future.succeededFuture(done.succeeded())).await());
  }

  @Test
  void whatHangsForOneLogInHoldsUpNoOtherOfTheSameBrokers() throws Exception {
    SourceSpec other =
        new SourceSpec(
            HANGS.bootstrapServers(), "t", "json", Map.of("sasl.mechanism", "PLAIN"), "");
    assertThat(failure(hanging())).hasMessageContaining("log-in's endpoint");
    assertThat(failure(hanging())).as("at once").isNotNull();

    assertThat(await(making.make(other, () -> "client", late -> discarded.release())))
        .isEqualTo("client");
  }

  @Test
  void manyForOneClusterAreMadeInTheirTurnAndOnTheirCallersContext() throws Exception {
    List<Future<Context>> asked = new ArrayList<>();
    List<Context> callers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Context caller = vertx.getOrCreateContext();
      callers.add(caller);
      Promise<Context> found = Promise.promise();
      caller.runOnContext(v -> good().onSuccess(c -> found.complete(Vertx.currentContext())));
      asked.add(found.future());
    }

    for (int i = 0; i < asked.size(); i++) {
      assertThat(await(asked.get(i))).isSameAs(callers.get(i));
    }
  }

  @Test
  void whatTheConstructorThrowsIsPassedOn() {
    Future<String> failing =
        making.make(
            GOOD,
            () -> {
              throw new IllegalStateException("planted");
            },
            late -> discarded.release());

    assertThat(failure(failing)).hasMessage("planted");
  }

  /** A key store that is a pipe without a writer makes the client's constructor wait for ever. */
  @Test
  void aTrialConsumerWhoseMakingHangsHoldsNoWorkerThatOthersNeed() throws Exception {
    Path pipe = dir.resolve("store");
    Process made = ChildProcesses.start(new ProcessBuilder("mkfifo", pipe.toString()));
    assumeTrue(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0, "no mkfifo here");
    SourceSpec source =
        new SourceSpec(
            "127.0.0.1:9",
            "t",
            "json",
            Map.of("security.protocol", "SSL", "ssl.truststore.location", pipe.toString()),
            "");
    try {
      Future<Void> tried =
          ConsumerTrial.of(vertx, source, JobDocument.read(Documents.minimalJob()));

      assertThat(vertx.executeBlocking(() -> "free").await(20, TimeUnit.SECONDS)).isNotNull();

      assertThat(failure(tried)).isInstanceOf(BrokerException.class).hasMessageContaining("files");
    } finally {
      new RandomAccessFile(pipe.toFile(), "rw").close();
    }
  }

  private static Throwable failure(Future<?> future) {
    Promise<Throwable> failed = Promise.promise();
    future.onComplete(done -> failed.complete(done.cause()));
    return failed.future().await();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
