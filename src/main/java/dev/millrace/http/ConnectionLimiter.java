package dev.millrace.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Bounds the number of connections, the time of each of their steps, and what all answers together
 * take. Where there are too many, those go first that have waited longest for their caller: a
 * caller that opens connections and sends nothing keeps no other caller out. Event loop only.
 *
 * <p>Leans on Vert.x's inside to put {@link StrictHttpDecoder} in the place of its own.
 */
public final class ConnectionLimiter {
  private final HttpLimits limits;
  private final HttpServerOptions options;
  private final Map<HttpConnection, Peer> peers = new IdentityHashMap<>();
  private final AnswerMemory answers;

  public ConnectionLimiter(HttpLimits limits, HttpServerOptions options) {
    this.limits = limits;
    this.options = options;
    this.answers = new AnswerMemory(limits.answers());
  }

  /** A connection was made. */
  public void opened(HttpConnection connection) {
    StrictHttpDecoder.put(((ConnectionBase) connection).channelHandlerContext(), options);
    if (peers.size() >= limits.connections() && !giveUp(Peer::idle) && !giveUp(Peer::owes)) {
      cut(connection);
      return;
    }
    peers.put(connection, new Peer(answers, connection));
    connection.closeHandler(closed -> peers.remove(connection));
  }

  private boolean giveUp(Predicate<Peer> whom) {
    return peers.values().stream()
        .filter(whom)
        .min(Comparator.comparingLong(Peer::sinceNanos))
        .map(
            peer -> {
              peers.remove(peer.connection);
              cut(peer.connection);
              return true;
            })
        .orElse(false);
  }

  /** A request was received, as far as its head. */
  public void request(RoutingContext ctx) {
    Peer peer = peers.get(ctx.request().connection());
    if (peer == null) {
      ctx.request().connection().close();
    } else {
      peer.begin(ctx);
    }
  }

  /** To be called every second or so. */
  public void sweep() {
    long now = System.nanoTime();
    List<Peer> all = new ArrayList<>(peers.values());
    for (Peer peer : all) {
      String overdue = peer.overdue(limits, now);
      if ("body".equals(overdue)) {
        peer.call()
            .fail(
                new Problem.Refusal(
                    408,
                    "the request was not complete within " + limits.body().toSeconds() + " s"));
      } else if (overdue != null) {
        cut(peer.connection);
      }
    }
  }

  /** At once: Vert.x would wait until the caller has read what it does not read. */
  static void cut(HttpConnection connection) {
    ((ConnectionBase) connection).channelHandlerContext().pipeline().firstContext().close();
  }
}
