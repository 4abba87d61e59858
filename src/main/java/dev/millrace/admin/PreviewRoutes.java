package dev.millrace.admin;

import static dev.millrace.admin.Endpoint.API;

import dev.millrace.model.PreviewRequest;
import dev.millrace.model.RequestDocument;
import dev.millrace.model.Role;
import dev.millrace.model.SampleRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Looks at records before anything is written. */
final class PreviewRoutes {
  private final Control control;

  PreviewRoutes(Control control) {
    this.control = control;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.postDocument(API + "/sources/:name/sample", Role.VIEWER, this::sample).asLarge(),
        Endpoint.postDocument(API + "/preview", Role.OPERATOR, this::preview).asLarge());
  }

  private void sample(RoutingContext ctx) {
    SampleRequest request = JsonBody.read(ctx, RequestDocument::sample);
    Answers.after(
        ctx,
        () ->
            Answers.unprocessable(
                "The source cannot be sampled", control.sample(ctx.pathParam("name"), request)),
        Answers::largeJson);
  }

  private void preview(RoutingContext ctx) {
    PreviewRequest request = JsonBody.read(ctx, RequestDocument::preview);
    Answers.after(
        ctx,
        () -> Answers.unprocessable("The preview cannot be made", control.preview(request)),
        Answers::largeJson);
  }
}
