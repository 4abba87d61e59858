package dev.millrace.http;

import dev.millrace.model.Role;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One call of the API.
 *
 * @param path as vertx-web spells it, {@code /api/v1/jobs/:name}
 * @param role what a token must allow, or null where no token is asked for
 * @param large whether it may hold many records in memory, so that only few run at a time
 * @param body whether the call needs a JSON document
 * @param handler answers, or fails the context with what {@link Problem#of} knows
 */
public record Endpoint(
    HttpMethod method,
    String path,
    Role role,
    boolean large,
    boolean body,
    Handler<RoutingContext> handler) {
  public static final String API = "/api/v1";

  /** A look at something. */
  public static Endpoint get(String path, Role role, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.GET, path, role, false, false, handler);
  }

  /** An order without a document. */
  public static Endpoint post(String path, Role role, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.POST, path, role, false, false, handler);
  }

  /** An order with a document. */
  public static Endpoint postDocument(String path, Role role, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.POST, path, role, false, true, handler);
  }

  public static Endpoint put(String path, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.PUT, path, Role.OPERATOR, false, true, handler);
  }

  public static Endpoint delete(String path, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.DELETE, path, Role.OPERATOR, false, false, handler);
  }

  /** The same as one of the calls that read many records. */
  public Endpoint asLarge() {
    return new Endpoint(method, path, role, true, body, handler);
  }

  /** Whether it is asked by machines that know the process by any name: probes and meters. */
  public boolean probe() {
    return isProbe(path);
  }

  static boolean isProbe(String path) {
    return path.startsWith("/health/") || path.equals("/metrics");
  }
}
