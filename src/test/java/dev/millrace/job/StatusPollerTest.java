package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.status.SharedRead.Look;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusPollerTest {
  private final Promise<Void> ledger = Promise.promise();
  private final Promise<Void> ends = Promise.promise();

  @Test
  void aDatabaseThatHangsLeavesTheBrokerItsTime() throws Exception {
    Look look = StatusPoller.inTurn(ledger.future(), () -> after(300, ends));

    assertThat(endsAreKnownWith(look)).isTrue();
    assertThat(look.end().isComplete()).as("what hangs is under way still").isFalse();
    ledger.complete();
    assertThat(look.end().isComplete()).isTrue();
  }

  @Test
  void aBrokerThatHangsKeepsNoAnswerAway() throws Exception {
    ledger.fail("planted");
    Look look = StatusPoller.inTurn(ledger.future(), ends::future);

    assertThat(endsAreKnownWith(look)).isFalse();
    assertThat(look.end().isComplete()).isFalse();
    ends.complete();
    assertThat(look.end().isComplete()).isTrue();
  }

  private boolean endsAreKnownWith(Look look) throws Exception {
    return look.answer()
        .map(v -> ends.future().isComplete())
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static Future<Void> after(long millis, Promise<Void> promise) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(promise::complete);
    return promise.future();
  }
}
