package dev.millrace.job;

import dev.millrace.answer.DropReport;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.ReplayReport;
import dev.millrace.api.JobOrders;
import dev.millrace.error.LogFields;
import dev.millrace.spec.JobSpec;
import dev.millrace.timeline.EntryKind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders whose outcome the jobs' timelines have, under the name of who gave them. */
final class RecordedOrders implements JobOrders {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedOrders.class);

  private final JobOrders orders;
  private final Map<String, Supervisor> supervisors;
  private final Context home;
  private final String actor;

  /**
   * @param supervisors those of now, at any time
   * @param home the engine's event loop, on which timelines are written
   * @param actor name of a token, or null
   */
  RecordedOrders(
      JobOrders orders, Map<String, Supervisor> supervisors, Context home, String actor) {
    this.orders = orders;
    this.supervisors = supervisors;
    this.home = home;
    this.actor = actor;
  }

  @Override
  public Future<JobView> putJob(String name, JobSpec spec, Precondition precondition) {
    return put(name, () -> orders.putJob(name, spec, precondition));
  }

  @Override
  public Future<JobView> putJobAtNext(
      String name, JobSpec spec, Precondition precondition, Duration wait) {
    // An edit is one when it is stored, whatever comes of its trial.
    return put(name, () -> orders.putJobAtNext(name, spec, precondition, Duration.ZERO))
        .compose(
            stored -> {
              Supervisor job = supervisors.get(name);
              return job == null || wait.isZero()
                  ? Future.succeededFuture(stored)
                  : job.changeover().newest().runsWithin(wait).map(v -> job.view());
            });
  }

  private Future<JobView> put(String name, Supplier<Future<JobView>> order) {
    Supervisor known = supervisors.get(name);
    JobView before = known == null ? null : known.view();
    return order
        .get()
        .onSuccess(
            now -> {
              if (before == null) {
                add(name, EntryKind.CREATED, "the job was created", Map.of());
              } else {
                edited(before, now);
              }
            });
  }

  private void edited(JobView before, JobView now) {
    EditEntry.of(before, now)
        .ifPresent(edit -> add(now.name(), EntryKind.EDIT, edit.message(), edit.data()));
  }

  /** The timeline is deleted with the job. */
  @Override
  public Future<Void> deleteJob(String name, Precondition precondition) {
    return orders.deleteJob(name, precondition);
  }

  @Override
  public Future<JobStatus> start(String name) {
    return recorded(name, orders.start(name), EntryKind.START, "the job was started");
  }

  @Override
  public Future<JobStatus> stop(String name) {
    return recorded(name, orders.stop(name), EntryKind.STOP, "the job was told to stop");
  }

  @Override
  public Future<JobStatus> restart(String name) {
    return recorded(name, orders.restart(name), EntryKind.RESTART, "the job was restarted");
  }

  @Override
  public Future<JobStatus> reset(String name) {
    return recorded(
        name, orders.reset(name), EntryKind.RESET, "the job's ledger was cleared by a reset");
  }

  private <T> Future<T> recorded(String name, Future<T> done, EntryKind kind, String message) {
    return done.onSuccess(v -> add(name, kind, message, Map.of()));
  }

  @Override
  public Future<ReplayReport> replay(String name, QuarantineChoice choice) {
    return orders
        .replay(name, choice)
        .onSuccess(
            report -> {
              LOG.atInfo()
                  .addKeyValue(LogFields.JOB, name)
                  .log(
                      "job {}: quarantined records were tried again: {} written, {} stayed",
                      name,
                      report.written(),
                      report.stayed());
              add(
                  name,
                  EntryKind.REPLAY,
                  "quarantined records were tried again: %d written, %d stayed"
                      .formatted(report.written(), report.stayed()),
                  Map.of("written", report.written(), "stayed", report.stayed()));
            });
  }

  @Override
  public Future<DropReport> dropQuarantined(String name, QuarantineChoice choice) {
    return orders
        .dropQuarantined(name, choice)
        .onSuccess(
            report ->
                add(
                    name,
                    EntryKind.DROP,
                    report.dropped() + " quarantined records were dropped",
                    Map.of("dropped", report.dropped())));
  }

  /** A job that was deleted meanwhile has no timeline any more. */
  private void add(String name, EntryKind kind, String message, Map<String, Object> data) {
    home.runOnContext(
        v -> {
          Supervisor job = supervisors.get(name);
          if (job != null) {
            job.timeline().add(kind, actor, message, data);
          }
        });
  }
}
