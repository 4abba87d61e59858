package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.api.DeclaredApi;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.LogFields;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import dev.millrace.timeline.EntryKind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What job files ask of a running engine. The work is done on the engine's event loop. */
final class DeclaredOrders implements DeclaredApi {
  private static final Logger LOG = LoggerFactory.getLogger(DeclaredOrders.class);

  private static final String NO_SOURCE = "declare it in a job file, or PUT it with the API before";
  private static final String STOP_FIRST =
      "stop the job; its file is taken by itself then, within 30 s or at once on SIGHUP, and starts"
          + " it where it says started: true";

  private final Context home;
  private final EngineParts engineParts;
  private final Map<String, Supervisor> supervisors;
  private final JobDocuments documents;
  private final SourceChanges sources;
  private final BooleanSupplier ready;

  DeclaredOrders(
      Context home,
      EngineParts engineParts,
      Map<String, Supervisor> supervisors,
      JobDocuments documents,
      SourceChanges sources,
      BooleanSupplier ready) {
    this.home = home;
    this.engineParts = engineParts;
    this.supervisors = supervisors;
    this.documents = documents;
    this.sources = sources;
    this.ready = ready;
  }

  private Future<Void> atHome(Supplier<Future<Void>> work) {
    Promise<Void> promise = Promise.promise();
    home.runOnContext(
        v ->
            (ready.getAsBoolean()
                    ? Future.succeededFuture()
                    : Future.<Void>failedFuture(new Conflict("the engine is stopping")))
                .compose(begin -> work.get())
                .onComplete(promise));
    return promise.future();
  }

  @Override
  public Future<Void> declared(Map<String, String> sourceFiles, Map<String, String> jobFiles) {
    return atHome(
        () -> {
          engineParts.declare(new Declared(sourceFiles, jobFiles));
          return Future.succeededFuture();
        });
  }

  @Override
  public Future<Void> declareSource(String name, SourceSpec spec, Map<String, JobSpec> jobs) {
    return atHome(
        () ->
            new SourceExchange(engineParts, supervisors, documents, sources)
                .exchange(name, spec, jobs));
  }

  private SourceSpec source(String name) {
    StoredSource source = engineParts.catalog().sources().get(name);
    return source == null ? null : source.spec();
  }

  @Override
  public Future<Void> declareJob(String name, JobSpec declared, Boolean started) {
    return atHome(
        () -> {
          List<FieldError> faults = documents.faults(name, declared, NO_SOURCE);
          if (!faults.isEmpty()) {
            throw new InvalidDocument(faults);
          }
          Supervisor known = supervisors.get(name);
          if (known == null) {
            return documents
                .stored(name, declared, Precondition.NONE)
                .compose(v -> created(name))
                .compose(v -> runs(name, Boolean.TRUE.equals(started)));
          }
          known.declared(null);
          boolean stops = Boolean.FALSE.equals(started) && known.isWanted();
          return (stops ? stopped(known) : Future.<Void>succeededFuture())
              .compose(v -> altered(name, known, declared))
              .compose(altered -> known.declaredIn(file(name)).map(altered))
              .compose(
                  altered ->
                      runs(
                          name,
                          (Boolean.TRUE.equals(started) || known.isWanted())
                              && (altered || !known.isFinished())));
        });
  }

  /** Whether it has another document now. */
  private Future<Boolean> altered(String name, Supervisor known, JobSpec declared) {
    JobView view = known.view();
    JobSpec before = view.spec();
    JobSpec next = known.completed(declared);
    List<FieldError> elsewhere = documents.elsewhere(known, next, STOP_FIRST);
    if (!elsewhere.isEmpty()) {
      throw new InvalidDocument(elsewhere);
    }
    return documents
        .swapped(name, known, next, Precondition.NONE)
        .onSuccess(
            swap ->
                swap.running()
                    .onFailure(
                        e ->
                            LOG.atWarn()
                                .addKeyValue(LogFields.JOB, name)
                                .log("job {} of {}: {}", name, file(name), e.getMessage())))
        .map(
            swap -> {
              EditEntry.of(view, known.view())
                  .ifPresent(e -> e.addTo(known.timeline(), file(name)));
              return !next.equals(before);
            });
  }

  private Future<Void> created(String name) {
    Supervisor made = supervisors.get(name);
    if (made == null) {
      return Future.succeededFuture();
    }
    made.timeline().add(EntryKind.CREATED, file(name), "the job was created", Map.of());
    return made.declaredIn(file(name));
  }

  private Future<Void> stopped(Supervisor known) {
    known.timeline().add(EntryKind.STOP, file(known.name()), "the job was told to stop", Map.of());
    return known.stopped();
  }

  private Future<Void> runs(String name, boolean wanted) {
    Supervisor supervisor = supervisors.get(name);
    if (!wanted || supervisor == null) {
      return Future.succeededFuture();
    }
    if (!supervisor.isWanted()) {
      supervisor.timeline().add(EntryKind.START, file(name), "the job was started", Map.of());
    }
    return supervisor.want(source(supervisor.view().spec().source()));
  }

  private String file(String job) {
    return engineParts.declared().jobs().get(job);
  }

  @Override
  public Future<Void> pruneJob(String name) {
    return atHome(
        () -> {
          Supervisor known = supervisors.get(name);
          return known == null
              ? Future.succeededFuture()
              : known.stopped().compose(v -> documents.delete(name, known, Precondition.NONE));
        });
  }

  @Override
  public Future<Void> noLongerDeclared(String name, String file) {
    return atHome(
            () -> {
              Supervisor known = supervisors.get(name);
              return known == null ? Future.succeededFuture() : known.declaredIn(null);
            })
        .compose(v -> tellNoLonger(name, file));
  }

  private Future<Void> tellNoLonger(String name, String file) {
    return tell(
        name,
        WarningCode.NO_LONGER_DECLARED,
        "no file declares the job any more ("
            + file
            + " did); it goes on as it is, and the API may alter and delete it");
  }

  @Override
  public Future<Void> notTaken(String name, String why) {
    return tell(name, WarningCode.DOCUMENT_NOT_TAKEN, why);
  }

  private Future<Void> tell(String name, WarningCode code, String message) {
    return atHome(
        () -> {
          Supervisor known = supervisors.get(name);
          if (known != null) {
            known.declared(Warning.of(code, message));
          }
          return Future.succeededFuture();
        });
  }
}
