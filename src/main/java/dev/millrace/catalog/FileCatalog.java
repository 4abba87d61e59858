package dev.millrace.catalog;

import dev.millrace.error.BugReport;
import dev.millrace.error.NotStored;
import dev.millrace.spec.DesiredJob;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobFacts;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog in one JSON file, {@code catalog.json} in the data directory. Every change writes the
 * whole file anew: it is small, and changes are made by people.
 *
 * <p>Any thread may call; futures complete on the caller's context. All writing is done by one
 * worker thread, in the order asked for, so that each change builds on the one before.
 */
public final class FileCatalog implements Catalog {
  private static final Logger LOG = LoggerFactory.getLogger(FileCatalog.class);

  static final String FILE = "catalog.json";

  /** Longer than any disk takes that is not broken. */
  private static final int WRITE_SECONDS = 30;

  private final WorkerExecutor writer;
  private final DurableFile file;
  private final CatalogDocument document;

  /** What the file holds. Written by the writer's thread only. */
  private volatile CatalogState durable;

  private final List<Consumer<CatalogChange>> watchers = new CopyOnWriteArrayList<>();

  private FileCatalog(
      WorkerExecutor writer, DurableFile file, CatalogDocument document, CatalogState state) {
    this.writer = writer;
    this.file = file;
    this.document = document;
    this.durable = state;
  }

  /**
   * Takes the data directory and reads what is in it. The file is written once at once, so that a
   * directory that cannot be written to is found out now, and secrets from before a key was
   * configured are sealed.
   *
   * <p>Fails with an {@link IOException} whose message is for the user: the directory is in use or
   * not writable, or the file is corrupt. A corrupt file is never taken for an empty catalog.
   */
  public static Future<FileCatalog> open(Vertx vertx, Path directory, SecretCodec secretCodec) {
    return open(vertx, directory, secretCodec, step -> {});
  }

  static Future<FileCatalog> open(
      Vertx vertx, Path directory, SecretCodec secretCodec, Consumer<DurableFile.Step> after) {
    WorkerExecutor writer = vertx.createSharedWorkerExecutor("millrace-catalog-" + directory, 1);
    CatalogDocument document = new CatalogDocument(secretCodec);
    return writer
        .executeBlocking(
            () -> {
              DurableFile file = DurableFile.open(directory, FILE, after);
              try {
                CatalogState state = read(file, document);
                file.write(document.write(state));
                return new FileCatalog(writer, file, document, state);
              } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
              }
            })
        .onFailure(e -> writer.close());
  }

  /**
   * The sources in a data directory as they are now; it may belong to a running process. Blocks.
   *
   * @throws IOException when the file cannot be read, with a sentence for the user
   */
  public static Map<String, SourceSpec> sources(Path directory, SecretCodec secretCodec)
      throws IOException {
    Path file = directory.resolve(FILE);
    return Files.exists(file)
        ? new CatalogDocument(secretCodec)
            .read(Files.readAllBytes(file)).sources().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().spec()))
        : Map.of();
  }

  private static CatalogState read(DurableFile file, CatalogDocument document) throws IOException {
    byte[] bytes = file.read();
    if (bytes == null) {
      return CatalogState.EMPTY;
    }
    try {
      return document.read(bytes);
    } catch (IOException e) {
      throw new IOException(
          "the catalog "
              + file.path()
              + " cannot be read: "
              + e.getMessage()
              + ". Restore it from a backup, or move it away to begin with an empty catalog");
    }
  }

  @Override
  public Map<String, StoredSource> sources() {
    return durable.sources();
  }

  @Override
  public Map<String, JobEntry> jobs() {
    return durable.jobs();
  }

  @Override
  public Future<Boolean> putSource(String name, long expectedRevision, SourceSpec spec) {
    return changeSource(
        name,
        expectedRevision,
        (state, stored) ->
            stored == null
                ? new StoredSource(spec, state.firstRevision())
                : StoredSource.next(stored, spec));
  }

  @Override
  public Future<Boolean> deleteSource(String name, long expectedRevision) {
    return changeSource(name, expectedRevision, (state, stored) -> null);
  }

  private Future<Boolean> changeSource(
      String name,
      long expectedRevision,
      BiFunction<CatalogState, StoredSource, StoredSource> change) {
    return change(
        state -> {
          StoredSource stored = state.sources().get(name);
          if ((stored == null ? 0 : stored.revision()) != expectedRevision) {
            return null;
          }
          StoredSource next = change.apply(state, stored);
          return new Change(state.withSource(name, next), new CatalogChange.OfSource(name, next));
        });
  }

  @Override
  public Future<Boolean> putJob(String name, DesiredJob seen, DesiredJob next) {
    return changeJob(
        name,
        seen,
        stored ->
            stored == null
                ? new JobEntry(next, JobFacts.created(Instant.now()))
                : stored.with(next));
  }

  @Override
  public Future<Boolean> putJob(String name, DesiredJob seen, JobEntry next) {
    return changeJob(name, seen, stored -> next);
  }

  @Override
  public Future<Boolean> deleteJob(String name, DesiredJob seen) {
    return changeJob(name, seen, stored -> null);
  }

  private Future<Boolean> changeJob(String name, DesiredJob seen, UnaryOperator<JobEntry> change) {
    return change(
        state -> {
          JobEntry stored = state.jobs().get(name);
          if (!Objects.equals(stored == null ? null : stored.desired(), seen)) {
            return null;
          }
          JobEntry next = change.apply(stored);
          return ofJob(
              state,
              name,
              stored == null
                  ? new JobEntry(
                      next.desired().withRevisionFrom(state.firstRevision()), next.facts())
                  : next);
        });
  }

  @Override
  public Future<Boolean> putFacts(String name, JobFacts facts) {
    return change(
        state -> {
          JobEntry stored = state.jobs().get(name);
          return stored == null ? null : ofJob(state, name, stored.withFacts(facts));
        });
  }

  private static Change ofJob(CatalogState state, String name, JobEntry next) {
    return new Change(state.withJob(name, next), new CatalogChange.OfJob(name, next));
  }

  @Override
  public void watch(Consumer<CatalogChange> watcher) {
    watchers.add(watcher);
  }

  /** Waits for the changes asked for, then lets go of the data directory. */
  public Future<Void> close() {
    return writer
        .<Void>executeBlocking(
            () -> {
              file.close();
              return null;
            })
        .onComplete(done -> writer.close());
  }

  /** What is to be durable next, and what is then told of it. */
  private record Change(CatalogState next, CatalogChange told) {}

  /**
   * @param change null where nothing is to be changed
   */
  private Future<Boolean> change(Function<CatalogState, Change> change) {
    return writer
        .executeBlocking(
            () -> {
              Change made = change.apply(durable);
              if (made == null) {
                return false;
              }
              file.write(document.write(made.next()));
              durable = made.next();
              watchers.forEach(watcher -> tell(watcher, made.told()));
              return true;
            })
        .timeout(WRITE_SECONDS, TimeUnit.SECONDS)
        .recover(failure -> Future.failedFuture(explained(failure)));
  }

  /** The change is stored, whatever becomes of who hears of it. */
  private static void tell(Consumer<CatalogChange> watcher, CatalogChange change) {
    try {
      watcher.accept(change);
    } catch (RuntimeException e) {
      LOG.error("a watcher of the catalog met a bug at {}: {}", change.name(), BugReport.of(e));
    }
  }

  private Throwable explained(Throwable failure) {
    if (failure instanceof IOException) {
      return new NotStored(
          "the change was not made, as "
              + file.path()
              + " cannot be written ("
              + failure.getClass().getSimpleName()
              + ": "
              + failure.getMessage()
              + "); make room on its disk or make it writable, and try again");
    }
    if (failure instanceof TimeoutException) {
      return new NotStored(
          "the disk of "
              + file.path()
              + " has not answered within "
              + WRITE_SECONDS
              + " s; whether the change will be stored is not known");
    }
    return failure;
  }
}
