package dev.millrace.admin;

import static dev.millrace.http.Endpoint.API;

import dev.millrace.answer.JobStatus;
import dev.millrace.api.EngineApi;
import dev.millrace.api.JobOrders;
import dev.millrace.http.AuthFilter;
import dev.millrace.http.Endpoint;
import dev.millrace.http.Problem;
import dev.millrace.http.Responses;
import dev.millrace.model.JobState;
import dev.millrace.model.Role;
import dev.millrace.render.StatusJson;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Start, stop, restart and reset of a job. With {@code ?wait=} the call answers 200 when the state
 * that was ordered is reached; else, and as soon as it will not be reached by itself, 202.
 */
final class OrderRoutes {
  private static final String JOB = API + "/jobs/:name";

  /** States that last until a caller does something. */
  private static final Set<JobState> SETTLED =
      EnumSet.of(
          JobState.CREATED, JobState.RUNNING, JobState.STOPPED, JobState.FAILED, JobState.FINISHED);

  private static final Set<JobState> STARTED = EnumSet.of(JobState.RUNNING, JobState.FINISHED);
  private static final Set<JobState> AT_REST =
      EnumSet.of(JobState.CREATED, JobState.STOPPED, JobState.FAILED, JobState.FINISHED);

  private final EngineApi engineApi;

  OrderRoutes(EngineApi engineApi) {
    this.engineApi = engineApi;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(
            JOB + "/start",
            Role.OPERATOR,
            ctx -> order(ctx, Problem.CANNOT_RUN, JobOrders::start, STARTED)),
        Endpoint.post(
            JOB + "/stop",
            Role.OPERATOR,
            ctx -> order(ctx, "The job cannot be stopped", JobOrders::stop, AT_REST)),
        Endpoint.post(
            JOB + "/restart",
            Role.OPERATOR,
            ctx -> order(ctx, Problem.CANNOT_RUN, JobOrders::restart, STARTED)),
        Endpoint.post(
            JOB + "/reset",
            Role.OPERATOR,
            ctx -> order(ctx, "The job cannot be reset", JobOrders::reset, AT_REST)));
  }

  private void order(
      RoutingContext ctx,
      String refused,
      BiFunction<JobOrders, String, Future<JobStatus>> order,
      Set<JobState> goal) {
    String name = ctx.pathParam("name");
    Duration wait = WaitTime.of(ctx);
    JobOrders orders = engineApi.orders(AuthFilter.callerOf(ctx));
    boolean waits = !wait.isZero();
    Deadline deadline = new Deadline(wait);
    Responses.after(
        ctx,
        () ->
            (waits ? settledFirst(engineApi, name, wait) : Future.succeededFuture())
                .compose(ready -> Responses.unprocessable(refused, order.apply(orders, name)))
                .compose(
                    ordered ->
                        waits
                            ? engineApi.await(name, SETTLED, deadline.left())
                            : Future.succeededFuture(ordered)),
        (c, status) ->
            Responses.json(
                c, waits && goal.contains(status.state()) ? 200 : 202, StatusJson.of(status)));
  }

  /** A job that is still stopping takes no other order, so who waits waits for that too. */
  static Future<JobStatus> settledFirst(EngineApi engineApi, String name, Duration wait) {
    return engineApi.await(name, EnumSet.complementOf(EnumSet.of(JobState.STOPPING)), wait);
  }

  private record Deadline(long nanos) {
    Deadline(Duration wait) {
      this(System.nanoTime() + wait.toNanos());
    }

    Duration left() {
      return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }
  }
}
