package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.document.JobDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobSpec;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Creates, alters and deletes jobs, each by one call at a time. Event loop only. */
final class JobDocuments {
  private final EngineParts engineParts;
  private final Map<String, Supervisor> supervisors;

  /** Jobs whose document or ledger is being changed; that takes a moment. */
  private final Set<String> changing = new HashSet<>();

  /**
   * @param supervisors of all jobs; those that are made and deleted here are put and taken
   */
  JobDocuments(EngineParts engineParts, Map<String, Supervisor> supervisors) {
    this.engineParts = engineParts;
    this.supervisors = supervisors;
  }

  Future<JobView> put(String name, JobSpec spec, Precondition precondition) {
    engineParts.declared().refuseJob(name);
    List<FieldError> faults = GroupConflicts.of(name, spec, supervisors);
    if (!engineParts.catalog().sources().containsKey(spec.source())) {
      faults.add(
          new FieldError(
              "/source",
              "there is no source "
                  + spec.source()
                  + ": PUT /api/v1/sources/"
                  + spec.source()
                  + " first"));
    }
    if (!faults.isEmpty()) {
      return Future.failedFuture(new InvalidDocument(faults));
    }
    Supervisor known = supervisors.get(name);
    if (known != null) {
      return changing(name, () -> known.put(spec, precondition));
    }
    precondition.require("job " + name, 0);
    return changing(name, () -> created(name, JobDocument.keepSecrets(spec, null)));
  }

  private Future<JobView> created(String name, JobSpec spec) {
    JobEntry entry = JobEntry.created(spec, Instant.now());
    Supervisor made = new Supervisor(engineParts, name, entry);
    supervisors.put(name, made);
    return engineParts
        .catalog()
        .putJob(name, null, entry.desired())
        .compose(
            done ->
                done
                    ? Future.succeededFuture(made.view())
                    : Future.<JobView>failedFuture(
                        new Conflict("job " + name + " was just created by another: try again")))
        .onFailure(e -> supervisors.remove(name, made));
  }

  Future<Void> delete(String name, Supervisor supervisor, Precondition precondition) {
    engineParts.declared().refuseJob(name);
    return changing(
        name, () -> supervisor.delete(precondition).onSuccess(v -> supervisors.remove(name)));
  }

  /** A job is neither started nor changed by another call before the work has ended. */
  <T> Future<T> changing(String name, Supplier<Future<T>> work) {
    if (!changing.add(name)) {
      return Future.failedFuture(beingChanged(name));
    }
    return SecretResolver.trying(work).onComplete(done -> changing.remove(name));
  }

  /**
   * @throws Conflict while another call changes the job
   */
  void requireUnchanging(String name) {
    if (changing.contains(name)) {
      throw beingChanged(name);
    }
  }

  private static Conflict beingChanged(String name) {
    return new Conflict("job " + name + " is being changed or reset: try again in a moment");
  }
}
