package dev.millrace.http;

import dev.millrace.model.Role;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Predicate;

/**
 * One call of the API.
 *
 * @param path as vertx-web spells it, {@code /api/v1/jobs/:name}
 * @param role what a token must allow, or null where no token is asked for
 * @param large which of its calls may hold many records in memory, so that only few run at a time
 * @param body whether the call needs a JSON document
 * @param handler answers, or fails the context with what {@link Problem#of} knows
 */
public record Endpoint(
    HttpMethod method,
    String path,
    Role role,
    Predicate<RoutingContext> large,
    boolean body,
    Handler<RoutingContext> handler) {
  public static final String API = "/api/v1";
  private static final Predicate<RoutingContext> NEVER = ctx -> false;

  /** A look at something. */
  public static Endpoint get(String path, Role role, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.GET, path, role, NEVER, false, handler);
  }

  /** An order without a document. */
  public static Endpoint post(String path, Role role, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.POST, path, role, NEVER, false, handler);
  }

  /** An order with a document. */
  public static Endpoint postDocument(String path, Role role, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.POST, path, role, NEVER, true, handler);
  }

  public static Endpoint put(String path, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.PUT, path, Role.OPERATOR, NEVER, true, handler);
  }

  public static Endpoint delete(String path, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.DELETE, path, Role.OPERATOR, NEVER, false, handler);
  }

  /** The same as one of the calls that read many records. */
  public Endpoint asLarge() {
    return asLargeWhere(ctx -> true);
  }

  /** The same, where such calls are as those that read many records. */
  public Endpoint asLargeWhere(Predicate<RoutingContext> calls) {
    return new Endpoint(method, path, role, calls, body, handler);
  }

  /** Whether it is asked by machines that know the process by any name: probes and meters. */
  public boolean probe() {
    return isProbe(path);
  }

  static boolean isProbe(String path) {
    return path.startsWith("/health/") || path.equals("/metrics");
  }
}
