package dev.millrace.lane;

import dev.millrace.document.JobDocument;
import dev.millrace.error.JobError;
import dev.millrace.error.RejectCode;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.PolledBatch;
import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.metrics.Metrics;
import dev.millrace.model.Column;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/**
 * The stage between poll and sink alone: a test polls, answers for the sink, and takes the turns.
 */
abstract class TransformStage {
  final Metrics metrics = new Metrics();
  final List<RowBatch> written = new ArrayList<>();
  final Deque<Promise<WriteOutcome>> answers = new ArrayDeque<>();
  final Deque<Runnable> turns = new ArrayDeque<>();
  final List<LaneEvent> events = new ArrayList<>();
  int acks;

  @AfterEach
  void close() {
    metrics.close();
  }

  JobError stopped() {
    return ((LaneEvent.Failed) events.get(events.size() - 1)).error();
  }

  void refuse(int row) {
    refuse(0, row);
  }

  void refuse(int segment, int row) {
    RefusedRow refused =
        new RefusedRow(segment, row, RejectCode.DUPLICATE_KEY, null, "Duplicate entry");
    answer(new WriteOutcome.Refused(List.of(refused)));
  }

  void answer(WriteOutcome outcome) {
    answers.poll().complete(outcome);
    runTurns();
  }

  void commit(RowBatch batch) {
    List<LedgerRow> rows =
        batch.moves().stream()
            .map(m -> LedgerRow.startingAt(m.id(), m.fromOffset()).after(m))
            .toList();
    answer(new WriteOutcome.Committed(rows));
  }

  void runTurns() {
    for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
      turn.run();
    }
  }

  Transform transform(Map<String, Object> policies) {
    Map<String, Object> job = new HashMap<>(policies);
    job.put("source", "s");
    job.put("destination", Map.of("host", "h", "database", "d", "table", "t", "user", "u"));
    job.put("mapping", List.of(Map.of("path", "/n", "column", "n", "type", "INT")));
    TableSchema table =
        new TableSchema("d", "t", "InnoDB", true, List.of(Column.of("n", "INT")), List.of());
    return transform(LanePlan.compile(JobDocument.read(job), List.of(table)));
  }

  Transform transform(LanePlan plan) {
    return new Transform(
        plan,
        metrics.forJob("j"),
        batch -> {
          written.add(batch);
          answers.add(Promise.promise());
          return answers.peekLast().future();
        },
        events::add,
        turns::add);
  }

  static Sample sample(int partition, long offset, String n) {
    byte[] value = ("{\"n\":" + n + "}").getBytes(StandardCharsets.UTF_8);
    return new Sample("t", partition, offset, 0, null, Map.of(), value);
  }

  /** As if no offset from {@code from} up to the record's held one. */
  static PolledPartition from(long from, Sample sample) {
    PolledPartition polled = SampleRecords.polled(sample);
    return new PolledPartition(polled.id(), from, polled.toOffset(), polled.records());
  }

  Message<PolledBatch> polled(Sample... samples) {
    return polled(Arrays.stream(samples).map(SampleRecords::polled).toList());
  }

  /** A message that only can be read and replied to. */
  @SuppressWarnings("unchecked")
  Message<PolledBatch> polled(List<PolledPartition> partitions) {
    PolledBatch batch = new PolledBatch(partitions, 1, 1);
    return (Message<PolledBatch>)
        Proxy.newProxyInstance(
            Message.class.getClassLoader(),
            new Class<?>[] {Message.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("body")) {
                return batch;
              }
              acks++;
              return null;
            });
  }
}
