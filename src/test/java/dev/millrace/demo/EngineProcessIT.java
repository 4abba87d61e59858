package dev.millrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Checksum;
import dev.millrace.testkit.ChildProcesses;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.TempFiles;
import dev.millrace.testkit.Workload;
import dev.millrace.testkit.WorkloadProducer;
import dev.millrace.testkit.WorkloadTable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The standard workload through the jar as a process of its own with {@code -Xmx512m}, undisturbed
 * and disturbed: the table must be what was produced every time.
 *
 * <p>By hand with more: {@code -Dmillrace.records=1000000 -Dmillrace.outageSeconds=120}.
 */
@ExtendWith(RealServers.class)
class EngineProcessIT {
  private static final long RECORDS = Long.getLong("millrace.records", 100_000);
  private static final int OUTAGE_SECONDS = Integer.getInteger("millrace.outageSeconds", 5);
  private static final Duration LONG = Duration.ofMinutes(15);
  private static final int PARTITIONS = 4;
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private final Path directory = TempFiles.directory("process");
  private final Workload workload = new Workload(20261122);
  private EmbeddedMariaDb database;
  private String schema;
  private String topic;
  private EmbeddedKafka kafka;
  private long startedNanos;
  private EngineProcess engine;
  private EngineApi api;

  @BeforeEach
  void start(EmbeddedKafka broker) {
    kafka = broker;
    database = new EmbeddedMariaDb(EmbeddedMariaDb.Settings.STANDARD).start();
    schema = "shop";
    database.createDatabase(schema);
    startEngine();
  }

  /** Produces everything, then starts the job. */
  private void startJob(Workload produced) {
    topic = RealServers.freshTopic(PARTITIONS);
    try (WorkloadProducer producer = new WorkloadProducer(kafka, produced, topic, PARTITIONS)) {
      producer.produce(0, RECORDS);
      producer.flush();
    }
    api.put(
        "/sources/s",
        "{\"bootstrapServers\":\"" + kafka.bootstrapServers() + "\",\"topic\":\"" + topic + "\"}");
    api.put(
        "/jobs/j",
        """
        {"source": "s", "parse": {"layers": %d}, "lanes": 2, "mapping": %s,
         "destination": {"dialect": "%s", "host": "%s", "port": %d, "database": "%s", "table": "t",
                         "user": "%s", "password": "${env:DB_PASSWORD}"}}
        """
            .formatted(
                WorkloadTable.LAYERS,
                WorkloadTable.mappingJson(),
                database.dialect(),
                database.host(),
                database.port(),
                schema,
                database.user()));
    startedNanos = System.nanoTime();
    api.post("/jobs/j/start");
  }

  @AfterEach
  void stop() {
    // Whatever the start got to.
    try {
      if (engine != null) {
        engine.stop();
      }
    } finally {
      if (database != null) {
        database.close();
      }
      TempFiles.delete(directory);
    }
  }

  private void startEngine() {
    Path jar = EngineCommand.jar();
    engine =
        EngineProcess.start(
            jar,
            directory,
            0,
            Map.of("DB_PASSWORD", database.password(), "MILLRACE_LOG_FORMAT", "json"));
    api = new EngineApi(engine.address());
    Eventually.until(
        "the engine answers",
        Duration.ofSeconds(120),
        () -> {
          engine.requireAlive();
          return api.ready();
        });
  }

  private JobProgress until(long records) {
    Eventually.until(
        records + " records are written", LONG, () -> status().requireAlive().written() >= records);
    return status();
  }

  private JobProgress status() {
    engine.requireAlive();
    return api.status("j");
  }

  private void tableIsWhatWasProduced() {
    JobProgress end = until(RECORDS);
    assertThat(end.written()).isEqualTo(RECORDS);
    assertThat(end.balanced()).isTrue();
    assertThat(Checksum.of(database, schema + ".t")).isEqualTo(workload.checksum(0, RECORDS));
  }

  @Test
  void everyRecordIsInTheTableOnce() {
    long cpuBefore = cpuMillis();
    startJob(workload);
    until(RECORDS);
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    long cpu = cpuMillis() - cpuBefore;

    System.out.printf(
        "standard workload: %d records in %.1f s, %.0f records/s, %.1f µs engine CPU a record%n",
        RECORDS, seconds, RECORDS / seconds, cpu * 1000.0 / RECORDS);
    tableIsWhatWasProduced();
  }

  private long cpuMillis() {
    return ProcessHandle.of(engine.pid())
        .flatMap(h -> h.info().totalCpuDuration())
        .orElseThrow()
        .toMillis();
  }

  @Test
  void anEngineKilledInTheMiddleGoesOnByItself() {
    startJob(workload);
    until(RECORDS / 3);
    engine.kill();
    startEngine();
    tableIsWhatWasProduced();
  }

  @Test
  void aDatabaseThatGoesAwayIsWaitedFor() {
    startJob(workload);
    until(RECORDS / 3);
    Set<String> members = members();
    database.stop();
    Eventually.until(
        "the job retries", Duration.ofSeconds(30), () -> status().state().equals("RETRYING"));
    // Polling goes on until the credits are used up; from then on nothing may be added.
    Eventually.until(
        "nothing more is polled",
        Duration.ofSeconds(60),
        () -> {
          long first = liveHeapBytes();
          return liveHeapBytes() - first < 1 << 20;
        });
    long liveBefore = liveHeapBytes();
    long memoryBefore = residentKilobytes();
    long deadline = System.nanoTime() + Duration.ofSeconds(OUTAGE_SECONDS).toNanos();
    Eventually.until(
        "the outage is over",
        Duration.ofSeconds(OUTAGE_SECONDS + 60),
        () -> {
          assertThat(status().state()).isEqualTo("RETRYING");
          return System.nanoTime() > deadline;
        });
    long memoryAfter = residentKilobytes();
    long liveAfter = liveHeapBytes();
    System.out.printf(
        "outage of %d s: live heap %d kB at its begin, %d kB at its end; resident %d kB and %d"
            + " kB%n",
        OUTAGE_SECONDS, liveBefore >> 10, liveAfter >> 10, memoryBefore, memoryAfter);
    assertThat(liveAfter - liveBefore).isLessThan(4 << 20);
    // The heap's pages are touched one by one up to -Xmx512m; what is beside it must not grow.
    assertThat(memoryAfter).isLessThan((512 + 160) * 1024);
    assertThat(members()).isEqualTo(members);
    database.restart();
    tableIsWhatWasProduced();
  }

  @Test
  void aDirtyValueInTheMiddleStopsExactlyThere() {
    long dirty = RECORDS / 2;
    startJob(workload.withDirtyValueAt(dirty));
    Eventually.until("the job stopped", LONG, () -> status().state().equals("FAILED"));

    assertThat(status().error())
        .contains(topic + "[" + dirty % PARTITIONS + "]@" + dirty / PARTITIONS, "column qty");
    assertThat(logged("FAILED").getMap())
        .containsEntry("job", "j")
        .containsEntry("topic", topic)
        .containsEntry("partition", (int) (dirty % PARTITIONS))
        .containsEntry("offset", (int) (dirty / PARTITIONS))
        .containsEntry("column", "qty")
        .containsKeys("kind", "code");
    String itsPartition = " WHERE id % " + PARTITIONS + " = " + dirty % PARTITIONS;
    assertThat(database.number("SELECT COUNT(*) FROM shop.t" + itsPartition))
        .isEqualTo(dirty / PARTITIONS);
    assertThat(database.number("SELECT MAX(id) FROM shop.t" + itsPartition))
        .isEqualTo(dirty - PARTITIONS);

    database.execute("ALTER TABLE shop.t MODIFY qty VARCHAR(16)");
    api.post("/jobs/j/start");
    until(RECORDS);
    assertThat(database.number("SELECT COUNT(*) FROM shop.t WHERE qty = 'many'")).isOne();
    database.execute("UPDATE shop.t SET qty = NULL WHERE qty = 'many'");
    assertThat(Checksum.of(database, "shop.t"))
        .isEqualTo(workload.withDirtyValueAt(dirty).checksum(0, RECORDS));
  }

  /** The line of the log, in JSON, that says the job is in this state. */
  private JsonObject logged(String state) {
    try (Stream<String> lines = Files.lines(engine.log())) {
      return lines
          .filter(line -> line.startsWith("{"))
          .map(JsonObject::new)
          .filter(line -> state.equals(line.getString("state")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Set<String> members() {
    try {
      return kafka
          .admin()
          .describeConsumerGroups(List.of("millrace-j"))
          .all()
          .get()
          .get("millrace-j")
          .members()
          .stream()
          .map(member -> member.consumerId())
          .collect(Collectors.toSet());
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** What the engine's heap holds after a full collection. */
  private long liveHeapBytes() {
    try {
      String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      Process asked =
          ChildProcesses.start(
              new ProcessBuilder(jcmd, Long.toString(engine.pid()), "GC.class_histogram")
                  .redirectErrorStream(true));
      String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher total = TOTAL.matcher(answer);
      assertThat(total.find()).as(answer).isTrue();
      return Long.parseLong(total.group(1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** 0 elsewhere than on Linux, where there is nothing to compare. */
  private long residentKilobytes() {
    try {
      return Files.readAllLines(Path.of("/proc/" + engine.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      return 0;
    }
  }
}
