package dev.millrace.quarantine;

import dev.millrace.answer.QuarantineChoice;
import dev.millrace.model.PartitionId;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.quarantine.QuarantineStore.Batch;
import dev.millrace.quarantine.QuarantineStore.End;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The chosen records of a quarantine, batch by batch in order of topic, partition and offset. Where
 * all are chosen, those that were there when it began: a job that goes on quarantining is not
 * chased.
 */
final class QuarantineSelection {
  private final QuarantineStore store;
  private final QuarantineChoice choice;
  private final String sourceTopic;
  private final LongConsumer onMissing;

  /** Each finds batches; they are asked one after the other. */
  private final Deque<Supplier<Future<List<Batch>>>> searches = new ArrayDeque<>();

  private final Deque<Batch> found = new ArrayDeque<>();
  private QuarantinePlace done;

  /**
   * @param onMissing told how many of the chosen offsets are not in quarantine
   */
  QuarantineSelection(
      QuarantineStore store, QuarantineChoice choice, String sourceTopic, LongConsumer onMissing) {
    this.store = store;
    this.choice = choice;
    this.sourceTopic = sourceTopic;
    this.onMissing = onMissing;
  }

  /**
   * Does the work for each batch, one after the other, until one fails or it is time to end; the
   * first is always done. The place behind which the rest is, or null where there is none.
   */
  Future<QuarantinePlace> each(Function<Batch, Future<Void>> work, BooleanSupplier timeToEnd) {
    Promise<QuarantinePlace> end = Promise.promise();
    plan().onComplete(planned -> step(work, timeToEnd, end), end::fail);
    return end.future();
  }

  private Future<Void> plan() {
    if (choice.all()) {
      return store
          .ends(choice.topic(), choice.filter())
          .onSuccess(
              ends ->
                  ends.forEach(
                      end ->
                          searches.add(() -> next(end, begin(end.topic(), end.partition()) - 1))))
          .mapEmpty();
    }
    String topic = choice.topic() == null ? sourceTopic : choice.topic();
    SortedMap<PartitionId, SortedSet<Long>> chosen = new TreeMap<>();
    choice
        .offsets()
        .forEach(
            (partition, offsets) ->
                chosen.computeIfAbsent(partition.in(topic), p -> new TreeSet<>()).addAll(offsets));
    chosen.forEach(
        (partition, all) -> {
          long begin = begin(partition.topic(), partition.partition());
          List<Long> offsets = all.stream().filter(offset -> offset >= begin).toList();
          for (int from = 0; from < offsets.size(); from += QuarantineStore.BATCH_RECORDS) {
            int to = Math.min(offsets.size(), from + QuarantineStore.BATCH_RECORDS);
            List<Long> part = offsets.subList(from, to);
            searches.add(() -> find(partition, part));
          }
        });
    return Future.succeededFuture();
  }

  /** The first offset of a partition that is behind where to begin. */
  private long begin(String topic, int partition) {
    QuarantinePlace after = choice.after();
    if (after == null || new QuarantinePlace(topic, partition, -1).compareTo(after) > 0) {
      return 0;
    }
    return topic.equals(after.topic()) && partition == after.partition()
        ? after.offset() + 1
        : Long.MAX_VALUE;
  }

  private Future<List<Batch>> find(PartitionId partition, List<Long> offsets) {
    return store
        .find(partition.topic(), partition.partition(), offsets, choice.filter())
        .onSuccess(
            batches ->
                onMissing.accept(
                    offsets.size() - batches.stream().mapToLong(b -> b.offsets().size()).sum()));
  }

  private Future<List<Batch>> next(End end, long after) {
    return store
        .next(end, after, choice.filter())
        .onSuccess(
            batches -> {
              if (!batches.isEmpty()) {
                List<Long> last = batches.get(batches.size() - 1).offsets();
                searches.addFirst(() -> next(end, last.get(last.size() - 1)));
              }
            });
  }

  /** A loop, not a chain of futures: there may be very many batches. */
  private void step(
      Function<Batch, Future<Void>> work, BooleanSupplier timeToEnd, Promise<QuarantinePlace> end) {
    Future<?> turn;
    if (!found.isEmpty()) {
      if (done != null && timeToEnd.getAsBoolean()) {
        end.complete(done);
        return;
      }
      Batch batch = found.poll();
      long last = batch.offsets().get(batch.offsets().size() - 1);
      done = new QuarantinePlace(batch.topic(), batch.partition(), last);
      turn = work.apply(batch);
    } else if (!searches.isEmpty()) {
      turn = searches.poll().get().onSuccess(found::addAll);
    } else {
      end.complete(null);
      return;
    }
    turn.onComplete(x -> step(work, timeToEnd, end), end::fail);
  }
}
