package dev.millrace.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kafka.BrokerErrors;
import dev.millrace.kafka.BrokerException;
import dev.millrace.model.TopicId;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class TopicIdentityTest {
  private static final Duration NOW = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final TopicId OLD = new TopicId("t", "old");
  private static final TopicId NEW = new TopicId("t", "new");

  /** Some come from another thread. */
  private final BlockingQueue<CompletableFuture<TopicId>> looks = new LinkedBlockingQueue<>();

  private final TopicIdentity identity = new TopicIdentity(OLD, this::look);

  private CompletionStage<TopicId> look() {
    CompletableFuture<TopicId> answer = new CompletableFuture<>();
    looks.add(answer);
    return answer;
  }

  private CompletableFuture<TopicId> nextLook() throws InterruptedException {
    CompletableFuture<TopicId> next = looks.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("a look").isNotNull();
    return next;
  }

  private void confirm() throws InterruptedException {
    assertThat(identity.confirmed(NOW)).isFalse();
    nextLook().complete(OLD);
    assertThat(identity.confirmed(NOW)).isTrue();
  }

  @Test
  void asksOnceForEachMetadataUpdate() throws InterruptedException {
    confirm();
    assertThat(identity.confirmed(NOW)).isTrue();
    assertThat(looks).isEmpty();

    identity.metadataUpdated();

    confirm();
  }

  @Test
  void anUpdateWhileItLooksIsAskedAboutToo() throws InterruptedException {
    assertThat(identity.confirmed(NOW)).isFalse();
    identity.metadataUpdated();
    nextLook().complete(OLD);

    assertThat(identity.confirmed(NOW)).isFalse();
    confirm();
  }

  @Test
  void anotherIdIsBelievedWhenItIsSeenTwice() throws InterruptedException {
    confirm();
    identity.metadataUpdated();
    assertThat(identity.confirmed(NOW)).isFalse();
    nextLook().complete(NEW);
    assertThat(identity.confirmed(NOW)).isFalse();
    nextLook().complete(NEW);

    assertThatThrownBy(() -> identity.confirmed(LONG))
        .isInstanceOfSatisfying(
            BrokerException.class,
            failure -> {
              assertThat(failure.error().code()).isEqualTo("topic-recreated");
              assertThat(failure.mayPass()).isFalse();
            });
    assertThatThrownBy(() -> identity.confirmed(NOW))
        .as("no later look takes that back")
        .isInstanceOf(BrokerException.class);
  }

  @Test
  void aBrokerThatLagsBehindIsNotBelieved() throws InterruptedException {
    assertThat(identity.confirmed(NOW)).isFalse();
    nextLook().complete(NEW);
    assertThat(identity.confirmed(NOW)).isFalse();
    nextLook().complete(OLD);

    assertThat(identity.confirmed(LONG)).isTrue();
  }

  @Test
  void aTopicThatIsNotThereIsLookedForAgain() throws InterruptedException {
    assertThat(identity.confirmed(NOW)).isFalse();
    nextLook()
        .completeExceptionally(
            BrokerErrors.of(new UnknownTopicOrPartitionException(), "b:9092", "t"));
    assertThat(identity.confirmed(NOW)).isFalse();
    nextLook().complete(OLD);

    assertThat(identity.confirmed(LONG)).isTrue();
  }

  @Test
  void aLookThatFailedIsRepeated() throws InterruptedException {
    assertThat(identity.confirmed(NOW)).isFalse();
    nextLook().completeExceptionally(new IllegalStateException("no broker"));

    assertThatThrownBy(() -> identity.confirmed(NOW)).hasMessage("no broker");

    confirm();
  }

  @Test
  void withoutAnIdToCompareEveryTopicIsTheKnownOne() throws InterruptedException {
    TopicIdentity any = new TopicIdentity(null, this::look);
    assertThat(any.confirmed(NOW)).isFalse();
    nextLook().complete(NEW);

    assertThat(any.confirmed(NOW)).isTrue();
  }
}
