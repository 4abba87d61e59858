package dev.millrace.admin;

import static dev.millrace.http.Endpoint.API;

import dev.millrace.answer.Precondition;
import dev.millrace.api.EngineApi;
import dev.millrace.document.SourceDocument;
import dev.millrace.http.Endpoint;
import dev.millrace.http.Responses;
import dev.millrace.model.Role;
import dev.millrace.render.SourceJson;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /api/v1/sources}. */
final class SourceRoutes {
  private final EngineApi engineApi;

  SourceRoutes(EngineApi engineApi) {
    this.engineApi = engineApi;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(API + "/sources", Role.VIEWER, this::list),
        Endpoint.get(API + "/sources/:name", Role.VIEWER, this::get),
        Endpoint.put(API + "/sources/:name", this::put),
        Endpoint.delete(API + "/sources/:name", this::delete));
  }

  private void list(RoutingContext ctx) {
    JsonArray list = new JsonArray();
    engineApi.sources().forEach((name, source) -> list.add(SourceJson.of(name, source.spec())));
    Responses.json(ctx, 200, list);
  }

  private void get(RoutingContext ctx) {
    String name = ctx.pathParam("name");
    answer(ctx, 200, name, engineApi.source(name));
  }

  private void put(RoutingContext ctx) {
    String name = ctx.pathParam("name");
    Precondition precondition = EntityTag.ifMatch(ctx);
    SourceSpec sent = NamedDocument.read(name, ctx, SourceDocument::read);
    boolean known = engineApi.sources().containsKey(name);
    Responses.after(
        ctx,
        () -> engineApi.putSource(name, sent, precondition),
        (c, result) -> answer(c, known ? 200 : 201, name, result));
  }

  private void delete(RoutingContext ctx) {
    Precondition precondition = EntityTag.ifMatch(ctx);
    Responses.after(
        ctx,
        () -> engineApi.deleteSource(ctx.pathParam("name"), precondition),
        (c, done) -> c.response().setStatusCode(204).end());
  }

  private static void answer(RoutingContext ctx, int status, String name, StoredSource source) {
    EntityTag.put(ctx, source.revision());
    Responses.json(ctx, status, SourceJson.of(name, source.spec()));
  }
}
