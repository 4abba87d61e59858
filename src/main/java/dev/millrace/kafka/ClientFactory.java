package dev.millrace.kafka;

import dev.millrace.error.Fatal;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Makes Kafka's clients. Their constructors resolve the brokers' names, read files and log in, for
 * as long as the system takes over it, and cannot be interrupted: so he who asks waits a bounded
 * time only, and what hangs for one cluster and log-in holds few of the threads. Any thread.
 */
public final class ClientFactory implements Shareable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String SHARED = "millrace.clients";

  /** For one cluster and log-in; more would not be made faster. */
  private static final int MOST_AT_ONCE = 2;

  private final Vertx vertx;
  private final Duration limit;

  /** Guarded by this, as what is in it. */
  private final Map<Key, Cluster> clusters = new HashMap<>();

  ClientFactory(Vertx vertx, Duration limit) {
    this.vertx = vertx;
    this.limit = limit;
  }

  /** The one of this process. */
  public static ClientFactory of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, ClientFactory>getLocalMap(SHARED)
        .computeIfAbsent(SHARED, name -> new ClientFactory(vertx, LIMIT));
  }

  /**
   * What a constructor may hang for: the brokers' names, and the endpoints and files that the
   * properties name. One source's log-in that hangs is no matter of another's.
   */
  private record Key(String servers, Map<String, String> properties) {
    /** The properties may hold passwords. */
    @Override
    public String toString() {
      return servers;
    }
  }

  private static final class Cluster {
    /** Each waits until one of the threads takes it up, or its time is over. */
    private final Deque<Making<?>> waiting = new ArrayDeque<>();

    /** Threads that were asked for and have not ended; at least one while any waits. */
    private int threads;

    private int hanging;
  }

  /** One client that is asked for; its step is guarded by the whole. */
  private static final class Making<C> {
    private final Callable<C> make;
    private final Consumer<C> discard;
    private final Context context;
    private final Promise<C> answer = Promise.promise();
    private long timer;
    private boolean givenUp;
    private boolean ended;

    Making(Vertx vertx, Callable<C> make, Consumer<C> discard) {
      this.make = make;
      this.discard = discard;
      this.context = vertx.getOrCreateContext();
    }

    void fail(Throwable e) {
      context.runOnContext(v -> answer.fail(e));
    }
  }

  /**
   * The client, on the caller's context; fails with {@link BrokerException} where it is not there
   * in time, else as {@code make} does.
   *
   * @param make on a thread that may wait
   * @param discard closes a client that came too late, on such a thread
   */
  public <C> Future<C> make(SourceSpec source, Callable<C> make, Consumer<C> discard) {
    Key key = new Key(source.bootstrapServers(), source.properties());
    Making<C> making = new Making<>(vertx, make, discard);
    Cluster cluster;
    boolean needsThread;
    synchronized (this) {
      cluster = clusters.computeIfAbsent(key, k -> new Cluster());
      if (cluster.hanging > 0) {
        return Future.failedFuture(tooLate(key));
      }
      making.timer = vertx.setTimer(limit.toMillis(), t -> late(key, cluster, making));
      cluster.waiting.add(making);
      needsThread = cluster.threads < MOST_AT_ONCE;
      if (needsThread) {
        cluster.threads++;
      }
    }
    if (needsThread) {
      making.context.runOnContext(v -> askForThread(key, cluster));
    }
    return making.answer.future();
  }

  private void askForThread(Key key, Cluster cluster) {
    BrokerThreads.CLIENTS
        .run(
            vertx,
            () -> {
              makeNext(cluster);
              return null;
            })
        .onComplete(done -> left(key, cluster, done.cause()));
  }

  /** Worker thread. */
  private void makeNext(Cluster cluster) {
    Making<?> next;
    synchronized (this) {
      next = cluster.waiting.poll();
    }
    if (next != null) {
      make(cluster, next);
    }
  }

  private <C> void make(Cluster cluster, Making<C> making) {
    try {
      C made = making.make.call();
      if (inTime(cluster, making)) {
        making.context.runOnContext(v -> making.answer.complete(made));
      } else {
        making.discard.accept(made);
      }
    } catch (Throwable e) {
      Fatal.check(e);
      if (inTime(cluster, making)) {
        making.fail(e);
      }
    }
  }

  /** Called when it has ended. */
  private boolean inTime(Cluster cluster, Making<?> making) {
    vertx.cancelTimer(making.timer);
    synchronized (this) {
      if (making.givenUp && !making.ended) {
        cluster.hanging--;
      }
      boolean first = !making.givenUp && !making.ended;
      making.ended = true;
      return first;
    }
  }

  private void late(Key key, Cluster cluster, Making<?> making) {
    List<Making<?>> inVain = List.of();
    boolean hangs;
    synchronized (this) {
      if (making.ended || making.givenUp) {
        return;
      }
      making.givenUp = true;
      hangs = !cluster.waiting.remove(making);
      if (hangs) {
        cluster.hanging++;
        inVain = List.copyOf(cluster.waiting);
        inVain.forEach(other -> other.givenUp = true);
        cluster.waiting.clear();
      }
    }
    making.fail(hangs ? tooLate(key) : noTurn(key));
    for (Making<?> other : inVain) {
      vertx.cancelTimer(other.timer);
      other.fail(tooLate(key));
    }
  }

  /**
   * A thread has ended.
   *
   * @param refused why there was none to be had, as when the process ends; else null
   */
  private void left(Key key, Cluster cluster, Throwable refused) {
    List<Making<?>> inVain = List.of();
    boolean again;
    synchronized (this) {
      if (refused != null) {
        inVain = List.copyOf(cluster.waiting);
        inVain.forEach(other -> other.givenUp = true);
        cluster.waiting.clear();
      }
      again = !cluster.waiting.isEmpty();
      if (!again && --cluster.threads == 0) {
        clusters.remove(key);
      }
    }
    if (again) {
      askForThread(key, cluster);
    }
    for (Making<?> other : inVain) {
      vertx.cancelTimer(other.timer);
      other.fail(refused);
    }
  }

  private BrokerException tooLate(Key key) {
    return failure(
        "a client for "
            + key.servers
            + " could not be made within "
            + limit.toSeconds()
            + " s: see whether these names resolve from here (a name server that does not answer"
            + " is waited for long), and whether the log-in's endpoint and the files that the"
            + " source's properties name answer");
  }

  private BrokerException noTurn(Key key) {
    return failure(
        "a client for "
            + key.servers
            + " was not begun within "
            + limit.toSeconds()
            + " s, for others are being made and take long: see whether the names of the sources'"
            + " brokers resolve from here, and whether the log-ins' endpoints and the files that"
            + " the sources' properties name answer");
  }

  private static BrokerException failure(String message) {
    return BrokerException.passing(null, BrokerException.UNREACHABLE, message);
  }
}
