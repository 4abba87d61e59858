package dev.millrace.job;

import dev.millrace.catalog.Catalog;
import dev.millrace.metrics.Metrics;
import dev.millrace.preflight.ClientContext;
import dev.millrace.secret.Secret;
import dev.millrace.status.JobWatchers;
import dev.millrace.timeline.Timelines;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * What all supervisors share.
 *
 * @param files what files declare now, which the API does not alter
 * @param runs numbers the starts of lanes
 * @param watchers of all jobs
 * @param timelines what happens to jobs
 */
record EngineParts(
    ClientContext clients,
    Catalog catalog,
    Metrics metrics,
    AtomicReference<Declared> files,
    AtomicLong runs,
    JobWatchers watchers,
    Timelines timelines) {
  Declared declared() {
    return files.get();
  }

  void declare(Declared next) {
    files.set(next);
  }

  Vertx vertx() {
    return clients.vertx();
  }

  Function<Secret, String> secrets() {
    return clients.secrets();
  }
}
