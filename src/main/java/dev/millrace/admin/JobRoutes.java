package dev.millrace.admin;

import static dev.millrace.http.Endpoint.API;

import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.api.EngineApi;
import dev.millrace.api.JobOrders;
import dev.millrace.document.JobDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.http.AuthFilter;
import dev.millrace.http.Endpoint;
import dev.millrace.http.Problem;
import dev.millrace.http.Responses;
import dev.millrace.model.JobState;
import dev.millrace.model.Role;
import dev.millrace.render.DriftJson;
import dev.millrace.render.HistoryJson;
import dev.millrace.render.JobJson;
import dev.millrace.render.StatusJson;
import dev.millrace.spec.JobSpec;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/v1/jobs}. */
final class JobRoutes {
  private static final String JOB = API + "/jobs/:name";

  private static final Set<JobState> ON_ITS_WAY =
      EnumSet.of(JobState.STARTING, JobState.RETRYING, JobState.STOPPING);

  private final EngineApi engineApi;

  JobRoutes(EngineApi engineApi) {
    this.engineApi = engineApi;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(API + "/jobs", Role.VIEWER, this::list).asLargeWhere(JobRoutes::withStatus),
        Endpoint.get(JOB, Role.VIEWER, this::get),
        Endpoint.put(JOB, this::put),
        Endpoint.delete(JOB, this::delete),
        Endpoint.get(JOB + "/status", Role.VIEWER, this::status),
        Endpoint.get(JOB + "/history", Role.VIEWER, this::history).asLarge(),
        Endpoint.get(JOB + "/drift", Role.VIEWER, this::drift).asLarge(),
        Endpoint.post(JOB + "/check", Role.OPERATOR, this::check));
  }

  private void list(RoutingContext ctx) {
    if (!withStatus(ctx)) {
      JsonArray list = new JsonArray();
      engineApi.jobs().forEach(job -> list.add(JobJson.of(job)));
      Responses.json(ctx, 200, list);
      return;
    }
    Responses.after(
        ctx, engineApi::statuses, (c, jobs) -> Responses.largeJson(c, () -> JobJson.list(jobs)));
  }

  private JobOrders orders(RoutingContext ctx) {
    return engineApi.orders(AuthFilter.callerOf(ctx));
  }

  private static boolean withStatus(RoutingContext ctx) {
    List<String> given = ctx.queryParam("status");
    if (!given.isEmpty() && !given.equals(List.of("true")) && !given.equals(List.of("false"))) {
      throw new Problem.Refusal(400, "status is true or false, as in ?status=true");
    }
    return given.equals(List.of("true"));
  }

  private void get(RoutingContext ctx) {
    answer(ctx, 200, engineApi.job(ctx.pathParam("name")));
  }

  private void put(RoutingContext ctx) {
    String name = ctx.pathParam("name");
    Duration wait = WaitTime.of(ctx);
    Precondition precondition = EntityTag.ifMatch(ctx);
    JobSpec sent = NamedDocument.read(name, ctx, this::read);
    boolean known = isKnown(name);
    if (atNext(ctx) && known) {
      Responses.after(
          ctx,
          () ->
              Responses.unprocessable(
                  Problem.CANNOT_RUN, orders(ctx).putJobAtNext(name, sent, precondition, wait)),
          (c, job) -> answer(c, ON_ITS_WAY.contains(job.state()) ? 202 : 200, job));
      return;
    }
    Responses.after(
        ctx,
        () ->
            (known && !wait.isZero()
                    ? OrderRoutes.settledFirst(engineApi, name, wait)
                    : Future.succeededFuture())
                .compose(settled -> orders(ctx).putJob(name, sent, precondition)),
        (c, job) -> answer(c, known ? 200 : 201, job));
  }

  private static boolean atNext(RoutingContext ctx) {
    List<String> given = ctx.queryParam("at");
    if (!given.isEmpty() && !given.equals(List.of("next"))) {
      throw new Problem.Refusal(400, "at is next, as in ?at=next");
    }
    return !given.isEmpty();
  }

  private void delete(RoutingContext ctx) {
    Precondition precondition = EntityTag.ifMatch(ctx);
    Responses.after(
        ctx,
        () -> orders(ctx).deleteJob(ctx.pathParam("name"), precondition),
        (c, done) -> c.response().setStatusCode(204).end());
  }

  private void status(RoutingContext ctx) {
    Responses.after(
        ctx,
        () -> engineApi.status(ctx.pathParam("name")),
        (c, status) -> Responses.json(c, 200, StatusJson.of(status)));
  }

  private void history(RoutingContext ctx) {
    Responses.after(
        ctx,
        () -> engineApi.history(ctx.pathParam("name")),
        (c, history) -> Responses.largeJson(c, () -> HistoryJson.of(history)));
  }

  private void drift(RoutingContext ctx) {
    Responses.after(
        ctx,
        () -> engineApi.drift(ctx.pathParam("name")),
        (c, drift) -> Responses.largeJson(c, () -> DriftJson.of(drift)));
  }

  private void check(RoutingContext ctx) {
    String name = ctx.pathParam("name");
    Responses.after(
        ctx,
        () -> Responses.unprocessable(Problem.CANNOT_RUN, engineApi.check(name)),
        (c, report) -> {
          if (report.faults().isEmpty()) {
            Responses.json(c, 200, JobJson.ofCheck(name, report));
          } else {
            c.fail(new Problem.Refusal(Problem.of(report)));
          }
        });
  }

  /** A source that is not there stands in one list with the faults of a document. */
  private JobSpec read(Map<String, Object> document) {
    try {
      return JobDocument.read(document);
    } catch (InvalidDocument e) {
      List<FieldError> faults = new ArrayList<>(e.faults());
      if (document.get("source") instanceof String source
          && faults.stream().noneMatch(f -> f.pointer().equals("/source"))
          && !engineApi.sources().containsKey(source)) {
        faults.add(new FieldError("/source", "there is no source " + source));
      }
      throw new InvalidDocument(faults);
    }
  }

  private boolean isKnown(String name) {
    return engineApi.jobs().stream().anyMatch(job -> job.name().equals(name));
  }

  private static void answer(RoutingContext ctx, int status, JobView job) {
    EntityTag.put(ctx, job.revision());
    Responses.json(ctx, status, JobJson.of(job));
  }
}
