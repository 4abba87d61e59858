package dev.millrace.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.metrics.Metrics;
import dev.millrace.spec.NotificationKind;
import dev.millrace.spec.WebhookSpec;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.TestCertificate;
import dev.millrace.timeline.EntryKind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {
  private static final Instant AT = Instant.parse("2026-11-27T10:00:00Z");
  private static final String SECRET = "0123456789abcdef";

  private final Vertx vertx = Vertx.vertx();
  private final Metrics metrics = new Metrics();
  private final Receiver receiver = new Receiver(vertx, new HttpServerOptions());

  @AfterEach
  void close() {
    vertx.close().await();
    metrics.close();
  }

  private Notifier notifier(String url, Set<NotificationKind> on, HttpClientOptions options) {
    WebhookSpec spec = new WebhookSpec(URI.create(url), on, SECRET);
    return new Notifier(vertx, List.of(spec), "node:8080", metrics, options, Duration.ofMillis(1));
  }

  private Notifier notifier(NotificationKind... on) {
    return notifier(receiver.url(), Set.of(on), Notifier.options());
  }

  private static void failed(Notifier notifier, String job) {
    notifier.entry(job, EntryKind.FAILED, AT, "why", Map.of("code", "no-table"));
  }

  private static void until(String what, Callable<Boolean> condition) {
    Eventually.until(what, Duration.ofSeconds(30), condition);
  }

  private double count(String outcome) {
    return metrics
        .scrape()
        .lines()
        .filter(l -> l.startsWith("millrace_notifications_total{outcome=\"" + outcome + "\""))
        .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void whatIsSentIsSignedAndSaysJobCauseAndPlace() {
    failed(notifier(NotificationKind.FAILED), "orders");
    until("it arrives", () -> count("sent") == 1);

    Receiver.Received got = receiver.received.get(0);
    JsonObject body = got.body().toJsonObject();
    assertThat(body.remove("id").toString()).hasSize(36);
    assertThat(body)
        .isEqualTo(
            new JsonObject()
                .put("kind", "FAILED")
                .put("job", "orders")
                .put("state", "FAILED")
                .put("code", "no-table")
                .put("message", "why")
                .put("at", AT.toString())
                .put("node", "node:8080"));
    String timestamp = got.headers().get("X-Millrace-Timestamp");
    assertThat(Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp))).isLessThan(60);
    assertThat(got.headers().get("X-Millrace-Signature"))
        .isEqualTo(Signature.of(SECRET, timestamp, got.body().getBytes()));
  }

  @Test
  void onlyWhatWasChosenIsToldAndARetryOnlyWhileItLasts() {
    Notifier notifier = notifier(NotificationKind.RETRYING, NotificationKind.RETENTION);
    failed(notifier, "j");
    notifier.entry("j", EntryKind.RETRY, AT, "is over", Map.of("ended", true));
    notifier.entry("j", EntryKind.START, AT, "started", Map.of());
    notifier.entry("j", EntryKind.RETRY, AT, "lasts", Map.of("ended", false));
    notifier.entry("j", EntryKind.RETENTION, AT, "70 %", Map.of());

    until("both arrive", () -> count("sent") == 2);
    assertThat(receiver.received.stream().map(r -> r.body().toJsonObject().getString("message")))
        .containsExactly("lasts", "70 %");
    assertThat(receiver.received.stream().map(r -> r.body().toJsonObject().getString("state")))
        .containsExactly("RETRYING", null);
  }

  @Test
  void aReceiverThatFailsIsTriedAgainWithTheSameIdAndTheOthersWaitInOrder() {
    AtomicInteger calls = new AtomicInteger();
    receiver.answer =
        r -> r.response().setStatusCode(calls.incrementAndGet() < 4 ? 503 : 204).end();
    Notifier notifier = notifier(NotificationKind.FAILED);
    failed(notifier, "a");
    failed(notifier, "b");

    until("both arrive", () -> count("sent") == 2);
    assertThat(receiver.received.stream().map(r -> r.body().toJsonObject().getString("job")))
        .containsExactly("a", "a", "a", "a", "b");
    assertThat(
            receiver.received.stream()
                .limit(4)
                .map(r -> r.body().toJsonObject().getString("id"))
                .distinct())
        .hasSize(1);
  }

  @Test
  void aRefusalIsFinalAndNoRedirectIsFollowed() {
    receiver.answer =
        r -> r.response().setStatusCode(307).putHeader("Location", receiver.url()).end();
    failed(notifier(NotificationKind.FAILED), "a");
    until("it failed", () -> count("failed") == 1);

    assertThat(receiver.received).hasSize(1);
  }

  @Test
  void whereNobodyListensTheAttemptsEnd() {
    failed(
        notifier("http://127.0.0.1:1/x", EnumSet.allOf(NotificationKind.class), Notifier.options()),
        "a");

    until("it is given up", () -> count("failed") == 1);
  }

  @Test
  void ofMoreThanMayWaitTheOldestAreDroppedAndCounted() {
    receiver.answer = r -> {};
    Notifier notifier = notifier(NotificationKind.FAILED);
    failed(notifier, "held");
    until("the receiver has it", () -> receiver.received.size() == 1);
    for (int i = 0; i < Webhook.MOST_WAITING + 5; i++) {
      failed(notifier, "j" + i);
    }
    until("five are dropped", () -> count("dropped") == 5);

    receiver.answer = r -> r.response().end();
    until("the newest arrive", () -> count("sent") == Webhook.MOST_WAITING + 1);
    Receiver.Received newest = receiver.received.get(receiver.received.size() - 1);
    assertThat(newest.body().toJsonObject().getString("job"))
        .isEqualTo("j" + (Webhook.MOST_WAITING + 4));
    assertThat(receiver.received.stream().map(r -> r.body().toJsonObject().getString("job")))
        .doesNotContain("j0", "j4")
        .contains("j5");
  }

  @Test
  void anAnswerWithoutEndIsNotRead() {
    AtomicInteger written = new AtomicInteger();
    receiver.answer =
        r -> {
          r.response().setChunked(true);
          vertx.setPeriodic(
              1,
              timer -> {
                if (r.response().closed()) {
                  vertx.cancelTimer(timer);
                } else if (!r.response().writeQueueFull()) {
                  written.addAndGet(1 << 16);
                  r.response().write(Buffer.buffer(new byte[1 << 16]));
                }
              });
        };
    Notifier notifier = notifier(NotificationKind.FAILED);
    failed(notifier, "a");
    failed(notifier, "b");

    until("both count as sent", () -> count("sent") == 2);
    assertThat(written.get()).isLessThan(32 << 20);
  }

  @Test
  void aCertificateIsAskedForAndChecked(@TempDir Path directory) throws Exception {
    TestCertificate certificate =
        TestCertificate.make(directory, "localhost", "-ext", "san=dns:localhost");
    Receiver secure =
        new Receiver(
            vertx,
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificate.certificate()))
                        .addKeyValue(Buffer.buffer(certificate.key()))));
    Set<NotificationKind> all = EnumSet.allOf(NotificationKind.class);

    failed(notifier(secure.url(), all, Notifier.options()), "a");
    until("nobody vouches for it", () -> count("failed") == 1);
    assertThat(secure.received).isEmpty();

    failed(
        notifier(
            secure.url(),
            all,
            Notifier.options()
                .setTrustOptions(
                    new PemTrustOptions().addCertValue(Buffer.buffer(certificate.certificate())))),
        "b");
    until("it arrives", () -> count("sent") == 1);
  }
}
