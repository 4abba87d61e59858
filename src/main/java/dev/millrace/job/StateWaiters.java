package dev.millrace.job;

import dev.millrace.model.JobState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Callers that wait for a job to be in one of some states. Event loop only. */
final class StateWaiters {
  private record Waiter(Set<JobState> states, Promise<Void> reached) {}

  private final List<Waiter> waiters = new ArrayList<>();

  /** Completes when one of the states is entered, or after that time; never fails. */
  Future<Void> await(Set<JobState> states, Duration atMost) {
    Waiter waiter = new Waiter(states, Promise.promise());
    waiters.add(waiter);
    return waiter
        .reached()
        .future()
        .timeout(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS)
        .transform(
            done -> {
              waiters.remove(waiter);
              return Future.succeededFuture();
            });
  }

  void entered(JobState state) {
    for (Waiter waiter : List.copyOf(waiters)) {
      if (waiter.states().contains(state)) {
        waiter.reached().tryComplete();
      }
    }
  }
}
