package dev.millrace.admin;

import static dev.millrace.admin.Endpoint.API;

import dev.millrace.model.Fault;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobDocument;
import dev.millrace.model.JobSpec;
import dev.millrace.model.JobView;
import dev.millrace.model.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/jobs}. */
final class JobRoutes {
  private static final String JOB = API + "/jobs/:name";

  private final Control control;

  JobRoutes(Control control) {
    this.control = control;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(API + "/jobs", Role.VIEWER, this::list),
        Endpoint.get(JOB, Role.VIEWER, this::get),
        Endpoint.put(JOB, this::put),
        Endpoint.delete(JOB, this::delete),
        Endpoint.get(JOB + "/status", Role.VIEWER, this::status),
        Endpoint.post(JOB + "/check", Role.OPERATOR, this::check));
  }

  private void list(RoutingContext ctx) {
    JsonArray list = new JsonArray();
    control.jobs().forEach(job -> list.add(json(job)));
    Answers.json(ctx, 200, list);
  }

  private void get(RoutingContext ctx) {
    Answers.json(ctx, 200, json(control.job(ctx.pathParam("name"))));
  }

  private void put(RoutingContext ctx) {
    String name = ctx.pathParam("name");
    Duration wait = WaitTime.of(ctx);
    JobSpec sent = NamedDocument.read(name, ctx, this::read);
    boolean known = isKnown(name);
    Answers.after(
        ctx,
        () ->
            (known && !wait.isZero()
                    ? OrderRoutes.settledFirst(control, name, wait)
                    : Future.succeededFuture())
                .compose(settled -> control.putJob(name, sent)),
        (c, job) -> Answers.json(c, known ? 200 : 201, json(job)));
  }

  private void delete(RoutingContext ctx) {
    Answers.after(
        ctx,
        () -> control.deleteJob(ctx.pathParam("name")),
        (c, done) -> c.response().setStatusCode(204).end());
  }

  private void status(RoutingContext ctx) {
    Answers.after(
        ctx,
        () -> control.status(ctx.pathParam("name")),
        (c, status) -> Answers.json(c, 200, StatusJson.of(status)));
  }

  private void check(RoutingContext ctx) {
    String name = ctx.pathParam("name");
    Answers.after(
        ctx,
        () -> Answers.unprocessable(Problem.CANNOT_RUN, control.check(name)),
        (c, report) -> {
          if (report.faults().isEmpty()) {
            Answers.json(
                c,
                200,
                new JsonObject()
                    .put("name", name)
                    .put("errors", new JsonArray())
                    .put("warnings", WarningJson.list(report.warnings())));
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
      List<Fault> faults = new ArrayList<>(e.faults());
      if (document.get("source") instanceof String source
          && faults.stream().noneMatch(f -> f.pointer().equals("/source"))
          && !control.sources().containsKey(source)) {
        faults.add(new Fault("/source", "there is no source " + source));
      }
      throw new InvalidDocument(faults);
    }
  }

  private boolean isKnown(String name) {
    return control.jobs().stream().anyMatch(job -> job.name().equals(name));
  }

  private static JsonObject json(JobView job) {
    JsonObject json =
        new JsonObject()
            .put("name", job.name())
            .put("spec", new JsonObject(JobDocument.write(job.spec(), false)))
            .put("state", job.state().name());
    return job.declaredIn() == null ? json : json.put("declaredIn", job.declaredIn());
  }
}
