package dev.millrace.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import dev.millrace.testkit.OneServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sessions that all who look at one database share. */
@OneServer("It has a server of its own.")
class SharedSessionsIT {
  private static final int MORE_THAN_THERE_ARE = SharedSessions.MOST + 2;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    never.countDown();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatThrowsLeavesTheSessionsToOthers() throws Exception {
    try (HostileDatabase server = new HostileDatabase((sql, to) -> false)) {
      Destination to = destination(server);
      for (int i = 0; i < MORE_THAN_THERE_ARE; i++) {
        assertThat(failure(with(to, SharedSessionsIT::thrown, session -> session.send("DO 0"))))
            .hasMessage("planted");
        assertThat(failure(with(to, () -> Future.succeededFuture(to), session -> thrown())))
            .hasMessageContaining("driver-error");
        assertThat(failure(alone(to, SharedSessionsIT::thrown, session -> session.send("DO 0"))))
            .hasMessage("planted");
        assertThat(failure(alone(to, () -> Future.succeededFuture(to), session -> thrown())))
            .hasMessageContaining("driver-error");
      }

      Future<?> next = with(to, () -> Future.succeededFuture(to), session -> session.send("DO 0"));

      assertThat(failure(next)).isNull();
    }
  }

  @Test
  void whoFindsThemTakenByADatabaseThatHangsIsToldSo() throws Exception {
    HostileDatabase.Script hangs =
        (sql, to) -> {
          if (sql.equals("DO 0")) {
            await(never);
          }
          return false;
        };
    try (HostileDatabase server = new HostileDatabase(hangs)) {
      Destination to = destination(server);
      List<Future<?>> asked = new ArrayList<>();
      for (int i = 0; i < 3 * MORE_THAN_THERE_ARE; i++) {
        asked.add(with(to, () -> Future.succeededFuture(to), session -> session.send("DO 0")));
      }

      List<String> told = new ArrayList<>();
      for (Future<?> one : asked) {
        told.add(failure(one).getMessage());
      }

      assertThat(told).allMatch(message -> message.startsWith("timeout: "));
      assertThat(told.subList(SharedSessions.MOST * 2, told.size()))
          .allMatch(
              message ->
                  message.contains("127.0.0.1:" + server.port()) && message.contains("not sent"));
    }
  }

  @Test
  void whoWaitsForADatabaseThatAnswersOthersIsServed() throws Exception {
    HostileDatabase.Script slow =
        (sql, to) -> {
          if (sql.equals("DO 0")) {
            await(new CountDownLatch(1), 4);
          }
          return false;
        };
    try (HostileDatabase server = new HostileDatabase(slow)) {
      Destination to = destination(server);
      List<Future<?>> asked = new ArrayList<>();
      for (int i = 0; i < 4 * SharedSessions.MOST; i++) {
        asked.add(with(to, () -> Future.succeededFuture(to), session -> session.send("DO 0")));
      }

      for (Future<?> one : asked) {
        assertThat(failure(one)).isNull();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    await(latch, 60);
  }

  private static void await(CountDownLatch latch, int seconds) {
    try {
      latch.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T thrown() {
    throw new IllegalStateException("planted");
  }

  private <T> Future<T> with(
      Destination to, Supplier<Future<Destination>> resolve, Function<Session, Future<T>> work) {
    return onLoop(() -> SharedSessions.of(vertx, to).with(resolve, work));
  }

  private <T> Future<T> alone(
      Destination to, Supplier<Future<Destination>> resolve, Function<Session, Future<T>> work) {
    return onLoop(() -> SharedSessions.alone(vertx, resolve, work));
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        x -> {
          try {
            work.get().onComplete(done);
          } catch (RuntimeException e) {
            done.fail(e);
          }
        });
    return done.future();
  }

  /** What it failed with within 25 s, or null where it succeeded. */
  private static Throwable failure(Future<?> future) throws Exception {
    Promise<Throwable> ended = Promise.promise();
    future.onComplete(done -> ended.complete(done.cause()));
    return ended.future().toCompletionStage().toCompletableFuture().get(25, TimeUnit.SECONDS);
  }

  private static Destination destination(HostileDatabase server) {
    return new Destination(
        Dialect.MARIADB, "127.0.0.1", server.port(), "d", "u", null, Destination.Tls.DISABLED);
  }
}
