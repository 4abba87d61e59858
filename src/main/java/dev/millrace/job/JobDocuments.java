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
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Creates, alters and deletes jobs, each by one call at a time. Event loop only. */
final class JobDocuments {
  private final EngineParts engineParts;
  private final Map<String, Supervisor> supervisors;
  private final SourceChanges sources;

  /** Jobs whose document or ledger is being changed; that takes a moment. */
  private final Set<String> changing = new HashSet<>();

  /**
   * @param supervisors of all jobs; those that are made and deleted here are put and taken
   */
  JobDocuments(
      EngineParts engineParts, Map<String, Supervisor> supervisors, SourceChanges sources) {
    this.engineParts = engineParts;
    this.sources = sources;
    this.supervisors = supervisors;
  }

  Future<JobView> put(String name, JobSpec spec, Precondition precondition) {
    engineParts.declared().refuseJob(name);
    List<FieldError> faults = faults(name, spec);
    if (!faults.isEmpty()) {
      return Future.failedFuture(new InvalidDocument(faults));
    }
    return stored(name, spec, precondition);
  }

  /** Whoever declares or puts it; without fault. */
  Future<JobView> stored(String name, JobSpec spec, Precondition precondition) {
    Supervisor known = supervisors.get(name);
    if (known != null) {
      return changing(name, () -> onSource(name, spec, () -> known.put(spec, precondition)));
    }
    precondition.require("job " + name, 0);
    return changing(
        name, () -> onSource(name, spec, () -> created(name, JobDocument.keepSecrets(spec, null))));
  }

  List<FieldError> faults(String name, JobSpec spec) {
    return faults(name, spec, "PUT /api/v1/sources/" + spec.source() + " first");
  }

  /**
   * @param sourceCure what to do where there is no source
   */
  List<FieldError> faults(String name, JobSpec spec, String sourceCure) {
    List<FieldError> faults = GroupConflicts.of(name, spec, supervisors);
    if (source(spec) == null) {
      faults.add(
          new FieldError("/source", "there is no source " + spec.source() + ": " + sourceCure));
    }
    return faults;
  }

  private SourceSpec source(JobSpec spec) {
    StoredSource source = engineParts.catalog().sources().get(spec.source());
    return source == null ? null : source.spec();
  }

  /**
   * Another document for a job that may be started, which goes on with it at the next offset.
   *
   * @throws InvalidDocument also where the new one has its ledger elsewhere: there is no next
   *     offset then
   */
  Future<DocumentSwap> putAtNext(
      String name, Supervisor known, JobSpec spec, Precondition precondition) {
    engineParts.declared().refuseJob(name);
    List<FieldError> faults = faults(name, spec);
    faults.addAll(elsewhere(known, spec, "stop the job, then PUT the document and start it"));
    return faults.isEmpty()
        ? swapped(name, known, spec, precondition)
        : Future.failedFuture(new InvalidDocument(faults));
  }

  /**
   * Why the document has no next offset for what runs; empty for a job that rests.
   *
   * @param cure what to do
   */
  List<FieldError> elsewhere(Supervisor known, JobSpec spec, String cure) {
    JobSpec before = known.view().spec();
    SourceSpec source = source(spec);
    SourceSpec read = source(before);
    List<FieldError> faults = new ArrayList<>();
    if (source == null || !known.isActive()) {
      return faults;
    }
    if (!spec.destination().sameDatabase(before.destination())) {
      faults.add(
          new FieldError(
              "/destination/database",
              "is another database, whose ledger does not say which offset is next: " + cure));
    }
    if (read != null
        && !(source.topic().equals(read.topic())
            && source.bootstrapServers().equals(read.bootstrapServers()))) {
      faults.add(
          new FieldError(
              "/source", "reads another topic or cluster, of which no offset is next: " + cure));
    }
    return faults;
  }

  /** The same, whoever asks for it; without fault. */
  Future<DocumentSwap> swapped(
      String name, Supervisor known, JobSpec spec, Precondition precondition) {
    return changing(
        name,
        () ->
            sources.taking(
                spec.source(),
                name,
                () -> known.swap(spec, precondition, source(spec), source(known.view().spec()))));
  }

  private Future<JobView> onSource(String name, JobSpec spec, Supplier<Future<JobView>> work) {
    return sources.taking(spec.source(), name, work);
  }

  private Future<JobView> created(String name, JobSpec spec) {
    Supervisor made = new Supervisor(engineParts, name, JobEntry.created(spec, Instant.now()));
    supervisors.put(name, made);
    return made.create().onFailure(e -> forget(name, made));
  }

  private void forget(String name, Supervisor gone) {
    supervisors.remove(name, gone);
    gone.vanished();
  }

  /**
   * Follows the catalog where it has stored what its caller was not told of in time: a job that is
   * there by now is one, and one that is gone is none.
   */
  void followCatalog(String name) {
    if (changing.contains(name)) {
      return;
    }
    JobEntry stored = engineParts.catalog().jobs().get(name);
    Supervisor known = supervisors.get(name);
    if (stored != null && known == null) {
      supervisors.put(name, new Supervisor(engineParts, name, stored));
    } else if (stored == null && known != null && !known.isActive()) {
      forget(name, known);
    }
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
    return SecretResolver.trying(work)
        .onComplete(
            done -> {
              changing.remove(name);
              followCatalog(name);
            });
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
