package dev.millrace.admin;

import static dev.millrace.http.Endpoint.API;

import dev.millrace.answer.DatabaseProbeRequest;
import dev.millrace.api.EngineApi;
import dev.millrace.document.ProbeDocument;
import dev.millrace.http.Endpoint;
import dev.millrace.http.JsonBody;
import dev.millrace.http.Responses;
import dev.millrace.model.Role;
import dev.millrace.render.ProbeJson;
import dev.millrace.spec.SourceSpec;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Looks at servers that nothing stored names: they get addresses and passwords of the caller's. */
final class ProbeRoutes {
  private final EngineApi engineApi;

  ProbeRoutes(EngineApi engineApi) {
    this.engineApi = engineApi;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.postDocument(API + "/probe/kafka", Role.OPERATOR, this::kafka).asLarge(),
        Endpoint.postDocument(API + "/probe/database", Role.OPERATOR, this::database).asLarge());
  }

  private void kafka(RoutingContext ctx) {
    SourceSpec cluster = JsonBody.read(ctx, ProbeDocument::kafka);
    Responses.after(
        ctx,
        () -> Responses.unprocessable("Kafka cannot be looked at", engineApi.probeKafka(cluster)),
        (c, report) -> Responses.largeJson(c, () -> ProbeJson.of(report)));
  }

  private void database(RoutingContext ctx) {
    DatabaseProbeRequest request = JsonBody.read(ctx, ProbeDocument::database);
    Responses.after(
        ctx,
        () ->
            Responses.unprocessable(
                "The database cannot be looked at", engineApi.probeDatabase(request)),
        (c, report) -> Responses.largeJson(c, () -> ProbeJson.of(report)));
  }
}
