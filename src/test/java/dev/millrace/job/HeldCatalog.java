package dev.millrace.job;

import dev.millrace.catalog.Catalog;
import dev.millrace.model.JobEntry;
import dev.millrace.model.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A catalog in which each change of a job is made when the test says so; any thread. */
final class HeldCatalog implements Catalog {
  final Map<String, JobEntry> jobs = new ConcurrentHashMap<>();
  final Map<String, SourceSpec> sources = new ConcurrentHashMap<>();
  final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  /** Whether the disk has no room for a change. */
  volatile boolean full;

  /** Makes the oldest change that is held; false where there is none. */
  boolean makeNext() {
    Runnable next = held.poll();
    if (next != null) {
      next.run();
    }
    return next != null;
  }

  private Future<Void> hold(Runnable change) {
    Promise<Void> promise = Promise.promise();
    held.add(
        () -> {
          if (full) {
            promise.fail("no space left on device");
          } else {
            change.run();
            promise.complete();
          }
        });
    return promise.future();
  }

  @Override
  public Map<String, SourceSpec> sources() {
    return new TreeMap<>(sources);
  }

  @Override
  public Map<String, JobEntry> jobs() {
    return new TreeMap<>(jobs);
  }

  @Override
  public Future<Void> putSource(String name, SourceSpec spec) {
    throw new AssertionError("no test changes sources");
  }

  @Override
  public Future<Void> deleteSource(String name) {
    throw new AssertionError("no test changes sources");
  }

  @Override
  public Future<Void> putJob(String name, JobEntry entry) {
    return hold(() -> jobs.put(name, entry));
  }

  @Override
  public Future<Void> deleteJob(String name) {
    return hold(() -> jobs.remove(name));
  }
}
