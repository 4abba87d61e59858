package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoordinatorWaitTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aGroupWithoutCoordinatorIsAskedAgain() {
    String answer =
        CoordinatorWait.of(
                vertx,
                () ->
                    asked.incrementAndGet() < 3
                        ? Future.<String>failedFuture(
                            new TimeoutException("Exceeded maxRetries after 61 tries."))
                        : Future.succeededFuture("three members"))
            .await();

    assertThat(answer).isEqualTo("three members");
    assertThat(asked).hasValue(3);
  }

  @Test
  void anotherFailureIsTheAnswer() {
    assertThatThrownBy(
            () ->
                CoordinatorWait.of(
                        vertx,
                        () -> {
                          asked.incrementAndGet();
                          return Future.failedFuture(new TimeoutException("Call timed out"));
                        })
                    .await())
        .isInstanceOf(TimeoutException.class);
    assertThat(asked).hasValue(1);
  }
}
