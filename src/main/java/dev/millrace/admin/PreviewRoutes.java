package dev.millrace.admin;

import static dev.millrace.http.Endpoint.API;

import dev.millrace.answer.PreviewRequest;
import dev.millrace.answer.SampleRequest;
import dev.millrace.api.EngineApi;
import dev.millrace.document.RequestDocument;
import dev.millrace.http.Endpoint;
import dev.millrace.http.JsonBody;
import dev.millrace.http.Responses;
import dev.millrace.model.Role;
import dev.millrace.render.PreviewJson;
import dev.millrace.render.SampleJson;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Looks at records before anything is written. */
final class PreviewRoutes {
  private final EngineApi engineApi;

  PreviewRoutes(EngineApi engineApi) {
    this.engineApi = engineApi;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.postDocument(API + "/sources/:name/sample", Role.VIEWER, this::sample).asLarge(),
        Endpoint.postDocument(API + "/preview", Role.OPERATOR, this::preview).asLarge());
  }

  private void sample(RoutingContext ctx) {
    SampleRequest request = JsonBody.read(ctx, RequestDocument::sample);
    Responses.after(
        ctx,
        () ->
            Responses.unprocessable(
                "The source cannot be sampled", engineApi.sample(ctx.pathParam("name"), request)),
        (c, report) -> Responses.largeJson(c, () -> SampleJson.of(report)));
  }

  private void preview(RoutingContext ctx) {
    PreviewRequest request = JsonBody.read(ctx, RequestDocument::preview);
    Responses.after(
        ctx,
        () -> Responses.unprocessable("The preview cannot be made", engineApi.preview(request)),
        (c, report) -> Responses.largeJson(c, () -> PreviewJson.of(report)));
  }
}
