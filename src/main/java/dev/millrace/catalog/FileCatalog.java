package dev.millrace.catalog;

import dev.millrace.model.JobEntry;
import dev.millrace.model.NotStored;
import dev.millrace.model.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The catalog in one JSON file, {@code catalog.json} in the data directory. Every change writes the
 * whole file anew: it is small, and changes are made by people.
 *
 * <p>Any thread may call; futures complete on the caller's context. All writing is done by one
 * worker thread, in the order asked for, so that each change builds on the one before.
 */
public final class FileCatalog implements Catalog {
  static final String FILE = "catalog.json";

  /** Longer than any disk takes that is not broken. */
  private static final int WRITE_SECONDS = 30;

  private final WorkerExecutor writer;
  private final DurableFile file;
  private final CatalogDocument document;

  /** What the file holds. Written by the writer's thread only. */
  private volatile CatalogState durable;

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
        ? new CatalogDocument(secretCodec).read(Files.readAllBytes(file)).sources()
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
  public Map<String, SourceSpec> sources() {
    return durable.sources();
  }

  @Override
  public Map<String, JobEntry> jobs() {
    return durable.jobs();
  }

  @Override
  public Future<Void> putSource(String name, SourceSpec spec) {
    return change(state -> state.withSource(name, spec));
  }

  @Override
  public Future<Void> deleteSource(String name) {
    return change(state -> state.withSource(name, null));
  }

  @Override
  public Future<Void> putJob(String name, JobEntry entry) {
    return change(state -> state.withJob(name, entry));
  }

  @Override
  public Future<Void> deleteJob(String name) {
    return change(state -> state.withJob(name, null));
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

  private Future<Void> change(UnaryOperator<CatalogState> change) {
    return writer
        .<Void>executeBlocking(
            () -> {
              CatalogState next = change.apply(durable);
              file.write(document.write(next));
              durable = next;
              return null;
            })
        .timeout(WRITE_SECONDS, TimeUnit.SECONDS)
        .recover(failure -> Future.failedFuture(explained(failure)));
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
