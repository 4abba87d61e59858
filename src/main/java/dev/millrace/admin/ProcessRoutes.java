package dev.millrace.admin;

import dev.millrace.api.EngineApi;
import dev.millrace.http.AuthFilter;
import dev.millrace.http.Endpoint;
import dev.millrace.http.Responses;
import dev.millrace.model.Role;
import dev.millrace.render.CallerJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/** What is asked of the process rather than of the engine: metrics, probes, the contract. */
final class ProcessRoutes {
  private final EngineApi engineApi;
  private final Function<String, MetricsText> scrape;
  private final Buffer contract = contract();

  ProcessRoutes(EngineApi engineApi, Function<String, MetricsText> scrape) {
    this.engineApi = engineApi;
    this.scrape = scrape;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(Endpoint.API + "/me", Role.VIEWER, this::me),
        Endpoint.get("/metrics", Role.VIEWER, this::metrics),
        Endpoint.get("/health/live", null, ctx -> health(ctx, 200, "live")),
        Endpoint.get("/health/ready", null, this::ready),
        Endpoint.get("/openapi.yaml", null, this::openapi));
  }

  private void me(RoutingContext ctx) {
    Responses.json(ctx, 200, CallerJson.of(AuthFilter.callerOf(ctx)));
  }

  private void metrics(RoutingContext ctx) {
    String accept = ctx.request().getHeader("accept");
    ctx.vertx()
        .executeBlocking(() -> scrape.apply(accept), false)
        .onComplete(
            text -> Responses.send(ctx, 200, text.contentType(), Buffer.buffer(text.body())),
            ctx::fail);
  }

  private void ready(RoutingContext ctx) {
    if (engineApi.ready()) {
      health(ctx, 200, "ready");
    } else {
      health(ctx, 503, "not ready");
    }
  }

  private void openapi(RoutingContext ctx) {
    Responses.send(ctx, 200, "application/yaml", contract);
  }

  private static void health(RoutingContext ctx, int status, String word) {
    Responses.json(ctx, status, new JsonObject().put("status", word));
  }

  /** Read once at start; a jar without it is broken. */
  private static Buffer contract() {
    try (InputStream in = ProcessRoutes.class.getResourceAsStream("/openapi.yaml")) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
