package dev.millrace.poll;

import dev.millrace.kafka.BrokerException;
import dev.millrace.model.TopicId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Whether what a consumer polls is of the topic that the ledger is of, and not of one that was made
 * anew under its name and has other records at the same offsets.
 *
 * <p>Kafka's consumer does not tell a topic's id, but it cannot read a new topic before it has
 * fetched new metadata, and of that it tells. So after each metadata update the id is looked up
 * once, and nothing polled counts before the answer; between updates nothing is asked. (A broker
 * before 3.1 serves a topic by its name: there a topic made anew between two fetches is only found
 * out at the next update.)
 *
 * <p>A broker that has not yet heard of the topic's creation may answer with the id it had before.
 * Another id is believed when two looks in a row find it.
 *
 * <p>Poll thread only, but for {@link #metadataUpdated}.
 */
final class TopicIdentity {
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

  private final TopicId known;
  private final Supplier<CompletionStage<TopicId>> look;
  private volatile boolean news = true;
  private CompletableFuture<TopicId> looking;
  private TopicId suspect;
  private boolean replaced;

  /**
   * @param known which topic the ledger is of
   * @param look asks the broker; fails with {@link BrokerException} in a bounded time
   */
  TopicIdentity(TopicId known, Supplier<CompletionStage<TopicId>> look) {
    this.known = known;
    this.look = look;
  }

  /** What is polled from now on may be of another topic. Any thread. */
  void metadataUpdated() {
    news = true;
  }

  /**
   * Whether what was polled is of the known topic; false when that is not known within {@code
   * patience}: ask again then.
   *
   * @throws BrokerException when it is of another topic, or as the look failed; ask again later
   *     then
   */
  boolean confirmed(Duration timeout) throws InterruptedException {
    if (replaced) {
      throw BrokerException.replaced(known.name());
    }
    if (!news && looking == null) {
      return true;
    }
    if (looking == null) {
      // Before asking: an update that comes meanwhile is one more to ask about.
      news = false;
      looking = look.get().toCompletableFuture();
    }
    TopicId found;
    try {
      found = looking.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException failure && failure.isUnknownTopic()) {
        // Between its deletion and its creation, or told by a broker that has not heard of it.
        lookAgain();
        return false;
      }
      looking = null;
      news = true;
      throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e);
    }
    looking = null;
    if (!found.replaces(known)) {
      suspect = null;
      return !news;
    }
    if (found.equals(suspect)) {
      replaced = true;
      throw BrokerException.replaced(known.name());
    }
    suspect = found;
    lookAgain();
    return false;
  }

  private void lookAgain() {
    looking = CompletableFuture.runAsync(() -> {}, LATER).thenCompose(v -> look.get());
  }
}
