package dev.millrace.job;

import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Puts another source under started jobs: each is checked with it, all are held, the source is
 * stored, and all go on. Where the files have another document for such a job, too, it is checked
 * with both as they will be, for the one may make no sense without the other. Event loop only.
 */
final class SourceExchange {
  private final EngineParts engineParts;
  private final Map<String, Supervisor> supervisors;
  private final JobDocuments documents;
  private final SourceChanges sources;

  /** The document by job, of jobs that get another together with the source. */
  private final Map<String, JobSpec> together = new HashMap<>();

  SourceExchange(
      EngineParts engineParts,
      Map<String, Supervisor> supervisors,
      JobDocuments documents,
      SourceChanges sources) {
    this.engineParts = engineParts;
    this.supervisors = supervisors;
    this.documents = documents;
    this.sources = sources;
  }

  /**
   * Fails with {@link InvalidDocument} where a job that runs could not run with that source.
   *
   * @param declared what files have of jobs by now
   */
  Future<Void> exchange(String name, SourceSpec spec, Map<String, JobSpec> declared) {
    StoredSource stored = engineParts.catalog().sources().get(name);
    if (stored != null && stored.spec().equals(spec)) {
      return Future.succeededFuture();
    }
    List<Supervisor> users =
        supervisors.values().stream()
            .filter(s -> s.isWanted() && s.view().spec().source().equals(name))
            .toList();
    List<Supervisor> active = users.stream().filter(Supervisor::isActive).toList();
    if (stored != null && !active.isEmpty() && !spec.topic().equals(stored.spec().topic())) {
      throw new InvalidDocument(
          List.of(
              new FieldError(
                  "/topic",
                  "is another topic, of which no offset is next: stop the jobs that read it ("
                      + String.join(", ", active.stream().map(Supervisor::name).toList())
                      + "), and alter the file then")));
    }
    users.forEach(s -> chooseTogether(s, name, declared.get(s.name())));
    return Future.all(active.stream().map(s -> tried(s, spec)).toList())
        .compose(v -> held(name, spec, users, users.iterator()));
  }

  private void chooseTogether(Supervisor job, String source, JobSpec declared) {
    if (declared == null || !declared.source().equals(source)) {
      return;
    }
    JobSpec now = job.view().spec();
    JobSpec next = job.completed(declared);
    if (!next.equals(now)
        && next.destination().sameDatabase(now.destination())
        && documents.faults(job.name(), next).isEmpty()) {
      together.put(job.name(), next);
    }
  }

  /** A document that is refused is no reason against the source: the job may keep its own. */
  private Future<Void> tried(Supervisor job, SourceSpec spec) {
    JobSpec next = together.get(job.name());
    return next == null
        ? job.changeover().tryOut(spec, null)
        : job.changeover()
            .tryOut(spec, next)
            .recover(
                e -> {
                  together.remove(job.name());
                  return job.changeover().tryOut(spec, null);
                });
  }

  /** While a job is paused nobody else may alter, reset or delete it. */
  private Future<Void> held(
      String name, SourceSpec spec, List<Supervisor> users, Iterator<Supervisor> toHold) {
    if (toHold.hasNext()) {
      return documents.changing(toHold.next().name(), () -> held(name, spec, users, toHold));
    }
    return Future.join(users.stream().map(s -> s.changeover().pause()).toList())
        .compose(v -> sources.declare(name, spec))
        .compose(v -> stored(users))
        .onComplete(done -> users.forEach(s -> s.goOn(source(s.view().spec().source()))));
  }

  private Future<Void> stored(List<Supervisor> users) {
    List<Future<Void>> puts = new ArrayList<>();
    for (Supervisor job : users) {
      JobSpec next = together.get(job.name());
      if (next != null) {
        JobView before = job.view();
        puts.add(
            job.put(next, Precondition.NONE)
                .onSuccess(
                    now ->
                        EditEntry.of(before, now)
                            .ifPresent(
                                edit ->
                                    edit.addTo(
                                        job.timeline(),
                                        engineParts.declared().jobs().get(job.name()))))
                .mapEmpty());
      }
    }
    return Future.join(puts).mapEmpty();
  }

  private SourceSpec source(String name) {
    StoredSource source = engineParts.catalog().sources().get(name);
    return source == null ? null : source.spec();
  }
}
