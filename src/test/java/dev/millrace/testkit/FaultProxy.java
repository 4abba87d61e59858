package dev.millrace.testkit;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a client and a TCP server and breaks things on demand.
 *
 * <p>Faults are set from any thread and hold for all connections until {@link #heal}. "Packets" are
 * those of the MySQL protocol (3 bytes length, 1 byte number, payload), so a fault can be put
 * exactly behind a statement.
 */
public final class FaultProxy implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;

  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final String host;
  private final int serverPort;
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytesLeft = new AtomicLong(NEVER);
  private final AtomicLong packetsLeft = new AtomicLong(NEVER);
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicReference<CutAt> cutAt = new AtomicReference<>();
  private volatile boolean swallowing;
  private volatile long delayMillis;
  private volatile String holdAt;
  private volatile Promise<Void> held;
  private NetServer listener;
  private int port;

  /** A cut where a statement comes by; {@code reached}: whether the server gets it. */
  private record CutAt(String text, boolean reached) {}

  /** One direction of a connection. Event loop only. */
  private final class Way {
    private final NetSocket to;
    private Future<Void> written = Future.succeededFuture();

    /** Bytes were swallowed: what follows must not be taken for their continuation. */
    private boolean holed;

    private Way(NetSocket to) {
      this.to = to;
    }

    /** Keeps the order of the bytes also where the delay changes between them. */
    private void forward(Buffer bytes) {
      holed |= swallowing;
      if (holed) {
        return;
      }
      long millis = delayMillis;
      Promise<Void> holding = held;
      if (holding != null || millis > 0 || !written.isComplete()) {
        Future<?> due = holding != null ? holding.future() : Future.succeededFuture();
        if (millis > 0) {
          due = vertx.timer(millis, TimeUnit.MILLISECONDS);
        }
        written =
            Future.join(written, due)
                .transform(done -> holed ? Future.<Void>succeededFuture() : to.write(bytes));
      } else {
        to.write(bytes);
      }
    }
  }

  public FaultProxy(String host, int serverPort) {
    this.host = host;
    this.serverPort = serverPort;
    listen();
  }

  public int port() {
    return port;
  }

  /** Connections taken since the start. */
  public long connections() {
    return accepted.get();
  }

  /** Cuts what is open and refuses new connections. */
  public void refuse() {
    if (listener != null) {
      await(listener.close());
      listener = null;
    }
    cut();
  }

  /** Closes every connection now; new ones are served. */
  public void cut() {
    sockets.forEach(NetSocket::close);
  }

  /** Lets exactly {@code bytes} more go from clients to the server, then cuts once. */
  public void cutAfterBytes(long bytes) {
    bytesLeft.set(bytes);
  }

  /**
   * Cuts once the {@code packets}-th MySQL packet from now has reached the server; its answer never
   * gets back.
   */
  public void cutAfterPackets(long packets) {
    packetsLeft.set(packets);
  }

  /**
   * Cuts once where bytes with this text come by from a client; no answer gets back. The text must
   * come in one piece, as that of a short statement does.
   *
   * @param reached whether the server still gets those bytes
   */
  public void cutAt(String text, boolean reached) {
    cutAt.set(new CutAt(text, reached));
  }

  /** Whether the fault of {@link #cutAt} has come to pass, or was taken back. */
  public boolean cutAtIsOver() {
    return cutAt.get() == null;
  }

  /** Holds back every byte, both ways. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /**
   * Keeps what is sent, both ways, until {@link #heal} lets it all arrive; begins with bytes from a
   * client that have this text in one piece.
   */
  public void holdAt(String text) {
    holdAt = text;
  }

  /** Whether {@link #holdAt} has begun. */
  public boolean holds() {
    return held != null;
  }

  /** Keeps connections open but forwards nothing any more: what is sent meanwhile is lost. */
  public void halfOpen() {
    swallowing = true;
  }

  /**
   * Takes every fault back. Connections that were half-open are cut, since bytes of theirs are
   * missing.
   */
  public void heal() {
    bytesLeft.set(NEVER);
    packetsLeft.set(NEVER);
    cutAt.set(null);
    delayMillis = 0;
    holdAt = null;
    Promise<Void> holding = held;
    held = null;
    if (holding != null) {
      holding.complete();
    }
    if (swallowing) {
      swallowing = false;
      cut();
    }
    if (listener == null) {
      listen();
    }
  }

  @Override
  public void close() {
    cut();
    await(vertx.close());
  }

  private void listen() {
    listener = vertx.createNetServer().connectHandler(this::accept);
    await(listener.listen(port, "127.0.0.1"));
    port = listener.actualPort();
  }

  private void accept(NetSocket near) {
    accepted.incrementAndGet();
    near.pause();
    track(near);
    near.closeHandler(v -> sockets.remove(near));
    client
        .connect(serverPort, host)
        .onFailure(e -> near.close())
        .onSuccess(
            far -> {
              track(far);
              near.closeHandler(v -> end(near, far));
              far.closeHandler(v -> end(far, near));
              MySqlPackets packets = new MySqlPackets();
              Way toServer = new Way(far);
              Way toClient = new Way(near);
              near.handler(bytes -> toServer(bytes, packets, toServer));
              far.handler(toClient::forward);
              near.resume();
            });
  }

  private void track(NetSocket socket) {
    sockets.add(socket);
    socket.exceptionHandler(e -> socket.close());
  }

  private void end(NetSocket closed, NetSocket other) {
    sockets.remove(closed);
    other.close();
  }

  private void toServer(Buffer bytes, MySqlPackets packets, Way way) {
    long end = Math.min(bytesLeft.get(), packets.end(bytes, packetsLeft));
    if (bytesLeft.get() != NEVER) {
      bytesLeft.addAndGet(-bytes.length());
    }
    String hold = holdAt;
    if (hold != null && bytes.toString(StandardCharsets.ISO_8859_1).contains(hold)) {
      holdAt = null;
      held = Promise.promise();
    }
    CutAt wanted = cutAt.get();
    if (wanted != null
        && bytes.toString(StandardCharsets.ISO_8859_1).contains(wanted.text)
        && cutAt.compareAndSet(wanted, null)) {
      end = wanted.reached ? bytes.length() : 0;
    }
    if (end <= bytes.length()) {
      bytesLeft.set(NEVER);
      packetsLeft.set(NEVER);
      // Nothing may come back between the last byte and the cut.
      swallowing = true;
      way.to
          .write(bytes.slice(0, (int) end))
          .onComplete(
              done -> {
                cut();
                swallowing = false;
              });
      return;
    }
    way.forward(bytes);
  }

  private static <T> void await(Future<T> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the fault proxy failed: " + e, e);
    }
  }
}
