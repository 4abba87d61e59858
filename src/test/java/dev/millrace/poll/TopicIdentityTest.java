package dev.millrace.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.TopicId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class TopicIdentityTest {
  private static final Duration NOW = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final TopicId OLD = new TopicId("t", "old");
  private static final TopicId NEW = new TopicId("t", "new");

  private final Deque<CompletableFuture<TopicId>> looks = new ArrayDeque<>();
  private final TopicIdentity identity = new TopicIdentity(OLD, this::look);

  private CompletionStage<TopicId> look() {
    CompletableFuture<TopicId> answer = new CompletableFuture<>();
    looks.add(answer);
    return answer;
  }

  private void confirm() throws InterruptedException {
    assertThat(identity.confirmed(NOW)).isFalse();
    looks.remove().complete(OLD);
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
    looks.remove().complete(OLD);

    assertThat(identity.confirmed(NOW)).isFalse();
    confirm();
  }

  @Test
  void anotherIdIsBelievedWhenItIsSeenTwice() throws InterruptedException {
    confirm();
    identity.metadataUpdated();
    assertThat(identity.confirmed(NOW)).isFalse();
    looks.remove().complete(NEW);
    assertThat(identity.confirmed(NOW)).isFalse();
    while (looks.isEmpty()) {
      Thread.onSpinWait();
    }
    looks.remove().complete(NEW);

    assertThatThrownBy(() -> identity.confirmed(LONG))
        .isInstanceOfSatisfying(
            BrokerTrouble.class,
            trouble -> {
              assertThat(trouble.error().code()).isEqualTo("topic-recreated");
              assertThat(trouble.mayPass()).isFalse();
            });
    assertThatThrownBy(() -> identity.confirmed(NOW))
        .as("no later look takes that back")
        .isInstanceOf(BrokerTrouble.class);
  }

  @Test
  void aBrokerThatLagsBehindIsNotBelieved() throws InterruptedException {
    assertThat(identity.confirmed(NOW)).isFalse();
    looks.remove().complete(NEW);
    assertThat(identity.confirmed(NOW)).isFalse();
    while (looks.isEmpty()) {
      Thread.onSpinWait();
    }
    looks.remove().complete(OLD);

    assertThat(identity.confirmed(LONG)).isTrue();
  }

  @Test
  void aTopicThatIsNotThereIsLookedForAgain() throws InterruptedException {
    assertThat(identity.confirmed(NOW)).isFalse();
    looks
        .remove()
        .completeExceptionally(
            BrokerTrouble.of(new UnknownTopicOrPartitionException(), "b:9092", "t"));
    assertThat(identity.confirmed(NOW)).isFalse();
    while (looks.isEmpty()) {
      Thread.onSpinWait();
    }
    looks.remove().complete(OLD);

    assertThat(identity.confirmed(LONG)).isTrue();
  }

  @Test
  void aLookThatFailedIsRepeated() throws InterruptedException {
    assertThat(identity.confirmed(NOW)).isFalse();
    looks.remove().completeExceptionally(new IllegalStateException("no broker"));

    assertThatThrownBy(() -> identity.confirmed(NOW)).hasMessage("no broker");

    confirm();
  }

  @Test
  void withoutAnIdToCompareEveryTopicIsTheKnownOne() throws InterruptedException {
    TopicIdentity any = new TopicIdentity(null, this::look);
    assertThat(any.confirmed(NOW)).isFalse();
    looks.remove().complete(NEW);

    assertThat(any.confirmed(NOW)).isTrue();
  }
}
