package dev.millrace.admin;

import static dev.millrace.http.Endpoint.API;

import dev.millrace.api.EngineApi;
import dev.millrace.http.Endpoint;
import dev.millrace.http.Problem;
import dev.millrace.http.Responses;
import dev.millrace.model.Role;
import dev.millrace.render.TimelineJson;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /api/v1/jobs/{name}/timeline}. */
final class TimelineRoutes {
  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  private final EngineApi engineApi;

  TimelineRoutes(EngineApi engineApi) {
    this.engineApi = engineApi;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(API + "/jobs/:name/timeline", Role.VIEWER, this::timeline).asLarge());
  }

  private void timeline(RoutingContext ctx) {
    long after = number(ctx, "after", 0, 0, Long.MAX_VALUE - 1);
    int limit = (int) number(ctx, "limit", USUAL, 1, MOST);
    Responses.after(
        ctx,
        () -> engineApi.timeline(ctx.pathParam("name"), after, limit),
        (c, page) -> Responses.largeJson(c, () -> TimelineJson.of(page)));
  }

  private static long number(RoutingContext ctx, String name, long usual, long least, long most) {
    List<String> given = ctx.queryParam(name);
    if (given.isEmpty()) {
      return usual;
    }
    String text = given.get(0);
    if (given.size() == 1 && text.matches("[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new Problem.Refusal(
        400,
        name.equals("limit")
            ? "limit is a number from 1 to " + MOST
            : "after is the id of an entry, or the next of the page before");
  }
}
