package dev.millrace.demo;

import dev.millrace.testkit.Checksum;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.Workload;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Shows the engine at work: real broker, real MariaDB, the engine as its own process, events at a
 * steady pace.
 *
 * <p>Started by {@code src/demo/run}, whose {@code --help} is the manual. Exit codes: 0 done, 1
 * failed or the table differs, 2 wrong arguments.
 */
public final class Demo {
  private static final Duration STALLED = Duration.ofSeconds(60);
  private static final long SEED = 1;

  /** So that quarantine, its groups and what-if can be seen too. */
  private static final long DIRTY_EVERY = 500;

  private final DemoOptions options;
  private final DemoServers servers;
  private final AtomicBoolean stopping;
  private final Workload workload = new Workload(SEED).withTwoKindsOfDirtyValueEvery(DIRTY_EVERY);

  private Demo(DemoOptions options, DemoServers servers, AtomicBoolean stopping) {
    this.options = options;
    this.servers = servers;
    this.stopping = stopping;
  }

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The whole demo; returns the exit code with everything stopped. */
  static int run(String... arguments) {
    DemoOptions options;
    try {
      options = DemoOptions.parse(arguments);
    } catch (DemoFailure e) {
      System.err.println("demo: " + e.getMessage());
      return 2;
    }
    AtomicBoolean stopping = new AtomicBoolean();
    DemoServers servers = new DemoServers();
    Thread hook = new Thread(() -> stop(servers, stopping), "demo-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return new Demo(options, servers, stopping).show() ? 0 : 1;
    } catch (RuntimeException | AssertionError e) {
      if (!stopping.get()) {
        System.err.println("demo: " + (e instanceof DemoFailure ? e.getMessage() : e.toString()));
      }
      return 1;
    } finally {
      if (!stopping.get()) {
        servers.close();
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  /** On Ctrl-C. */
  private static void stop(DemoServers servers, AtomicBoolean stopping) {
    stopping.set(true);
    System.out.println("\nStopping ...");
    servers.close();
    System.out.println("All stopped, temporary files removed.");
  }

  private boolean show() {
    int port = options.port() == 0 ? EngineProcess.usualPort() : options.port();
    say("Console  http://127.0.0.1:" + port + "/  (in a few seconds)");
    say("Starting a Kafka broker ...");
    servers.startKafka();
    say("Starting a MariaDB ...");
    servers.startDatabase();
    say("Starting the engine ...");
    servers.startEngine(port);
    EngineApi api = new EngineApi(servers.engine().address());
    awaitReady(api);
    api.put("/sources/demo", servers.sourceDocument());
    api.put("/jobs/demo", servers.jobDocument(options.lanes()));
    api.post("/jobs/demo/start");
    addresses();
    PacedProducer producer = servers.startProducer(workload, options);
    return watch(api, producer);
  }

  private void awaitReady(EngineApi api) {
    EngineProcess engine = servers.engine();
    for (long end = System.nanoTime() + STALLED.toNanos(); !api.ready(); ) {
      engine.requireAlive();
      if (System.nanoTime() > end) {
        throw new DemoFailure(
            "the engine is not ready after a minute; its last words:\n" + engine.lastLines());
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private boolean watch(EngineApi api, PacedProducer producer) {
    RowCount counter = new RowCount(servers.database(), DemoServers.TABLE, workload);
    long clean = options.records() - workload.dirty(0, options.records());
    Progress progress = new Progress(STALLED);
    while (!stopping.get()) {
      servers.engine().requireAlive();
      JobProgress job = api.status("demo").requireAlive();
      long rows = counter.now();
      if (stopping.get()) {
        break;
      }
      say(progress.line(job, rows));
      if (producer.done() && rows >= clean && job.lag() == 0) {
        return verdict(api);
      }
      if (producer.done()) {
        progress.requireMovement();
      }
      LockSupport.parkNanos(progress.nanosToNextSecond());
    }
    return true;
  }

  private boolean verdict(EngineApi api) {
    long dirty = workload.dirty(0, options.records());
    Checksum expected = workload.cleanChecksum(0, options.records());
    Checksum found = Checksum.of(servers.database(), DemoServers.TABLE);
    boolean balanced = settled(api, expected.rows(), dirty);
    boolean same = expected.equals(found) && balanced;
    say("");
    say(
        "Produced   %,13d events, %,d of them dirty on purpose; the others' checksum is %d"
            .formatted(options.records(), dirty, expected.sum()));
    say("Table      %,13d rows, checksum %d".formatted(found.rows(), found.sum()));
    say("Quarantine %,13d records".formatted(api.status("demo").quarantined()));
    say("Ledger                  " + (balanced ? "balanced" : "NOT BALANCED"));
    say(
        same
            ? "OK: every event is in the table or, where it is dirty, in quarantine; exactly once."
            : "FAILED: table and quarantine are not what was produced.");
    return same;
  }

  /** The status may be a moment behind the table. */
  private boolean settled(EngineApi api, long written, long quarantined) {
    try {
      Eventually.until(
          "the ledger has every record",
          Duration.ofSeconds(60),
          () -> {
            JobProgress job = api.status("demo");
            return job.balanced() && job.written() == written && job.quarantined() == quarantined;
          });
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  private void addresses() {
    EmbeddedMariaDb database = servers.database();
    String engine = servers.engine().address();
    say("");
    say("  job       " + engine + "/api/v1/jobs/demo/status");
    say("  metrics   " + engine + "/metrics");
    say(
        "  database  mariadb -h %s -P %d -u %s -p%s millrace_demo"
            .formatted(database.host(), database.port(), database.user(), database.password()));
    say("  broker    " + servers.kafka().bootstrapServers() + ", topic " + DemoServers.TOPIC);
    say("  log       " + servers.engine().log());
    say(options.bounded() ? "" : "\n  Ctrl-C ends it.\n");
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
