package dev.millrace.notify;

import dev.millrace.spec.WebhookSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver. What it is told goes one after the other, in order; each is tried {@value
 * #MOST_ATTEMPTS} times, and of more than {@value #MOST_WAITING} that wait the oldest is dropped.
 * Of an answer only the status counts: its body is not read, and a redirect is a failure. Its
 * context only.
 */
final class Webhook {
  /** What became of a notification. */
  enum Outcome {
    SENT,
    FAILED,
    DROPPED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  static final int MOST_WAITING = 100;
  static final int MOST_ATTEMPTS = 12;
  private static final long LONGEST_PAUSE_MS = 60_000;
  private static final int ANSWER_SECONDS = 10;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMEOUT = 408;

  private final Context context;
  private final HttpClient client;
  private final WebhookSpec spec;
  private final long firstPauseMillis;
  private final Consumer<Outcome> outcomes;
  private final Deque<Notification> waiting = new ArrayDeque<>();
  private boolean sending;
  private long dropped;

  /**
   * @param firstPause after the first failure; each is twice as long as the one before, up to a
   *     minute
   */
  Webhook(
      Context context,
      HttpClient client,
      WebhookSpec spec,
      Duration firstPause,
      Consumer<Outcome> outcomes) {
    this.context = context;
    this.client = client;
    this.spec = spec;
    this.firstPauseMillis = firstPause.toMillis();
    this.outcomes = outcomes;
  }

  void offer(Notification notification) {
    if (!spec.on().contains(notification.kind())) {
      return;
    }
    if (waiting.size() == MOST_WAITING) {
      waiting.removeFirst();
      outcomes.accept(Outcome.DROPPED);
      if (dropped++ == 0) {
        LOG.warn(
            "notify {}: {} notifications wait for it, the oldest are dropped from now on",
            spec.shownUrl(),
            MOST_WAITING);
      }
    }
    waiting.addLast(notification);
    if (!sending) {
      sending = true;
      next();
    }
  }

  private void next() {
    Notification notification = waiting.pollFirst();
    if (notification == null) {
      sending = false;
      if (dropped > 0) {
        LOG.warn("notify {}: {} notifications were dropped", spec.shownUrl(), dropped);
        dropped = 0;
      }
    } else {
      attempt(notification, notification.body(), 1);
    }
  }

  private void attempt(Notification notification, Buffer body, int number) {
    post(body)
        .onComplete(
            done -> {
              int status = done.succeeded() ? done.result() : 0;
              if (status >= 200 && status < 300) {
                outcomes.accept(Outcome.SENT);
                next();
              } else if (number == MOST_ATTEMPTS || isFinal(status)) {
                outcomes.accept(Outcome.FAILED);
                LOG.warn(
                    "notify {}: {} of job {} was not delivered, attempts: {}; the last met {}",
                    spec.shownUrl(),
                    notification.kind().label(),
                    notification.job(),
                    number,
                    done.succeeded() ? "status " + status : reason(done.cause()));
                next();
              } else {
                context
                    .owner()
                    .setTimer(pause(number), t -> attempt(notification, body, number + 1));
              }
            });
  }

  /** What would be refused again: this request is not to the receiver's liking. */
  private static boolean isFinal(int status) {
    return status >= 300
        && status < 500
        && status != REQUEST_TIMEOUT
        && status != TOO_MANY_REQUESTS;
  }

  private long pause(int failures) {
    return Math.min(LONGEST_PAUSE_MS, firstPauseMillis << (failures - 1));
  }

  /** The class tells what failed; a message could hold the URL, whose path may be a secret. */
  private static String reason(Throwable failure) {
    return failure.getClass().getSimpleName();
  }

  /** The answer's status; fails where there is none in time. */
  private Future<Integer> post(Buffer body) {
    RequestOptions options;
    try {
      options =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setFollowRedirects(false)
              .setAbsoluteURI(spec.url().toString());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    return client.request(options).compose(request -> send(request, body));
  }

  private Future<Integer> send(HttpClientRequest request, Buffer body) {
    String timestamp = String.valueOf(Instant.now().getEpochSecond());
    request
        .putHeader("Content-Type", "application/json")
        .putHeader("User-Agent", "millrace")
        .putHeader("X-Millrace-Timestamp", timestamp);
    if (spec.secret() != null) {
      request.putHeader(
          "X-Millrace-Signature", Signature.of(spec.secret(), timestamp, body.getBytes()));
    }
    return request
        .send(body)
        .map(
            response -> {
              // The reset below is no error; Vert.x would log it as one.
              response.exceptionHandler(reset -> {});
              return response.statusCode();
            })
        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
        // Closes the connection, whatever the receiver would go on sending.
        .onComplete(done -> request.reset());
  }
}
