package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.NotFound;
import dev.millrace.answer.Precondition;
import dev.millrace.document.SourceDocument;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Alters the catalog's sources, one change after the other, each held against what the one before
 * it left: its revision, and its secrets where {@code "***"} stands for them. Event loop only.
 */
final class SourceChanges {
  private final EngineParts engineParts;
  private final BiFunction<String, Boolean, List<String>> users;
  private Future<Void> newest = Future.succeededFuture();

  /**
   * @param users the jobs that use a source: all, or those alone that are started
   */
  SourceChanges(EngineParts engineParts, BiFunction<String, Boolean, List<String>> users) {
    this.engineParts = engineParts;
    this.users = users;
  }

  Future<StoredSource> put(String name, SourceSpec sent, Precondition precondition) {
    engineParts.declared().refuseSource(name);
    return behindOthers(() -> stored(name, sent, precondition));
  }

  private Future<StoredSource> stored(String name, SourceSpec sent, Precondition precondition) {
    StoredSource before = find(name);
    long revision = before == null ? 0 : before.revision();
    precondition.require("source " + name, revision);
    refuseUsed(users.apply(name, true), name, "in use by started jobs", "stop");
    SourceSpec spec = SourceDocument.keepSecrets(sent, before == null ? null : before.spec());
    return engineParts
        .catalog()
        .putSource(name, revision, spec)
        .compose(
            // Another process has stored one meanwhile: it is held against that.
            done ->
                done
                    ? Future.succeededFuture(StoredSource.next(before, spec))
                    : stored(name, sent, precondition));
  }

  Future<Void> delete(String name, Precondition precondition) {
    engineParts.declared().refuseSource(name);
    return behindOthers(() -> deleted(name, precondition));
  }

  private Future<Void> deleted(String name, Precondition precondition) {
    StoredSource before = require(name);
    precondition.require("source " + name, before.revision());
    refuseUsed(users.apply(name, false), name, "used by jobs", "delete");
    return engineParts
        .catalog()
        .deleteSource(name, before.revision())
        .compose(done -> done ? Future.succeededFuture() : deleted(name, precondition));
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

  private static void refuseUsed(List<String> jobs, String name, String how, String cure) {
    if (!jobs.isEmpty()) {
      throw new Conflict(
          "source %s is %s: %s; %s them first".formatted(name, how, String.join(", ", jobs), cure));
    }
  }

  private <T> Future<T> behindOthers(Supplier<Future<T>> work) {
    Future<T> done = newest.transform(before -> work.get());
    newest = done.mapEmpty();
    return done;
  }
}
