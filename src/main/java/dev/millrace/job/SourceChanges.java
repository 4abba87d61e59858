package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.NotFound;
import dev.millrace.answer.Precondition;
import dev.millrace.document.SourceDocument;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Alters the catalog's sources, one change after the other, each held against what the one before
 * it left: its revision, and its secrets where {@code "***"} stands for them. Event loop only.
 */
final class SourceChanges {
  private final EngineParts engineParts;
  private final Map<String, Supervisor> supervisors;
  private Future<Void> newest = Future.succeededFuture();

  /** Sources whose change is under way. */
  private final Set<String> changing = new HashSet<>();

  /** Source by job, of jobs that are being put on one. */
  private final Map<String, String> taken = new TreeMap<>();

  /**
   * @param supervisors of all jobs, at any time
   */
  SourceChanges(EngineParts engineParts, Map<String, Supervisor> supervisors) {
    this.engineParts = engineParts;
    this.supervisors = supervisors;
  }

  Future<StoredSource> put(String name, SourceSpec sent, Precondition precondition) {
    engineParts.declared().refuseSource(name);
    return behindOthers(name, () -> stored(name, sent, precondition));
  }

  /** For a file that declares it. */
  Future<StoredSource> declare(String name, SourceSpec spec) {
    return behindOthers(name, () -> stored(name, spec, Precondition.NONE));
  }

  private Future<StoredSource> stored(String name, SourceSpec sent, Precondition precondition) {
    StoredSource before = find(name);
    long revision = before == null ? 0 : before.revision();
    precondition.require("source " + name, revision);
    refuseUsed(users(name, true), name, "in use by started jobs", "stop");
    SourceSpec spec = SourceDocument.keepSecrets(sent, before == null ? null : before.spec());
    return engineParts
        .catalog()
        .putSource(name, revision, spec)
        .compose(
            // Another process has stored one meanwhile: it is held against that.
            done ->
                done
                    ? Future.succeededFuture(now(name, StoredSource.next(before, spec)))
                    : stored(name, sent, precondition));
  }

  Future<Void> delete(String name, Precondition precondition) {
    engineParts.declared().refuseSource(name);
    return behindOthers(name, () -> deleted(name, precondition));
  }

  private Future<Void> deleted(String name, Precondition precondition) {
    StoredSource before = require(name);
    precondition.require("source " + name, before.revision());
    refuseUsed(users(name, false), name, "used by jobs", "delete");
    return engineParts
        .catalog()
        .deleteSource(name, before.revision())
        .compose(done -> done ? Future.succeededFuture() : deleted(name, precondition));
  }

  /** As the catalog has it, which numbers the revisions. */
  private StoredSource now(String name, StoredSource put) {
    StoredSource stored = find(name);
    return stored == null ? put : stored;
  }

  /**
   * Puts a job on a source: until that is done, the source is neither replaced nor deleted.
   *
   * @throws Conflict while the source is being changed
   */
  <T> Future<T> taking(String source, String job, Supplier<Future<T>> work) {
    requireUnchanging(source);
    taken.put(job, source);
    return SecretResolver.trying(work).onComplete(done -> taken.remove(job, source));
  }

  /**
   * @throws Conflict while the source is being replaced or deleted
   */
  void requireUnchanging(String source) {
    if (changing.contains(source)) {
      throw new Conflict("source " + source + " is being changed: try again in a moment");
    }
  }

  private void refuseTaken(String name) {
    taken.forEach(
        (job, source) -> {
          if (source.equals(name)) {
            throw new Conflict(
                "job %s is just being put on source %s: try again in a moment"
                    .formatted(job, name));
          }
        });
  }

  /** Fails with {@link NotFound} where there is none. */
  StoredSource require(String name) {
    StoredSource source = find(name);
    if (source == null) {
      throw new NotFound("there is no source " + name);
    }
    return source;
  }

  private StoredSource find(String name) {
    return engineParts.catalog().sources().get(name);
  }

  private List<String> users(String source, boolean activeOnly) {
    return supervisors.entrySet().stream()
        .filter(job -> job.getValue().view().spec().source().equals(source))
        .filter(job -> !activeOnly || job.getValue().isActive())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void refuseUsed(List<String> jobs, String name, String how, String cure) {
    if (!jobs.isEmpty()) {
      throw new Conflict(
          "source %s is %s: %s; %s them first".formatted(name, how, String.join(", ", jobs), cure));
    }
  }

  private <T> Future<T> behindOthers(String name, Supplier<Future<T>> work) {
    Future<T> done =
        newest.transform(
            before -> {
              refuseTaken(name);
              changing.add(name);
              return SecretResolver.trying(work).onComplete(ended -> changing.remove(name));
            });
    newest = done.mapEmpty();
    return done;
  }
}
