package dev.millrace.job;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.Precondition;
import dev.millrace.catalog.FileCatalog;
import dev.millrace.catalog.SecretCodec;
import dev.millrace.document.JobDocument;
import dev.millrace.metrics.Metrics;
import dev.millrace.model.JobState;
import dev.millrace.secret.Secret;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.SourceSpec;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.timeline.EntryListener;
import dev.millrace.timeline.Timelines;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An engine in this process, with a catalog in a directory of the test's. */
public final class EngineKit implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Metrics metrics = new Metrics();
  private final FileCatalog catalog;
  private final Engine engine;
  private boolean closed;

  public EngineKit(Path directory) {
    this(directory, Secret::reveal);
  }

  /**
   * @param secrets resolves references, as the process does
   */
  EngineKit(Path directory, Function<Secret, String> secrets) {
    this(directory, secrets, Declared.NOTHING);
  }

  EngineKit(Path directory, Declared declared) {
    this(directory, Secret::reveal, declared);
  }

  EngineKit(Path directory, Function<Secret, String> secrets, Declared declared) {
    catalog = await(FileCatalog.open(vertx, directory, SecretCodec.NONE));
    engine =
        new Engine(
            vertx,
            catalog,
            secrets,
            metrics,
            declared,
            new Timelines(vertx, directory, "kit", EntryListener.NONE));
    await(engine.start());
  }

  public Engine engine() {
    return engine;
  }

  public Vertx vertx() {
    return vertx;
  }

  public Metrics metrics() {
    return metrics;
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public void source(String name, String bootstrapServers, String topic) {
    await(engine.putSource(name, SourceSpec.of(bootstrapServers, topic), Precondition.NONE));
  }

  public void source(
      String name, String bootstrapServers, String topic, Map<String, String> properties) {
    await(
        engine.putSource(
            name,
            new SourceSpec(bootstrapServers, topic, "json", properties, ""),
            Precondition.NONE));
  }

  /** Puts a job; {@code json} holds what it says beside the destination. */
  public void job(
      String name,
      String source,
      EmbeddedMariaDb database,
      String schema,
      String table,
      String json) {
    Map<String, Object> document = new JsonObject(json).getMap();
    document.put("source", source);
    document.putIfAbsent("destination", destination(database, schema, table).getMap());
    await(
        engine.putJob(
            name, JobDocument.read(new JsonObject(document).getMap()), Precondition.NONE));
  }

  static JsonObject destination(EmbeddedMariaDb database, String schema, String table) {
    return new JsonObject()
        .put("dialect", database.dialect())
        .put("host", database.host())
        .put("port", database.port())
        .put("database", schema)
        .put("table", table)
        .put("user", database.user())
        .put("password", database.password());
  }

  public JobStatus start(String name) {
    return await(engine.start(name));
  }

  public JobStatus status(String name) {
    return await(engine.status(name));
  }

  public JobStatus until(String name, JobState state, Duration within) {
    Eventually.until(
        name + " is " + state,
        within,
        () -> {
          JobStatus status = status(name);
          if (status.state() == JobState.FAILED && state != JobState.FAILED) {
            throw new AssertionError(name + " FAILED: " + status.error());
          }
          return status.state() == state;
        });
    return status(name);
  }

  /** Waits until the job has written or accounted for everything in its topic. */
  public JobStatus untilCaughtUp(String name, long records, Duration within) {
    return Eventually.get(
        name + " took " + records + " records",
        within,
        () -> {
          JobStatus status = status(name);
          if (status.state() == JobState.FAILED) {
            throw new AssertionError(name + " FAILED: " + status.error());
          }
          return status;
        },
        status ->
            status.partitions().stream().mapToLong(p -> p.ledger().counts().records()).sum()
                >= records);
  }

  public void stop(String name) {
    await(engine.stop(name));
    until(name, JobState.STOPPED, Duration.ofSeconds(60));
  }

  /** From now on another engine may have the directory; what runs here goes on running. */
  void loseCatalog() {
    await(catalog.close());
  }

  /** What the catalog says of the job; also when it was given up. */
  JobEntry left(String name) {
    return catalog.jobs().get(name);
  }

  /** Everything that runs is cut off. */
  void die() {
    closed = true;
    await(vertx.close());
  }

  /** The engine ends in good order; nothing the second time. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    await(engine.drain());
    await(catalog.close());
    await(vertx.close());
  }
}
