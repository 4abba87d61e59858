package dev.millrace.job;

import dev.millrace.catalog.Catalog;
import dev.millrace.catalog.CatalogChange;
import dev.millrace.spec.DesiredJob;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobFacts;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A catalog in which each change is made when the test says so; any thread. */
final class HeldCatalog implements Catalog {
  final Map<String, JobEntry> jobs = new ConcurrentHashMap<>();
  final Map<String, StoredSource> sources = new ConcurrentHashMap<>();
  final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  /** Whether the disk has no room for a change. */
  volatile boolean full;

  /** Whether changes are made, but too late for who asked: his future fails. */
  volatile boolean late;

  private final Queue<Consumer<CatalogChange>> watchers = new ConcurrentLinkedQueue<>();

  /** Makes the oldest change that is held; false where there is none. */
  boolean makeNext() {
    Runnable next = held.poll();
    if (next != null) {
      next.run();
    }
    return next != null;
  }

  private Future<Boolean> hold(BooleanSupplier change) {
    Promise<Boolean> promise = Promise.promise();
    held.add(
        () -> {
          if (full) {
            promise.fail("no space left on device");
          } else if (late) {
            boolean made = change.getAsBoolean();
            promise.fail("not answered in time, made: " + made);
          } else {
            promise.complete(change.getAsBoolean());
          }
        });
    return promise.future();
  }

  @Override
  public Map<String, StoredSource> sources() {
    return new TreeMap<>(sources);
  }

  @Override
  public Map<String, JobEntry> jobs() {
    return new TreeMap<>(jobs);
  }

  @Override
  public Future<Boolean> putSource(String name, long expectedRevision, SourceSpec spec) {
    return hold(
        () -> {
          StoredSource stored = sources.get(name);
          boolean expected = (stored == null ? 0 : stored.revision()) == expectedRevision;
          if (expected) {
            sources.put(name, StoredSource.next(stored, spec));
          }
          return expected;
        });
  }

  @Override
  public Future<Boolean> deleteSource(String name, long expectedRevision) {
    return hold(
        () -> {
          StoredSource stored = sources.get(name);
          boolean expected = stored != null && stored.revision() == expectedRevision;
          if (expected) {
            sources.remove(name);
          }
          return expected;
        });
  }

  @Override
  public Future<Boolean> putJob(String name, DesiredJob seen, DesiredJob next) {
    return hold(
        () -> {
          JobEntry stored = jobs.get(name);
          boolean expected = Objects.equals(stored == null ? null : stored.desired(), seen);
          if (expected) {
            jobs.put(
                name,
                stored == null
                    ? new JobEntry(next, JobFacts.created(Instant.EPOCH))
                    : stored.with(next));
            tell(name, jobs.get(name));
          }
          return expected;
        });
  }

  @Override
  public Future<Boolean> putJob(String name, DesiredJob seen, JobEntry next) {
    return hold(
        () -> {
          JobEntry stored = jobs.get(name);
          boolean expected = Objects.equals(stored == null ? null : stored.desired(), seen);
          if (expected) {
            jobs.put(name, next);
            tell(name, next);
          }
          return expected;
        });
  }

  @Override
  public Future<Boolean> putFacts(String name, JobFacts facts) {
    return hold(() -> jobs.computeIfPresent(name, (n, e) -> e.withFacts(facts)) != null);
  }

  @Override
  public Future<Boolean> deleteJob(String name, DesiredJob seen) {
    return hold(
        () -> {
          JobEntry stored = jobs.get(name);
          boolean expected = stored != null && stored.desired().equals(seen);
          if (expected) {
            jobs.remove(name);
            tell(name, null);
          }
          return expected;
        });
  }

  private void tell(String name, JobEntry entry) {
    watchers.forEach(watcher -> watcher.accept(new CatalogChange.OfJob(name, entry)));
  }

  @Override
  public void watch(Consumer<CatalogChange> watcher) {
    watchers.add(watcher);
  }
}
