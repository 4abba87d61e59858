package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.demo.DemoFailure;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Numbered records through two engine processes with the same two jobs, while broker, database,
 * connections and engines are broken at random ({@link Faults}) and people stop, reset, re-point
 * and edit the jobs and alter their tables ({@link Operators}): at the end each record is exactly
 * once where it belongs, and nothing else is. What a person did wrong was told meanwhile, and no
 * job failed but by those words.
 *
 * <p>The seed is printed. By hand, for longer, or a seed again: {@code -Dmillrace.oracleSeconds=600
 * -Dmillrace.seed=…}; the seed fixes records, faults and deeds, not the moments at which they meet.
 * What a run that fails leaves behind is in {@code target/oracle}.
 */
class OracleIT {
  private static final long SECONDS = Long.getLong("millrace.oracleSeconds", 45);
  private static final long SEED = Long.getLong("millrace.seed", System.nanoTime() & 0xffffffL);

  /** Which deeds are done, by their names with commas between; all where it is not set. */
  private static final List<Deed> DEEDS =
      Arrays.stream(System.getProperty("millrace.oracleDeeds", "").split(","))
          .filter(name -> !name.isBlank())
          .map(Deed::valueOf)
          .toList();

  private static final int PER_SECOND = Integer.getInteger("millrace.oracleRate", 1_000);
  private static final int PARTITIONS = 4;
  private static final Duration CATCH_UP = Duration.ofMinutes(3);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final List<String> JOBS = OracleTables.JOBS;

  /** From so many seconds on each deed comes at least once. */
  private static final long LONG = 500;

  private static final List<String> METERS =
      List.of("millrace_rebalances_total", "millrace_fenced_total", "millrace_retries_total");

  private final Queue<String> failedStates = new ConcurrentLinkedQueue<>();
  private final Tolerated tolerated = new Tolerated();
  private final List<String> history = new CopyOnWriteArrayList<>();
  private final ReentrantLock brokerIsThere = new ReentrantLock();

  @Test
  void everyRecordIsOnceWhereItBelongsWhateverBreaks() throws Exception {
    System.out.printf("oracle: -Dmillrace.seed=%d -Dmillrace.oracleSeconds=%d%n", SEED, SECONDS);
    try (EmbeddedKafka kafka = new EmbeddedKafka().start();
        EmbeddedMariaDb database = new EmbeddedMariaDb()) {
      assumeFalse(database.isExternal(), "the server of -Ddb.uri is not to be killed");
      database.start();
      OracleTables.create(database);
      kafka.createTopic("inserts", PARTITIONS);
      kafka.createTopic("upserts", PARTITIONS);
      elsewhere(kafka);
      try (Node a = new Node("a", database);
          Node b = new Node("b", database)) {
        try {
          run(kafka, database, List.of(a, b));
        } catch (Throwable e) {
          keep(List.of(a, b));
          throw e;
        }
      }
    }
  }

  private static void elsewhere(EmbeddedKafka kafka) {
    kafka.createTopic(OracleTables.ELSEWHERE, 2);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (int i = 0; i < OracleTables.TOMBSTONES; i++) {
        producer.send(new ProducerRecord<>(OracleTables.ELSEWHERE, i % 2, new byte[] {1}, null));
      }
    }
  }

  private void run(EmbeddedKafka kafka, EmbeddedMariaDb database, List<Node> nodes)
      throws Exception {
    nodes.forEach(Node::start);
    for (Node node : nodes) {
      OracleTables.define(node.awaitReady(), database, kafka.bootstrapServers());
    }
    Numbered records = new Numbered(SEED);
    Truth inserts = new Truth(PARTITIONS);
    Truth upserts = new Truth(PARTITIONS);
    Faults faults = new Faults(SEED, nodes, kafka, database, brokerIsThere);
    Random random = new Random(SEED + 1);
    Operators operators =
        new Operators(
            new Stage(
                nodes,
                kafka,
                database,
                tolerated,
                random,
                () -> history.add(faults.next(fault -> fault != Fault.JOBS_STOPPED))),
            DEEDS.isEmpty() ? List.of(Deed.values()) : DEEDS);
    ScheduledExecutorService observer = Executors.newSingleThreadScheduledExecutor();
    try (Sender first = new Sender(kafka, "inserts", records, inserts, PER_SECOND, brokerIsThere);
        Sender second = new Sender(kafka, "upserts", records, upserts, PER_SECOND, brokerIsThere)) {
      nodes.forEach(this::startJobs);
      first.start();
      second.start();
      observer.scheduleWithFixedDelay(() -> observe(nodes), 0, 500, TimeUnit.MILLISECONDS);

      int faultsInARow = 0;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (System.nanoTime() < end) {
        history.add(faults.next());
        faultsInARow++;
        if (random.nextBoolean() || faultsInARow == 2) {
          faultsInARow = 0;
          history.add(operators.next());
        }
      }
      faults.end();
      first.stop();
      second.stop();

      nodes.forEach(Node::awaitReady);
      nodes.forEach(this::startJobs);
      caughtUp(kafka, database);
      first.sendFresh();
      second.sendFresh();
      caughtUp(kafka, database);
    } finally {
      observer.shutdownNow();
      observer.awaitTermination(30, TimeUnit.SECONDS);
    }
    nodes.stream().filter(Node::isUp).forEach(Node::leave);

    Verdict verdict = new Verdict(database, records);
    verdict.clean("inserted", inserts);
    verdict.clean("applied", upserts);
    verdict.quarantine(OracleTables.INSERT_JOB, inserts);
    verdict.quarantine(OracleTables.UPSERT_JOB, upserts);
    verdict.orderPerKey(upserts);
    verdict.ledger(OracleTables.INSERT_JOB, inserts, ends(kafka, "inserts"));
    verdict.ledger(OracleTables.UPSERT_JOB, upserts, ends(kafka, "upserts"));
    verdict.elsewhere();
    print(faults, nodes, inserts.records() + upserts.records(), verdict);
    System.out.printf("oracle: %d deeds of people %s%n", operators.total(), operators.counts());
    assertThat(verdict.findings()).as("seed %d", SEED).isEmpty();
    assertThat(failedStates).as("states FAILED, seed %d", SEED).isEmpty();
    if (SECONDS >= LONG && DEEDS.isEmpty()) {
      assertThat(operators.counts()).as("each deed was done").containsOnlyKeys(Deed.values());
    } else if (SECONDS >= 45) {
      assertThat(operators.total()).as("deeds").isPositive();
    }
  }

  private void startJobs(Node node) {
    for (String job : JOBS) {
      Eventually.until(
          job + " is started on " + node.name(),
          SOON,
          () -> {
            String state = node.status(job).path("state").asText();
            if (List.of("CREATED", "STOPPED", "FAILED").contains(state)) {
              node.api().post("/jobs/" + job + "/start");
            }
            return !List.of("CREATED", "STOPPED", "STOPPING").contains(state);
          });
    }
  }

  private void observe(List<Node> nodes) {
    for (Node node : nodes) {
      for (String job : JOBS) {
        try {
          METERS.forEach(meter -> node.observe(meter, job));
          if (node.isUp()) {
            observeState(node, job);
          }
        } catch (DemoFailure e) {
          // It is being killed, or stands still.
        }
      }
    }
  }

  /** Who gave a job cause to fail says so before, and takes it back after. */
  private void observeState(Node node, String job) {
    Pattern before = tolerated.now(job);
    JsonNode status = node.status(job);
    if (status.path("state").asText().equals("FAILED")) {
      String error = status.path("error").toString();
      if (!before.matcher(error).find() && !tolerated.now(job).matcher(error).find()) {
        failedStates.add(LocalTime.now() + " " + job + " on " + node.name() + ": " + error);
      }
    }
  }

  private void caughtUp(EmbeddedKafka kafka, EmbeddedMariaDb database) throws Exception {
    for (String topic : List.of("inserts", "upserts")) {
      long end = IntStream.range(0, PARTITIONS).mapToLong(p -> end(kafka, topic, p)).sum();
      Eventually.get(
          "the ledger reaches the end of " + topic,
          CATCH_UP,
          () ->
              database.number(
                  "SELECT CAST(SUM(next_offset) AS SIGNED) FROM oracle.millrace_ledger WHERE"
                      + " topic='"
                      + topic
                      + "'"),
          next -> next == end);
    }
  }

  private static long[] ends(EmbeddedKafka kafka, String topic) {
    return IntStream.range(0, PARTITIONS).mapToLong(p -> end(kafka, topic, p)).toArray();
  }

  private static long end(EmbeddedKafka kafka, String topic, int partition) {
    TopicPartition p = new TopicPartition(topic, partition);
    try {
      return kafka
          .admin()
          .listOffsets(Map.of(p, OffsetSpec.latest()))
          .partitionResult(p)
          .get(30, TimeUnit.SECONDS)
          .offset();
    } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void print(Faults faults, List<Node> nodes, long records, Verdict verdict) {
    String meters =
        METERS.stream()
            .map(
                meter ->
                    meter.replaceAll("millrace_|_total", "")
                        + " "
                        + nodes.stream()
                            .mapToLong(n -> JOBS.stream().mapToLong(j -> n.sum(meter, j)).sum())
                            .sum())
            .collect(Collectors.joining(", "));
    System.out.printf(
        "oracle: %d records, lost %d, doubled %d; engine kills %d, connection cuts %d, broker"
            + " restarts %d, database kills %d, zombies %d; %s; all faults %s%n",
        records,
        verdict.lost(),
        verdict.doubled(),
        faults.count(Fault.ENGINE_KILLED) + 2 * faults.count(Fault.BOTH_ENGINES_KILLED),
        faults.count(
            Fault.CUT_NOW,
            Fault.CUT_BEFORE_STATEMENT,
            Fault.CUT_INSIDE_STATEMENT,
            Fault.CUT_AFTER_STATEMENT,
            Fault.CUT_BEFORE_COMMIT,
            Fault.CUT_AFTER_COMMIT,
            Fault.HALF_OPEN,
            Fault.REFUSE_CONNECTIONS),
        faults.count(Fault.BROKER_RESTART),
        faults.count(Fault.DATABASE_KILLED),
        faults.count(Fault.ENGINE_HANGS),
        meters,
        faults.counts());
  }

  /** Logs and states of the nodes, for whoever looks for the cause. */
  private void keep(List<Node> nodes) throws IOException {
    Path directory = Files.createDirectories(Path.of("target", "oracle"));
    Files.write(directory.resolve(SEED + "-faults.log"), history);
    for (Node node : nodes) {
      StringBuilder text = new StringBuilder();
      for (String job : JOBS) {
        try {
          text.append(node.status(job).toPrettyString()).append('\n');
        } catch (RuntimeException e) {
          text.append(job).append(": ").append(e.getMessage()).append('\n');
        }
      }
      Path file = directory.resolve(SEED + "-" + node.name() + ".log");
      Files.writeString(file, text + node.log());
      System.out.println("oracle: kept " + file);
    }
  }
}
