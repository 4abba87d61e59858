package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.catalog.Catalog;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobSpec;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.TopicId;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A job's entry in the catalog. Changes are made one after the other, each of what the one before
 * it left: a stop that comes while a start still writes what it found out must not undo that, nor
 * the start the stop. Event loop only.
 */
final class CatalogEntry {
  private final Catalog catalog;
  private final String name;
  private JobEntry durable;
  private boolean deleted;
  private Future<Void> newest = Future.succeededFuture();

  CatalogEntry(Catalog catalog, String name, JobEntry durable) {
    this.catalog = catalog;
    this.name = name;
    this.durable = durable;
  }

  /** As the catalog has it. */
  JobEntry now() {
    return durable;
  }

  /**
   * Completes when the catalog has it; a change that the catalog did not take leaves the entry as
   * it was.
   *
   * @param change of the entry as it will be by then
   */
  Future<Void> change(UnaryOperator<JobEntry> change) {
    newest =
        newest.transform(
            before -> {
              if (deleted) {
                return Future.failedFuture(new Conflict("job " + name + " was deleted"));
              }
              JobEntry next = change.apply(durable);
              if (next.equals(durable)) {
                return Future.succeededFuture();
              }
              return catalog.putJob(name, next).onSuccess(v -> durable = next);
            });
    return newest;
  }

  /**
   * Another document; a mapping that was inferred and comes back unchanged is still the engine's.
   *
   * @param onPut told the document before and the one that the catalog has now
   */
  Future<Void> put(JobSpec spec, BiConsumer<JobSpec, JobSpec> onPut) {
    AtomicReference<JobSpec> before = new AtomicReference<>();
    return change(
            e -> {
              before.set(e.spec());
              boolean inferred = e.mappingInferred() && spec.mapping().equals(e.spec().mapping());
              return e.with(spec, inferred, Map.of(), e.topic());
            })
        .onSuccess(v -> onPut.accept(before.get(), spec));
  }

  /** What a start found out is part of the job from then on, stopped or not. */
  Future<Void> keep(StartPreparation.PreparedJob preparedJob) {
    return change(
        e -> {
          JobSpec spec = preparedJob.inferred() ? preparedJob.spec() : e.spec();
          boolean inferred = preparedJob.inferred() || e.mappingInferred();
          Map<Integer, Long> stops = e.wanted() ? preparedJob.stopOffsets() : e.stopOffsets();
          Set<Integer> partitions =
              preparedJob.ledger().stream().map(LedgerRow::partition).collect(Collectors.toSet());
          // With a topic but no rows the next start would take them for vanished.
          TopicId topic = partitions.isEmpty() ? e.topic() : preparedJob.topic();
          return e.with(spec, inferred, stops, topic).reading(partitions);
        });
  }

  /**
   * Partitions that the ledger has rows of by now, beside those it had at the start: a row that is
   * gone at the next start was there, and is not taken for one of a new partition.
   */
  Future<Void> reads(Set<Integer> partitions) {
    return change(
        e -> {
          Set<Integer> all = new HashSet<>(e.ledgerPartitions());
          return all.addAll(partitions) && e.topic() != null ? e.reading(all) : e;
        });
  }

  /** Behind the changes that were asked for; later ones fail. */
  Future<Void> delete() {
    newest = newest.transform(before -> catalog.deleteJob(name).onSuccess(v -> deleted = true));
    return newest;
  }
}
