package dev.millrace.admin;

import dev.millrace.model.Role;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One call of the API.
 *
 * @param path as vertx-web spells it, {@code /api/v1/jobs/:name}
 * @param role what a token must allow, or null where no token is asked for
 * @param body whether the call needs a JSON document
 * @param handler answers, or fails the context with what {@link Problem#of} knows
 */
record Endpoint(
    HttpMethod method, String path, Role role, boolean body, Handler<RoutingContext> handler) {
  static final String API = "/api/v1";

  /** A look at something. */
  static Endpoint get(String path, Role role, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.GET, path, role, false, handler);
  }

  /** An order without a document. */
  static Endpoint post(String path, Role role, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.POST, path, role, false, handler);
  }

  /** An order with a document. */
  static Endpoint postDocument(String path, Role role, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.POST, path, role, true, handler);
  }

  static Endpoint put(String path, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.PUT, path, Role.OPERATOR, true, handler);
  }

  static Endpoint delete(String path, Handler<RoutingContext> handler) {
    return new Endpoint(HttpMethod.DELETE, path, Role.OPERATOR, false, handler);
  }
}
