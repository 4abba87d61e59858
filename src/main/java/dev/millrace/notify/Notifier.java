package dev.millrace.notify;

import dev.millrace.metrics.Metrics;
import dev.millrace.spec.NotificationKind;
import dev.millrace.spec.WebhookSpec;
import dev.millrace.timeline.EntryKind;
import dev.millrace.timeline.EntryListener;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Tells the webhooks of jobs that failed, that have been held up for a while, or whose records may
 * be lost. Any thread; it never blocks.
 */
public final class Notifier implements EntryListener {
  private static final int CONNECT_MS = 5_000;
  private static final int IDLE_SECONDS = 10;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Context context;
  private final List<Webhook> webhooks;
  private final String node;

  /**
   * @param node name of this process
   */
  public Notifier(Vertx vertx, List<WebhookSpec> webhooks, String node, Metrics metrics) {
    this(vertx, webhooks, node, metrics, options(), FIRST_PAUSE);
  }

  Notifier(
      Vertx vertx,
      List<WebhookSpec> webhooks,
      String node,
      Metrics metrics,
      HttpClientOptions options,
      Duration firstPause) {
    this.node = node;
    this.context = vertx.getOrCreateContext();
    HttpClient client = webhooks.isEmpty() ? null : vertx.createHttpClient(options);
    this.webhooks =
        webhooks.stream()
            .map(
                spec ->
                    new Webhook(
                        context,
                        client,
                        spec,
                        firstPause,
                        outcome -> metrics.notification(outcome.name().toLowerCase(Locale.ROOT))))
            .toList();
  }

  /** Who signed a receiver's certificate is looked up in the JVM's trust store. */
  static HttpClientOptions options() {
    return new HttpClientOptions()
        .setSsl(true)
        .setVerifyHost(true)
        .setKeepAlive(false)
        .setConnectTimeout(CONNECT_MS)
        .setIdleTimeout(IDLE_SECONDS);
  }

  @Override
  public void entry(
      String job, EntryKind kind, Instant at, String message, Map<String, Object> data) {
    NotificationKind told = kindOf(kind, data);
    if (told == null || webhooks.isEmpty()) {
      return;
    }
    Object code = data.get("code");
    Notification notification =
        new Notification(
            UUID.randomUUID(), told, job, code == null ? null : code.toString(), message, at, node);
    context.runOnContext(v -> webhooks.forEach(webhook -> webhook.offer(notification)));
  }

  /** Null where it is not worth telling. */
  private static NotificationKind kindOf(EntryKind kind, Map<String, Object> data) {
    return switch (kind) {
      case FAILED -> NotificationKind.FAILED;
      case RETENTION -> NotificationKind.RETENTION;
      case RETRY -> Boolean.FALSE.equals(data.get("ended")) ? NotificationKind.RETRYING : null;
      default -> null;
    };
  }
}
