package dev.millrace.admin;

import static dev.millrace.http.Endpoint.API;

import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.answer.ReplayRequest;
import dev.millrace.api.EngineApi;
import dev.millrace.document.QuarantineDocument;
import dev.millrace.http.AuthFilter;
import dev.millrace.http.Endpoint;
import dev.millrace.http.JsonBody;
import dev.millrace.http.Problem;
import dev.millrace.http.Responses;
import dev.millrace.model.Role;
import dev.millrace.render.QuarantineJson;
import dev.millrace.spec.ParseSpec;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/jobs/{name}/quarantine}. */
final class QuarantineRoutes {
  private static final String QUARANTINE = API + "/jobs/:name/quarantine";

  private final EngineApi engineApi;

  QuarantineRoutes(EngineApi engineApi) {
    this.engineApi = engineApi;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(QUARANTINE, Role.VIEWER, this::list).asLarge(),
        Endpoint.get(QUARANTINE + "/groups", Role.VIEWER, this::groups).asLarge(),
        Endpoint.delete(QUARANTINE, this::drop),
        Endpoint.postDocument(QUARANTINE + "/replay", Role.OPERATOR, this::replay).asLarge());
  }

  private void list(RoutingContext ctx) {
    QuarantineQuery query = QuarantineDocument.query(parameters(ctx));
    Responses.after(
        ctx,
        () ->
            Responses.unprocessable(
                "The quarantine cannot be read",
                engineApi.quarantine(ctx.pathParam("name"), query)),
        (c, report) -> Responses.largeJson(c, () -> QuarantineJson.of(report)));
  }

  private void groups(RoutingContext ctx) {
    Responses.after(
        ctx,
        () ->
            Responses.unprocessable(
                "The quarantine cannot be read", engineApi.quarantineGroups(ctx.pathParam("name"))),
        (c, groups) -> Responses.largeJson(c, () -> QuarantineJson.of(groups)));
  }

  private void replay(RoutingContext ctx) {
    String name = ctx.pathParam("name");
    ParseSpec parse = engineApi.job(name).spec().parse();
    ReplayRequest request = JsonBody.read(ctx, doc -> QuarantineDocument.replay(doc, parse));
    Responses.after(
        ctx,
        () ->
            Responses.unprocessable(
                "The records cannot be replayed",
                request.dryRun()
                    ? engineApi.replayDryRun(name, request.choice(), request.mapping())
                    : engineApi.orders(AuthFilter.callerOf(ctx)).replay(name, request.choice())),
        (c, report) -> Responses.largeJson(c, () -> QuarantineJson.of(report)));
  }

  /** No body: a proxy on the way may drop it, and then all records would be dropped. */
  private void drop(RoutingContext ctx) {
    if (hasBody(ctx.request())) {
      throw new Problem.Refusal(
          400,
          "DELETE takes no body here: choose records by ?offsets=0:17,0:18 or ?code= and ?column=,"
              + " or none for all");
    }
    QuarantineChoice choice = QuarantineDocument.choiceOfQuery(parameters(ctx));
    Responses.after(
        ctx,
        () ->
            Responses.unprocessable(
                "The records cannot be dropped",
                engineApi
                    .orders(AuthFilter.callerOf(ctx))
                    .dropQuarantined(ctx.pathParam("name"), choice)),
        (c, report) -> Responses.largeJson(c, () -> QuarantineJson.of(report)));
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    return request.getHeader("transfer-encoding") != null
        || (length != null && !length.equals("0"));
  }

  private static Map<String, String> parameters(RoutingContext ctx) {
    Map<String, String> parameters = new HashMap<>();
    ctx.queryParams()
        .forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
    return parameters;
  }
}
