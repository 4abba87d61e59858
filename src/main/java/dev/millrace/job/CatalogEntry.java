package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.Precondition;
import dev.millrace.catalog.Catalog;
import dev.millrace.document.JobDocument;
import dev.millrace.error.LogFields;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TopicId;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobSpec;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job's entry in the catalog. Changes are made one after the other, each of what the one before
 * it left: a stop that comes while a start still writes what it found out must not undo that, nor
 * the start the stop. Where another has written what people want of the job, a change is made to
 * that. Event loop only, but for {@link #now}.
 */
final class CatalogEntry {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogEntry.class);

  private final Catalog catalog;
  private final String name;
  private volatile JobEntry durable;
  private boolean deleted;
  private Future<Void> newest = Future.succeededFuture();

  CatalogEntry(Catalog catalog, String name, JobEntry durable) {
    this.catalog = catalog;
    this.name = name;
    this.durable = durable;
  }

  /** As the catalog has it; any thread. Who needs two parts of it asks once. */
  JobEntry now() {
    return durable;
  }

  /**
   * Completes when the catalog has it; a change that the catalog did not take leaves the entry as
   * it was.
   *
   * @param change of the entry as it will be by then; what it throws fails the future
   */
  Future<Void> change(UnaryOperator<JobEntry> change) {
    return behindOthers(() -> made(change));
  }

  /**
   * Stores the job, which is new; behind it come the changes that are asked for meanwhile. Fails
   * with {@link Conflict} where another has made one of this name.
   */
  Future<Void> create() {
    return behindOthers(
        () ->
            catalog
                .putJob(name, null, durable)
                .compose(
                    done ->
                        done && readAgain()
                            ? Future.succeededFuture()
                            : Future.failedFuture(
                                new Conflict(
                                    "job " + name + " was just created by another: try again"))));
  }

  private Future<Void> behindOthers(Supplier<Future<Void>> work) {
    newest = newest.transform(before -> deleted ? gone() : work.get());
    return newest;
  }

  /**
   * One write, so that a crash or a full disk leaves all of a change or nothing. It builds on what
   * the catalog has by now: whether a change was stored that was not answered in time, the catalog
   * alone knows.
   */
  private Future<Void> made(UnaryOperator<JobEntry> change) {
    if (!readAgain()) {
      return gone();
    }
    JobEntry before = durable;
    JobEntry next = change.apply(before);
    if (next.equals(before)) {
      return Future.succeededFuture();
    }
    Future<Boolean> stored =
        next.desired().equals(before.desired())
            ? catalog.putFacts(name, next.facts())
            : catalog.putJob(name, before.desired(), next);
    return stored.compose(
        done -> {
          if (!done) {
            return made(change);
          }
          durable = next;
          return Future.succeededFuture();
        });
  }

  /** Whether the catalog has the job; then {@link #now} is what it has. */
  private boolean readAgain() {
    JobEntry stored = catalog.jobs().get(name);
    deleted = stored == null;
    if (!deleted) {
      durable = stored;
    }
    return !deleted;
  }

  /** Says in the log why a change was not made that nobody waits for. */
  void notWritten(Throwable e) {
    LOG.atError()
        .addKeyValue(LogFields.JOB, name)
        .log("job {}: the catalog was not written: {}", name, e.toString());
  }

  private Future<Void> gone() {
    return Future.failedFuture(new Conflict("job " + name + " was deleted"));
  }

  /**
   * Another document; a mapping that was inferred and comes back unchanged is still the engine's.
   *
   * @param sent where {@code "***"} stands for a secret, the one that is stored by then is kept
   * @param onPut told the document before and the one that the catalog has now
   */
  Future<Void> put(JobSpec sent, Precondition precondition, BiConsumer<JobSpec, JobSpec> onPut) {
    AtomicReference<JobSpec> before = new AtomicReference<>();
    return change(
            e -> {
              require(precondition);
              before.set(e.spec());
              JobSpec spec = JobDocument.keepSecrets(sent, e.spec());
              boolean inferred = e.mappingInferred() && spec.mapsLike(e.spec());
              JobEntry next = e.with(e.desired().withSpec(spec, inferred));
              return next.withFacts(next.facts().withStopOffsets(Map.of()));
            })
        .onSuccess(v -> onPut.accept(before.get(), durable.spec()));
  }

  /**
   * @throws dev.millrace.answer.PreconditionFailed where the document has another revision
   */
  void require(Precondition precondition) {
    precondition.require("job " + name, durable.desired().revision());
  }

  /** What a start found out is part of the job from then on, stopped or not. */
  Future<Void> keep(StartPreparation.PreparedJob preparedJob) {
    return change(
        e -> {
          JobSpec spec = preparedJob.inferred() ? preparedJob.spec() : e.spec();
          boolean inferred = preparedJob.inferred() || e.mappingInferred();
          Map<PartitionId, Long> stops = e.started() ? preparedJob.stopOffsets() : e.stopOffsets();
          Set<PartitionId> partitions =
              preparedJob.ledger().stream().map(LedgerRow::id).collect(Collectors.toSet());
          // With a topic but no rows the next start would take them for vanished.
          TopicId topic = partitions.isEmpty() ? e.topic() : preparedJob.topic();
          JobEntry next = e.with(e.desired().withSpec(spec, inferred));
          return next.withFacts(next.facts().withStopOffsets(stops).withLedger(topic, partitions));
        });
  }

  /**
   * Partitions that the ledger has rows of by now, beside those it had at the start: a row that is
   * gone at the next start was there, and is not taken for one of a new partition.
   */
  Future<Void> reads(Set<PartitionId> partitions) {
    return change(
        e -> {
          Set<PartitionId> all = new HashSet<>(e.ledgerPartitions());
          return all.addAll(partitions) && e.topic() != null
              ? e.withFacts(e.facts().withLedger(e.topic(), all))
              : e;
        });
  }

  /** Behind the changes that were asked for; later ones fail. Done where it is gone already. */
  Future<Void> delete(Precondition precondition) {
    newest = newest.transform(before -> deleted(precondition));
    return newest;
  }

  private Future<Void> deleted(Precondition precondition) {
    if (!readAgain()) {
      return Future.succeededFuture();
    }
    require(precondition);
    return catalog
        .deleteJob(name, durable.desired())
        .compose(
            done -> {
              deleted = done;
              return done ? Future.succeededFuture() : deleted(precondition);
            });
  }
}
