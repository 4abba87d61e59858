package dev.millrace.poll;

import dev.millrace.model.SourceSpec;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Makes Kafka's clients. Their constructors resolve the brokers' names and read files for as long
 * as the system takes over it, and cannot be interrupted: so he who asks waits a bounded time only,
 * and what hangs for one cluster holds few of the threads. Any thread.
 */
final class ClientMaking implements Shareable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String SHARED = "millrace.clients";

  /** For one cluster; more would not be made faster. */
  private static final int MOST_AT_ONCE = 2;

  private final Vertx vertx;
  private final Duration limit;

  /** By bootstrap servers; guarded by this, as what is in it. */
  private final Map<String, Cluster> clusters = new HashMap<>();

  ClientMaking(Vertx vertx, Duration limit) {
    this.vertx = vertx;
    this.limit = limit;
  }

  /** The one of this process. */
  static ClientMaking of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, ClientMaking>getLocalMap(SHARED)
        .computeIfAbsent(SHARED, name -> new ClientMaking(vertx, LIMIT));
  }

  private static final class Cluster {
    private final Deque<Making<?>> waiting = new ArrayDeque<>();
    private int running;
    private int hanging;
  }

  private enum Step {
    WAITS_FOR_THREAD,
    BEGUN,
    GIVEN_UP
  }

  /** One client that is asked for; all but its place among others on the caller's context. */
  private static final class Making<C> {
    private final String servers;
    private final Callable<C> make;
    private final Consumer<C> discard;
    private final Context context;
    private final Promise<C> answer = Promise.promise();
    private final AtomicReference<Step> step = new AtomicReference<>(Step.WAITS_FOR_THREAD);
    private boolean hangs;

    Making(Vertx vertx, String servers, Callable<C> make, Consumer<C> discard) {
      this.servers = servers;
      this.make = make;
      this.discard = discard;
      this.context = vertx.getOrCreateContext();
    }

    C made() throws Exception {
      return step.compareAndSet(Step.WAITS_FOR_THREAD, Step.BEGUN) ? make.call() : null;
    }
  }

  /**
   * The client, on the caller's context; fails with {@link BrokerTrouble} where it is not there in
   * time, else as {@code make} does.
   *
   * @param make on a thread that may wait
   * @param discard closes a client that came too late, on such a thread
   */
  <C> Future<C> make(SourceSpec source, Callable<C> make, Consumer<C> discard) {
    Making<C> making = new Making<>(vertx, source.bootstrapServers(), make, discard);
    boolean now;
    synchronized (this) {
      Cluster cluster = clusters.computeIfAbsent(making.servers, servers -> new Cluster());
      if (cluster.hanging > 0) {
        return Future.failedFuture(tooLate(making.servers));
      }
      now = cluster.running < MOST_AT_ONCE;
      if (now) {
        cluster.running++;
      } else {
        cluster.waiting.add(making);
      }
    }
    if (now) {
      making.context.runOnContext(v -> begin(making));
    }
    return making.answer.future();
  }

  private <C> void begin(Making<C> making) {
    long timer = vertx.setTimer(limit.toMillis(), t -> late(making));
    BrokerThreads.CLIENTS
        .run(vertx, making::made)
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              left(making);
              if (done.failed()) {
                making.answer.tryFail(done.cause());
              } else if (!making.answer.tryComplete(done.result()) && done.result() != null) {
                BrokerThreads.CLIENTS.run(
                    vertx,
                    () -> {
                      making.discard.accept(done.result());
                      return null;
                    });
              }
            });
  }

  private void late(Making<?> making) {
    boolean hangs = !making.step.compareAndSet(Step.WAITS_FOR_THREAD, Step.GIVEN_UP);
    List<Making<?>> inVain = List.of();
    if (hangs) {
      synchronized (this) {
        Cluster cluster = clusters.get(making.servers);
        making.hangs = true;
        cluster.hanging++;
        inVain = List.copyOf(cluster.waiting);
        cluster.waiting.clear();
      }
    }
    making.answer.tryFail(tooLate(making.servers));
    for (Making<?> other : inVain) {
      other.context.runOnContext(v -> other.answer.tryFail(tooLate(other.servers)));
    }
  }

  private void left(Making<?> making) {
    Making<?> next;
    synchronized (this) {
      Cluster cluster = clusters.get(making.servers);
      cluster.running--;
      if (making.hangs) {
        cluster.hanging--;
      }
      next = cluster.waiting.poll();
      if (next != null) {
        cluster.running++;
      } else if (cluster.running == 0) {
        clusters.remove(making.servers);
      }
    }
    if (next != null) {
      next.context.runOnContext(v -> begin(next));
    }
  }

  private BrokerTrouble tooLate(String servers) {
    return BrokerTrouble.passing(
        null,
        BrokerErrors.UNREACHABLE,
        "a client for "
            + servers
            + " could not be made within "
            + limit.toSeconds()
            + " s: see whether these names resolve from here (a name server that does not answer"
            + " is waited for long), and whether the files that the source's properties name can be"
            + " read");
  }
}
