package dev.millrace.mysql;

import dev.millrace.error.JobError;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.mysqlwire.UntrackedTransport;
import dev.millrace.spec.Destination;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.vertx.sqlclient.DatabaseException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The few sessions that all who look at one database as one user share, so that a server's limit of
 * connections is for the lanes, each of which has one of its own. Opened when needed, closed when
 * idle for a while. Event loop only: those of one context share.
 */
public final class SharedSessions implements Shareable {
  /** Two, so that one look that hangs does not make all others wait. */
  static final int MOST = 2;

  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration BOUND = Duration.ofSeconds(10);

  /**
   * How long a turn is waited for while the server does not answer; otherwise several times this.
   */
  private static final Duration WAIT = Duration.ofSeconds(10);

  private static final int MOST_WAITS = 3;

  /** Who shares. The table does not matter; secrets are references still. */
  private record Key(Context context, Destination destination) implements Shareable {}

  private final Vertx vertx;
  private final LocalMap<Key, SharedSessions> all;
  private final Key key;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private int open;

  /** Counts what the server has answered, be it with an error. */
  private long answered;

  private record Idle(Session session, long timer) {}

  /** A caller without a session yet; its wait is bounded. */
  private final class Waiter {
    private final Runnable turn;
    private final Runnable inVain;
    private long answeredBefore = answered;
    private int waits;
    private long timer = later();

    Waiter(Runnable turn, Runnable inVain) {
      this.turn = turn;
      this.inVain = inVain;
    }

    private long later() {
      return vertx.setTimer(WAIT.toMillis(), t -> waited());
    }

    private void waited() {
      if (++waits < MOST_WAITS && answered > answeredBefore) {
        answeredBefore = answered;
        timer = later();
      } else if (waiting.remove(this)) {
        inVain.run();
      }
    }

    void begin() {
      vertx.cancelTimer(timer);
      turn.run();
    }
  }

  private SharedSessions(Vertx vertx, LocalMap<Key, SharedSessions> all, Key key) {
    this.vertx = vertx;
    this.all = all;
    this.key = key;
  }

  /** Those for this destination's server, database and user; on the present context. */
  public static SharedSessions of(Vertx vertx, Destination destination) {
    LocalMap<Key, SharedSessions> all = vertx.sharedData().getLocalMap("millrace.sessions");
    Key key = new Key(UntrackedTransport.context(vertx), destination);
    return all.computeIfAbsent(key, k -> new SharedSessions(vertx, all, k));
  }

  /**
   * Runs {@code work} on a session; fails with {@link DestinationException} or as {@code resolve}
   * does. The turn comes within 10 s, or within 30 s of a server that answers others meanwhile;
   * opening a session and the work have 10 s each.
   *
   * @param resolve the destination with its secrets, for a session that must be opened
   */
  public <T> Future<T> with(
      Supplier<Future<Destination>> resolve, Function<Session, Future<T>> work) {
    Idle ready = idle.pollLast();
    if (ready != null) {
      vertx.cancelTimer(ready.timer());
      if (ready.session().usable()) {
        return run(ready.session(), work);
      }
      ended(ready.session());
    }
    if (open < MOST) {
      open++;
      return opened(vertx, resolve)
          .onFailure(failure -> ended(null))
          .compose(session -> run(session, work));
    }
    Promise<T> turn = Promise.promise();
    waiting.add(
        new Waiter(
            () -> with(resolve, work).onComplete(turn), () -> turn.fail(busy(key.destination()))));
    return turn.future();
  }

  private static DestinationException busy(Destination to) {
    String message =
        "the database at %s:%d answers slowly or not at all: %d sessions look at it for all jobs of"
            + " this user, none of them was free in time, and this query was not sent";
    return new DestinationException(
        JobError.of("database", "timeout", message.formatted(to.host(), to.port(), MOST)), true);
  }

  /** Runs {@code work} on a session that is opened for it and closed then; fails as above. */
  public static <T> Future<T> alone(
      Vertx vertx, Supplier<Future<Destination>> resolve, Function<Session, Future<T>> work) {
    return opened(vertx, resolve)
        .compose(
            session ->
                // Within compose a throw is a failure too, and the session is closed all the same.
                Future.succeededFuture()
                    .compose(x -> work.apply(session))
                    .timeout(BOUND.toMillis(), TimeUnit.MILLISECONDS)
                    .recover(SharedSessions::told)
                    .eventually(session::close));
  }

  private static Future<Session> opened(Vertx vertx, Supplier<Future<Destination>> resolve) {
    DatabaseTimeouts usual = DatabaseTimeouts.DEFAULT;
    DatabaseTimeouts databaseTimeouts =
        new DatabaseTimeouts(BOUND, BOUND, usual.firstPause(), usual.longestPause());
    // Within compose a throw is a failure too: the session was counted before.
    return Future.succeededFuture()
        .compose(x -> resolve.get())
        .compose(
            resolved ->
                new Connections(vertx, resolved, databaseTimeouts)
                    .open()
                    .recover(SharedSessions::told));
  }

  private <T> Future<T> run(Session session, Function<Session, Future<T>> work) {
    Future<T> done;
    try {
      done = work.apply(session).timeout(BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      done = Future.failedFuture(e);
    }
    return done.onSuccess(x -> answered++)
        .onSuccess(x -> release(session))
        .onFailure(
            failure -> {
              if (failure instanceof DatabaseException && session.usable()) {
                answered++;
                // What was begun must not be there for the next one.
                session.rollback().onSuccess(x -> release(session)).onFailure(x -> ended(session));
              } else {
                ended(session);
              }
            })
        .recover(SharedSessions::told);
  }

  private static <T> Future<T> told(Throwable failure) {
    return Future.failedFuture(
        failure instanceof DestinationException ? failure : ServerErrors.of(failure).asException());
  }

  private void release(Session session) {
    if (!session.usable()) {
      ended(session);
      return;
    }
    long timer = vertx.setTimer(IDLE.toMillis(), t -> retire(session));
    idle.addLast(new Idle(session, timer));
    next();
  }

  private void retire(Session session) {
    if (idle.removeIf(i -> i.session() == session)) {
      session.close();
      left();
    }
  }

  /** A session that is of no more use, or null for one that was not opened. */
  private void ended(Session session) {
    if (session != null) {
      session.kill();
    }
    left();
    next();
  }

  private void left() {
    if (--open == 0 && waiting.isEmpty()) {
      all.removeIfPresent(key, this);
    }
  }

  private void next() {
    Waiter first = waiting.poll();
    if (first != null) {
      first.begin();
    }
  }
}
