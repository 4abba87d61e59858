package dev.millrace.explore;

import dev.millrace.error.Warning;
import dev.millrace.kafka.Sampler;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.InferenceWarnings;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.schema.InspectedTable;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One look at the newest records of a job that has just started, for warnings in its status. The
 * start does not wait for it, and that it fails is no failure of the job's. However many jobs start
 * at once, the records of one are in memory at a time. Event loop only; the records are looked
 * through on a worker.
 */
public final class RecordsCheck {
  private static final int RECORDS = 100;
  private static final Duration READING = Duration.ofSeconds(5);

  /** Beside what the lanes were promised, and whatever the heap is. */
  private static final long MAX_BYTES = 4L << 20;

  private static final long TURN_MS = 500;

  private final ClientContext clients;

  public RecordsCheck(ClientContext clients) {
    this.clients = clients;
  }

  /**
   * @param wanted whether the job still runs, asked when its turn comes; without that there are no
   *     warnings
   */
  public Future<List<Warning>> warnings(
      JobSpec spec,
      SourceSpec source,
      boolean mappingInferred,
      List<InspectedTable> tables,
      BooleanSupplier wanted) {
    Promise<List<Warning>> answer = Promise.promise();
    inTurn(wanted, () -> look(spec, source, mappingInferred, tables), answer);
    return answer.future();
  }

  private void inTurn(
      BooleanSupplier wanted, Supplier<Future<List<Warning>>> look, Promise<List<Warning>> answer) {
    if (!wanted.getAsBoolean()) {
      answer.complete(List.of());
    } else if (clients.looking().compareAndSet(false, true)) {
      SecretResolver.trying(look)
          .onComplete(done -> clients.looking().set(false))
          .onComplete(answer);
    } else {
      clients.vertx().setTimer(TURN_MS, t -> inTurn(wanted, look, answer));
    }
  }

  private Future<List<Warning>> look(
      JobSpec spec, SourceSpec source, boolean mappingInferred, List<InspectedTable> tables) {
    return SecretResolver.trying(
            () -> SecretResolver.resolved(clients.vertx(), clients.secrets(), source))
        .compose(
            resolved -> new Sampler(clients.vertx()).newest(resolved, RECORDS, READING, MAX_BYTES))
        .compose(
            samples ->
                clients
                    .vertx()
                    .executeBlocking(
                        () -> InferenceWarnings.ofStored(spec, mappingInferred, tables, samples),
                        false));
  }
}
