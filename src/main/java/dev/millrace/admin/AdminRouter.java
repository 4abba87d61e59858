package dev.millrace.admin;

import dev.millrace.api.EngineApi;
import dev.millrace.http.AdminSettings;
import dev.millrace.http.AuthFilter;
import dev.millrace.http.BodyReader;
import dev.millrace.http.CallLimiter;
import dev.millrace.http.ConnectionLimiter;
import dev.millrace.http.Endpoint;
import dev.millrace.http.HostFilter;
import dev.millrace.http.HttpLimits;
import dev.millrace.http.JsonBody;
import dev.millrace.http.Responses;
import dev.millrace.http.StreamLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * All calls of the API in one list, and the gates before them: host, token, content type, size; and
 * the console's files.
 */
final class AdminRouter {
  private final AdminSettings settings;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final ConsoleFiles console = new ConsoleFiles();

  /**
   * @param scrape the metrics in the form that a header Accept asks for
   */
  AdminRouter(AdminSettings settings, EngineApi engineApi, Function<String, MetricsText> scrape) {
    this(settings, engineApi, scrape, StreamLimits.usual());
  }

  AdminRouter(
      AdminSettings settings,
      EngineApi engineApi,
      Function<String, MetricsText> scrape,
      StreamLimits streamLimits) {
    this.settings = settings;
    endpoints.addAll(new SourceRoutes(engineApi).endpoints());
    endpoints.addAll(new PreviewRoutes(engineApi).endpoints());
    endpoints.addAll(new ProbeRoutes(engineApi).endpoints());
    endpoints.addAll(new JobRoutes(engineApi).endpoints());
    endpoints.addAll(new OrderRoutes(engineApi).endpoints());
    endpoints.addAll(new QuarantineRoutes(engineApi).endpoints());
    endpoints.addAll(new TimelineRoutes(engineApi).endpoints());
    endpoints.addAll(new EventRoutes(engineApi, streamLimits).endpoints());
    endpoints.addAll(new ProcessRoutes(engineApi, scrape).endpoints());
  }

  List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  Router build(Vertx vertx, HttpLimits limits, ConnectionLimiter connections) {
    BodyReader bodies = new BodyReader(limits);
    CallLimiter callLimiter = new CallLimiter(limits);
    Router router = Router.router(vertx);
    router.route().failureHandler(Responses::failure);
    router.errorHandler(400, Responses::failure);
    router.errorHandler(404, Responses::failure);
    router.errorHandler(405, ctx -> methodNotAllowed(ctx));
    router.route().handler(connections::request);
    router.route().handler(AdminRouter::headers);
    router.route().handler(new HostFilter(settings));
    for (Endpoint endpoint : endpoints) {
      Route route = router.route(endpoint.method(), endpoint.path());
      if (endpoint.probe()) {
        route.method(HttpMethod.HEAD);
      }
      if (endpoint.role() != null) {
        route.handler(new AuthFilter(settings, endpoint.role()));
      }
      if (endpoint.body()) {
        route.handler(JsonBody::requireJson).handler(bodies);
      }
      route.handler(callLimiter.taking(endpoint));
    }
    console.mount(router);
    return router;
  }

  private static void headers(RoutingContext ctx) {
    ctx.response()
        .putHeader("cache-control", "no-store")
        .putHeader("x-content-type-options", "nosniff");
    ctx.next();
  }

  private void methodNotAllowed(RoutingContext ctx) {
    TreeSet<String> allowed = new TreeSet<>();
    if (console.has(ctx.normalizedPath())) {
      allowed.addAll(List.of("GET", "HEAD"));
    }
    for (Endpoint endpoint : endpoints) {
      if (ctx.normalizedPath().matches(endpoint.path().replaceAll(":[a-z]+", "[^/]+"))) {
        allowed.add(endpoint.method().name());
        if (endpoint.probe()) {
          allowed.add(HttpMethod.HEAD.name());
        }
      }
    }
    ctx.response().putHeader("allow", String.join(", ", allowed));
    Responses.failure(ctx);
  }
}
