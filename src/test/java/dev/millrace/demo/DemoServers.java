package dev.millrace.demo;

import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.TempFiles;
import dev.millrace.testkit.Workload;
import dev.millrace.testkit.WorkloadProducer;
import dev.millrace.testkit.WorkloadTable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * All that the demo starts; closing stops it in the reverse order and removes the temporary files.
 */
final class DemoServers implements AutoCloseable {
  static final String TOPIC = "events";
  static final String TABLE = "millrace_demo.events";
  static final int PARTITIONS = 4;

  private final Path directory = TempFiles.directory("demo");
  private final Deque<Runnable> started = new ArrayDeque<>();
  private boolean closed;
  private EmbeddedKafka kafka;
  private EmbeddedMariaDb database;
  private EngineProcess engine;

  DemoServers() {
    started.push(() -> TempFiles.delete(directory));
  }

  void startKafka() {
    EmbeddedKafka starting = new EmbeddedKafka();
    keep(starting::close);
    kafka = starting.start();
    kafka.createTopic(TOPIC, PARTITIONS);
  }

  void startDatabase() {
    EmbeddedMariaDb starting = new EmbeddedMariaDb(EmbeddedMariaDb.Settings.SMALL);
    keep(starting::close);
    database = starting.start();
    database.createDatabase("millrace_demo");
  }

  void startEngine(int port) {
    Path jar = EngineCommand.jar();
    engine =
        EngineProcess.start(jar, directory, port, Map.of("DEMO_DB_PASSWORD", database.password()));
    keep(engine::stop);
  }

  /** A producer of the demo's events; started last, so stopped first. */
  PacedProducer startProducer(Workload workload, DemoOptions options) {
    WorkloadProducer producer = new WorkloadProducer(kafka, workload, TOPIC, PARTITIONS);
    PacedProducer paced = new PacedProducer(producer, options.rate(), options.records());
    keep(
        () -> {
          paced.stop();
          producer.close();
        });
    paced.start();
    return paced;
  }

  EmbeddedKafka kafka() {
    return kafka;
  }

  EmbeddedMariaDb database() {
    return database;
  }

  EngineProcess engine() {
    return engine;
  }

  String sourceDocument() {
    return "{\"bootstrapServers\": \"%s\", \"topic\": \"%s\"}"
        .formatted(kafka.bootstrapServers(), TOPIC);
  }

  String jobDocument(int lanes) {
    return """
    {"source": "demo",
     "destination": {"dialect": "%s", "host": "%s", "port": %d, "database": "millrace_demo", "table": "events",
                     "user": "%s", "password": "${env:DEMO_DB_PASSWORD}"},
     "parse": {"layers": %d},
     "mapping": %s,
     "dirtyData": "quarantine",
     "lanes": %d}
    """
        .formatted(
            database.dialect(),
            database.host(),
            database.port(),
            database.user(),
            WorkloadTable.LAYERS,
            WorkloadTable.mappingJson(),
            lanes);
  }

  @Override
  public void close() {
    Deque<Runnable> stops;
    synchronized (this) {
      closed = true;
      stops = new ArrayDeque<>(started);
      started.clear();
    }
    for (Runnable stop : stops) {
      try {
        stop.run();
      } catch (RuntimeException e) {
        System.err.println("demo: while stopping: " + e.getMessage());
      }
    }
  }

  private synchronized void keep(Runnable stop) {
    if (closed) {
      stop.run();
      throw new DemoFailure("stopped while starting");
    }
    started.push(stop);
  }
}
