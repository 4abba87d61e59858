package dev.millrace.dashboards;

import dev.millrace.admin.AdminVerticle;
import dev.millrace.admin.MetricsText;
import dev.millrace.config.JobFiles;
import dev.millrace.declared.DeclaredChanges;
import dev.millrace.declared.DeclaredWatch;
import dev.millrace.http.AdminSettings;
import dev.millrace.job.EngineKit;
import dev.millrace.job.TestEngine;
import dev.millrace.job.Topic;
import dev.millrace.metrics.EventLoopProbe;
import dev.millrace.metrics.Metrics;
import dev.millrace.model.JobState;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.TempFiles;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Two engines with jobs that do well, and the troubles by which alerts fire. All jobs run when it
 * is made; records that fit come to five of them ten times a second until it is closed.
 */
final class TroubledEngines implements AutoCloseable {
  /** Their database can be taken away. */
  static final String AWAY = "away";

  /** Its broker, one of its own, can be taken away. */
  static final String BROKERLESS = "brokerless";

  private static final String EXPIRING = "expiring";
  private static final String DIRTY = "dirty";
  private static final String NULLED = "nulled";
  private static final String FAILING = "failing";
  private static final String SLOW = "slow";
  private static final String STORM = "storm";

  private static final int SLOW_LANES = 4;
  private static final int SLOW_BACKLOG = 5_000;
  private static final int STORM_LANES = 8;
  private static final int STORM_PARTITIONS = 2 * STORM_LANES;
  private static final Duration ALMOST_A_WEEK = Duration.ofHours(160);
  private static final Duration BLOCK = Duration.ofMillis(2_500);
  private static final Duration BETWEEN_SENDS = Duration.ofMillis(100);

  private final TestEngine engine;
  private final EngineKit visitor;
  private final Vertx outside = Vertx.vertx();
  private final Map<String, Topic> topics = new TreeMap<>();
  private final EmbeddedKafka broker;
  private final FaultProxy unsteady;
  private final FaultProxy slow;
  private final AdminVerticle admin;
  private final AdminVerticle visitorsAdmin;
  private final String visitorsDeployment;
  private final Thread sender = new Thread(this::sendOnAndOn, "load");
  private volatile boolean ended;
  private volatile boolean dirty;
  private long sent;

  TroubledEngines(TestEngine engine) {
    this.engine = engine;
    visitor = engine.another();
    unsteady = engine.proxy();
    slow = engine.proxy();
    broker = engine.closing(new EmbeddedKafka().start());
    admin = admin(engine.kit());
    EngineKit.await(engine.vertx().deployVerticle(admin));
    visitorsAdmin = admin(visitor);
    // Elsewhere, so that it answers while the visitor's event loops are blocked.
    visitorsDeployment = EngineKit.await(outside.deployVerticle(visitorsAdmin));
    JsonObject one = new JsonObject().put("lanes", 1);
    JsonObject quarantining = one.copy().put("dirtyData", "quarantine");
    job(AWAY, 1, quarantining.copy().put("destination", destination(AWAY, unsteady)));
    job(EXPIRING, 1, one.copy().put("destination", destination(EXPIRING, unsteady)));
    broker.createTopic(BROKERLESS, 1);
    job(BROKERLESS, broker, BROKERLESS, one);
    job(DIRTY, 1, quarantining);
    job(NULLED, 1, one.copy().put("dirtyData", "null"));
    job(FAILING, 1, one);
    job(
        SLOW,
        SLOW_LANES,
        new JsonObject()
            .put("lanes", SLOW_LANES)
            .put("maxInFlight", 1_048_576)
            .put("batch", new JsonObject().put("rows", 250))
            .put("destination", destination(SLOW, slow)));
    job(STORM, STORM_PARTITIONS, storm());
    String storm = name(STORM);
    visitor.source(storm, engine.kafka().bootstrapServers(), topics.get(STORM).name());
    visitor.job(
        storm, storm, engine.database(), engine.schema(), STORM, withMapping(storm()).encode());
    engine.kit().until(name(BROKERLESS), JobState.RUNNING, TestEngine.SOON);
    topics
        .keySet()
        .forEach(job -> engine.kit().until(name(job), JobState.RUNNING, TestEngine.SOON));
    untilStormHolds(engine.kit(), STORM_PARTITIONS);
    sender.start();
  }

  /** The ports that are to be scraped. */
  List<Integer> targets() {
    return List.of(admin.port(), visitorsAdmin.port());
  }

  /** The name that the label {@code job_name} has. */
  String name(String job) {
    return engine.job() + "-" + job;
  }

  /** The database of two jobs refuses connections; what one of them waits for is old. */
  void takeDatabaseAway() {
    unsteady.refuse();
    long old = Instant.now().minus(ALMOST_A_WEEK).toEpochMilli();
    topics
        .get(EXPIRING)
        .send(
            new ProducerRecord<>(topics.get(EXPIRING).name(), 0, old, null, bytes(record(0, "1"))));
  }

  /** The broker of one job is down. */
  void takeBrokerAway() {
    broker.stopBroker();
  }

  /** A job file is not YAML. */
  void breakJobFile() {
    Path dir = TempFiles.directory("jobs");
    engine.<AutoCloseable>closing(() -> TempFiles.delete(dir));
    try {
      Files.writeString(dir.resolve("broken.yaml"), "jobs: [");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DeclaredWatch watch =
        new DeclaredWatch(
            engine.vertx(),
            dir,
            home ->
                new DeclaredChanges(
                    engine.api().declaredApi(),
                    new JobFiles(),
                    Map.of(),
                    false,
                    home,
                    engine.metrics()::wrongJobFiles));
    engine.<AutoCloseable>closing(watch::stop);
    watch.start();
  }

  /** Database and broker are back, and quick. */
  void mend() {
    unsteady.heal();
    slow.heal();
    broker.startBroker();
    for (String job : List.of(AWAY, EXPIRING, BROKERLESS)) {
      engine.kit().until(name(job), JobState.RUNNING, TestEngine.SOON);
    }
  }

  /** From now on a record in five of three jobs does not fit. */
  void sendDirty() {
    dirty = true;
  }

  /** One record that the job's policy stops at. */
  void sendFatal() {
    topics.get(FAILING).send(0, record(0, "\"many\""));
  }

  /** Another program writes to a ledger. */
  void spoilLedger() {
    engine.execute(
        "UPDATE millrace_ledger SET written = written + 1 WHERE job = '" + name(NULLED) + "'");
  }

  /** A database that answers late, and more records than it takes. */
  void slowDatabaseDown() {
    slow.delay(200);
    String filler = ",\"filler\":\"" + "x".repeat(2_000) + "\"}";
    for (int partition = 0; partition < SLOW_LANES; partition++) {
      topics
          .get(SLOW)
          .sendAll(
              partition,
              IntStream.range(0, SLOW_BACKLOG)
                  .mapToObj(i -> "{\"id\":" + i + ",\"qty\":1" + filler)
                  .toArray(String[]::new));
    }
  }

  /** Another process comes into a job's group and goes, again and again. */
  void comeAndGo(BooleanSupplier enough) {
    while (!enough.getAsBoolean()) {
      visitor.start(name(STORM));
      untilStormHolds(visitor, STORM_LANES);
      visitor.stop(name(STORM));
      untilStormHolds(engine.kit(), STORM_PARTITIONS);
    }
  }

  /** The visitor's event loops stand still, for more than two seconds at a time. */
  void blockEventLoops(BooleanSupplier enough) {
    EngineKit.await(visitor.vertx().deployVerticle(() -> new Blocker(enough), onEachLoop()));
  }

  /** Blocks its event loop again and again; in between what is due there runs, late. */
  private static final class Blocker extends VerticleBase {
    private final BooleanSupplier enough;

    private Blocker(BooleanSupplier enough) {
      this.enough = enough;
    }

    @Override
    public Future<?> start() {
      vertx.setTimer(1, now -> block());
      return Future.succeededFuture();
    }

    private void block() {
      if (!enough.getAsBoolean()) {
        LockSupport.parkNanos(BLOCK.toNanos());
        // Not at once, or no timer of the loop would get its turn.
        vertx.setTimer(1, now -> block());
      }
    }
  }

  private static DeploymentOptions onEachLoop() {
    return new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
  }

  /** The visitor answers no more. */
  void endVisitor() {
    EngineKit.await(outside.undeploy(visitorsDeployment));
  }

  private void untilStormHolds(EngineKit kit, int partitions) {
    Eventually.until(
        name(STORM) + " holds " + partitions + " partitions",
        TestEngine.SOON,
        () ->
            kit.status(name(STORM)).lanes().stream()
                    .mapToInt(lane -> lane.partitions().size())
                    .sum()
                == partitions);
  }

  private static JsonObject storm() {
    return new JsonObject().put("lanes", STORM_LANES);
  }

  private JsonObject destination(String table, FaultProxy proxy) {
    return engine.destination(proxy).put("table", table);
  }

  private static JsonObject withMapping(JsonObject document) {
    return document.put(
        "mapping",
        new JsonArray()
            .add(new JsonObject().put("path", "/id").put("column", "id").put("type", "BIGINT"))
            .add(new JsonObject().put("path", "/qty").put("column", "qty").put("type", "INT")));
  }

  private void job(String job, int partitions, JsonObject document) {
    Topic topic = engine.closing(new Topic(engine.kafka(), partitions));
    topics.put(job, topic);
    job(job, engine.kafka(), topic.name(), document);
  }

  private void job(String job, EmbeddedKafka kafka, String topic, JsonObject document) {
    String name = name(job);
    engine.kit().source(name, kafka.bootstrapServers(), topic);
    engine
        .kit()
        .job(
            name,
            name,
            engine.database(),
            engine.schema(),
            job,
            withMapping(document.copy()).encode());
    engine.kit().start(name);
  }

  /** With {@code /metrics}, and with what a process measures beside its jobs. */
  private static AdminVerticle admin(EngineKit kit) {
    Metrics metrics = kit.metrics();
    metrics.built("0", "test");
    EngineKit.await(kit.vertx().deployVerticle(() -> new EventLoopProbe(metrics), onEachLoop()));
    return new AdminVerticle(
        AdminSettings.open("127.0.0.1", 0),
        kit.engine(),
        accept -> {
          Metrics.Text text = metrics.scrape(accept);
          return new MetricsText(text.contentType(), text.body());
        });
  }

  private void sendOnAndOn() {
    while (!ended) {
      for (String job : List.of(AWAY, DIRTY, NULLED, FAILING, SLOW)) {
        boolean fits = !dirty || job.equals(FAILING) || job.equals(SLOW);
        topics
            .get(job)
            .sendAll(
                0,
                IntStream.range(0, 5)
                    .mapToObj(i -> record(sent + i, fits || i > 0 ? "1" : "\"many\""))
                    .toArray(String[]::new));
      }
      sent += 5;
      LockSupport.parkNanos(BETWEEN_SENDS.toNanos());
    }
  }

  private static String record(long id, String qty) {
    return "{\"id\":" + id + ",\"qty\":" + qty + "}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What the engines hold is closed with the test's engine. */
  @Override
  public void close() {
    ended = true;
    try {
      sender.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    EngineKit.await(outside.close());
  }
}
