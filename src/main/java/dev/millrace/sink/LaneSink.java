package dev.millrace.sink;

import dev.millrace.error.JobError;
import dev.millrace.flow.Claim;
import dev.millrace.flow.ClaimOutcome;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.Release;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.mysql.Connections;
import dev.millrace.mysql.Session;
import dev.millrace.mysql.UnansweredStatement;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One lane's end at the destination: claims partitions and writes batches, one thing after the
 * other in the order they were asked for, on one connection. Transient failures are retried here.
 * Event loop only.
 */
final class LaneSink {
  private final Connections connections;
  private final RetryLoop retryLoop;
  private final OwnedPartitions ownedPartitions = new OwnedPartitions();
  private final BatchDelivery batchDelivery;
  private volatile Session session;
  private Future<?> last = Future.succeededFuture();
  private boolean closed;

  LaneSink(Vertx vertx, SinkConfig config, Consumer<LaneEvent> events) {
    connections = new Connections(vertx, config.destination(), config.timeouts());
    retryLoop = new RetryLoop(vertx, config.timeouts(), events);
    batchDelivery = new BatchDelivery(vertx, config, ownedPartitions);
  }

  /** Fails only when the sink is closed. */
  Future<ClaimOutcome> claim(Claim claim) {
    return inOrder(
        () ->
            retryLoop
                .insist(() -> batchDelivery.claim(claim, this::onSession))
                .<ClaimOutcome>map(ClaimOutcome.Claimed::new)
                .recover(
                    failure ->
                        closed
                            ? Future.failedFuture(failure)
                            : Future.succeededFuture(
                                new ClaimOutcome.Impossible(errorOf(failure)))));
  }

  /** Fails only when the sink is closed. */
  Future<WriteOutcome> write(RowBatch batch) {
    return inOrder(
        () -> {
          String objection = ownedPartitions.objection(batch);
          if (objection != null) {
            return Future.succeededFuture(new WriteOutcome.Fenced(objection));
          }
          BatchDelivery.Attempts attempts = batchDelivery.attempts(batch);
          return retryLoop
              .insist(() -> onSession(attempts::next))
              .recover(
                  failure ->
                      closed
                          ? Future.failedFuture(failure)
                          : Future.succeededFuture(new WriteOutcome.Hopeless(errorOf(failure))));
        });
  }

  /** The engine's own failure knows the record; the server's does not. */
  private static JobError errorOf(Throwable failure) {
    return failure instanceof DestinationException known
        ? known.error()
        : ServerErrors.of(failure).error();
  }

  Future<Void> release(Release release) {
    return inOrder(
        () -> {
          ownedPartitions.remove(release.partitions());
          return Future.succeededFuture();
        });
  }

  /** The statement that the server has not answered yet, or null. Any thread. */
  UnansweredStatement unanswered() {
    Session present = session;
    return present == null ? null : present.unanswered();
  }

  /** Ends what is going on; batches that are not answered may or may not be written. */
  Future<Void> close() {
    boolean idle = last.isComplete();
    closed = true;
    retryLoop.stop();
    if (session == null) {
      return Future.succeededFuture();
    }
    return idle ? session.close() : session.kill();
  }

  /** Runs {@code work} on the open session, or on a new one where there is none. */
  private <T> Future<T> onSession(Function<Session, Future<T>> work) {
    if (closed) {
      return Future.failedFuture("closed");
    }
    if (session != null && session.usable()) {
      return work.apply(session);
    }
    if (session != null) {
      session.kill();
    }
    return connections
        .open()
        .compose(
            opened -> {
              session = opened;
              return closed
                  ? opened.kill().compose(x -> Future.failedFuture("closed"))
                  : work.apply(opened);
            });
  }

  private <T> Future<T> inOrder(Supplier<Future<T>> work) {
    Future<T> done = last.transform(before -> work.get());
    last = done;
    return done;
  }
}
