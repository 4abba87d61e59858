package dev.millrace.kafka;

import dev.millrace.kafkalimit.ReadLimits;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/**
 * A way to ask a cluster by Kafka's own admin client, which is made when first asked, made anew
 * when it died, and whose answers, which come on its thread, are brought back to an event loop.
 *
 * <p>Every future fails with {@link BrokerException} only, within the timeout, or with what the
 * source's references failed with. Event loop only.
 */
final class AdminConnection {
  private static final int TIMEOUT_MS = 8_000;

  /** Kafka's words for a client whose thread died. */
  private static final String DEAD = "thread has exited";

  private final Vertx vertx;
  private final Context context;
  private final SourceSpec source;
  private final Supplier<Future<SourceSpec>> resolve;
  private final ReadLimits limits = new ReadLimits();
  private Future<Void> reached;
  private Future<Admin> admin;
  private boolean closed;

  /**
   * @param context where answers come
   * @param resolve the source with its references resolved, asked when a client is made
   */
  AdminConnection(
      Vertx vertx, Context context, SourceSpec source, Supplier<Future<SourceSpec>> resolve) {
    this.vertx = vertx;
    this.context = context;
    this.source = source;
    this.resolve = resolve;
  }

  /** Closes without waiting for what is under way. */
  Future<Void> close() {
    closed = true;
    Future<Admin> opened = admin;
    admin = null;
    return closeQuietly(opened);
  }

  <T> Future<T> ask(Function<Admin, KafkaFuture<T>> question) {
    if (closed) {
      return isClosed();
    }
    if (admin != null && !admin.failed() && reached != null && !reached.failed()) {
      return ask(admin, question);
    }
    return resolve
        .get()
        .compose(
            resolved ->
                closed
                    ? isClosed()
                    : ask(reached(resolved).compose(v -> admin(resolved)), question));
  }

  private <T> Future<T> isClosed() {
    return Future.failedFuture(
        BrokerErrors.of(
            new IllegalStateException("the probe is closed"),
            source.bootstrapServers(),
            source.topic()));
  }

  private <T> Future<T> ask(Future<Admin> client, Function<Admin, KafkaFuture<T>> question) {
    return client
        .compose(a -> Future.fromCompletionStage(question.apply(a).toCompletionStage(), context))
        .recover(e -> Future.failedFuture(failed(e)));
  }

  /** The way to the brokers is looked at before the first question, and after each that failed. */
  private Future<Void> reached(SourceSpec resolved) {
    if (reached == null || reached.failed()) {
      reached = ConnectionCheck.at(vertx, resolved);
    }
    return reached;
  }

  private Future<Admin> admin(SourceSpec resolved) {
    if (closed) {
      // While the way was looked at; nobody would close the client any more.
      return isClosed();
    }
    if (admin == null || admin.failed()) {
      admin =
          ClientFactory.of(vertx)
              .make(resolved, () -> makeAdmin(resolved), late -> late.close(Duration.ZERO));
    }
    return admin;
  }

  private Admin makeAdmin(SourceSpec resolved) {
    limits.enter();
    try {
      return Admin.create(ConsumerProperties.ofProbe(resolved, TIMEOUT_MS));
    } catch (KafkaException e) {
      throw BrokerErrors.ofMaking(e, source.bootstrapServers(), source.topic());
    } finally {
      ReadLimits.leave();
    }
  }

  private BrokerException failed(Throwable e) {
    BrokerException failure =
        BrokerErrors.of(limits.refusedOr(e), source.bootstrapServers(), source.topic());
    if (failure.isUnreachable()) {
      reached = null;
    }
    if (String.valueOf(failure.error().message()).contains(DEAD)) {
      // A client whose thread is gone answers nothing any more.
      Future<Admin> dead = admin;
      admin = null;
      closeQuietly(dead);
    }
    return failure;
  }

  private Future<Void> closeQuietly(Future<Admin> opened) {
    return opened == null
        ? Future.succeededFuture()
        : opened.transform(
            made ->
                made.failed()
                    ? Future.succeededFuture()
                    : vertx.executeBlocking(
                        () -> {
                          made.result().close(Duration.ZERO);
                          return null;
                        },
                        false));
  }
}
