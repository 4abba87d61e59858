package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.admin.RawCaller;
import dev.millrace.demo.EngineProcess;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.TempFiles;
import dev.millrace.testkit.TurncoatProxy;
import dev.millrace.testkit.TurncoatProxy.Harm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The engine as a process with a small heap, and an honest job in it whose records come all the
 * while; its broker has a second way in, which can be turned hostile.
 */
final class BesideHostilePeers implements AutoCloseable {
  private static final int HEAP_MB = 256;

  /** Heap, what lies beside it (direct memory, code, threads), and room. */
  private static final long MOST_RESIDENT_KB = 640 << 10;

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
  private static final long PACE_NANOS = 5_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EmbeddedMariaDb database;
  private final String schema;
  private final TurncoatProxy proxy = new TurncoatProxy(0);
  private final EmbeddedKafka kafka;
  private final Path directory = TempFiles.directory("hostile-peers");
  private final int port = TempFiles.freePorts(1).get(0);
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
  private final EngineProcess process;
  private final AtomicInteger sent = new AtomicInteger();
  private final Thread producing = new Thread(this::produce, "honest-records");
  private volatile boolean done;

  BesideHostilePeers(EmbeddedMariaDb database) {
    this.database = database;
    schema = RealServers.freshDatabase();
    kafka = new EmbeddedKafka().listener("PROXIED", "PLAINTEXT", "127.0.0.1:" + proxy.port());
    kafka.start();
    String behind = kafka.bootstrapServers("PROXIED");
    proxy.to(Integer.parseInt(behind.substring(behind.indexOf(':') + 1)));
    kafka.createTopic(topic(), 2);
    process =
        EngineProcess.start(
            EngineCommand.jar(),
            directory,
            port,
            HEAP_MB,
            Map.of("DB_PASSWORD", database.password()));
    Eventually.until(
        "the engine answers",
        SOON,
        () -> {
          process.requireAlive();
          return call("GET", "/health/ready", null).statusCode() == 200;
        });
    source("honest", kafka.bootstrapServers(), topic());
    producing.start();
    honestlyStored("honest", "honest");
    start("honest");
    awaitState("honest", "RUNNING", SOON);
  }

  EmbeddedKafka kafka() {
    return kafka;
  }

  String topic() {
    return "honest";
  }

  int port() {
    return port;
  }

  /** Of the way that {@link #turnBroker} turns. */
  String proxiedBrokers() {
    return "127.0.0.1:" + proxy.port();
  }

  /** Null heals it. */
  void turnBroker(Harm harm) {
    if (harm == null) {
      proxy.heal();
    } else {
      proxy.turn(harm);
    }
  }

  /** What a hostile peer does, on a thread of its own. */
  @FunctionalInterface
  interface Play {
    void run() throws Exception;
  }

  /** Returns when the play is over; fails where the honest job or the API came to a stop. */
  void whilePlaying(String what, Play play) throws Exception {
    CompletableFuture<Void> playing = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                play.run();
                playing.complete(null);
              } catch (Throwable e) {
                playing.completeExceptionally(e);
              }
            },
            "hostile-peer")
        .start();
    long rows = rows("t_honest");
    long grown = System.nanoTime();
    while (true) {
      boolean over = playing.isDone();
      process.requireAlive();
      answersInTime(what, "/health/live");
      answersInTime(what, "/api/v1/jobs");
      long now = rows("t_honest");
      if (now > rows) {
        rows = now;
        grown = System.nanoTime();
        if (over) {
          break;
        }
      }
      assertThat(Duration.ofNanos(System.nanoTime() - grown))
          .as("%s: the honest job's rows stay away; %s", what, process.lastLines())
          .isLessThan(LONGEST_PAUSE);
      LockSupport.parkNanos(50_000_000);
    }
    playing.get(1, TimeUnit.SECONDS);
  }

  /** The same for what plays by itself. */
  void whilePlaying(String what, Duration time) throws Exception {
    whilePlaying(what, () -> Thread.sleep(time.toMillis()));
  }

  /** By a connection of its own: those that wait for their caller are cut when there are many. */
  private void answersInTime(String what, String path) throws IOException {
    long begun = System.nanoTime();
    String answer;
    try (RawCaller caller = new RawCaller(port)) {
      answer =
          caller
              .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .rest(LONGEST_ANSWER);
    }
    process.requireAlive();
    assertThat(answer).as("%s: %s", what, path).startsWith("HTTP/1.1 200 ");
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("%s: %s", what, path)
        .isLessThan(LONGEST_ANSWER);
  }

  void source(String name, String brokers, String topic) {
    done(
        "PUT",
        "/sources/" + name,
        "{\"bootstrapServers\":\"" + brokers + "\",\"topic\":\"" + topic + "\"}");
  }

  /** A job whose destination is the honest database. */
  void honestlyStored(String job, String source) {
    honestlyStored(job, source, "classic");
  }

  void honestlyStored(String job, String source, String groupProtocol) {
    job(job, source, groupProtocol, database.port(), "t_" + job);
  }

  void job(String job, String source, int databasePort, String table) {
    job(job, source, "classic", databasePort, table);
  }

  private void job(
      String job, String source, String groupProtocol, int databasePort, String table) {
    done(
        "PUT",
        "/jobs/" + job,
        """
        {"source": "%s", "groupProtocol": "%s", "lanes": 2, "batch": {"lingerMs": 50}, "malformed": "quarantine",
         "mapping": [{"path": "/n", "column": "n", "type": "BIGINT"}],
         "destination": {"dialect": "mariadb", "host": "127.0.0.1", "port": %d, "database": "%s",
                         "table": "%s", "user": "%s", "password": "${env:DB_PASSWORD}",
                         "tls": "disabled"}}
        """
            .formatted(source, groupProtocol, databasePort, schema, table, database.user()));
  }

  void start(String job) {
    done("POST", "/jobs/" + job + "/start", "");
  }

  void stop(String job) {
    done("POST", "/jobs/" + job + "/stop?wait=30s", "");
  }

  /** What the answer says that refuses the start. */
  String refusedStart(String job) {
    HttpResponse<String> answer = asked("POST", "/api/v1/jobs/" + job + "/start", "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    return answer.body();
  }

  String sample(String source) {
    return asked("POST", "/api/v1/sources/" + source + "/sample", "{}").body();
  }

  String error(String job) {
    return status(job).path("error").toString();
  }

  void awaitState(String job, String state, Duration within) {
    Eventually.get(
        job + " is " + state,
        within,
        () -> status(job),
        status -> status.path("state").asText().equals(state));
  }

  /** Until the table holds each record that was sent before the call; none is there twice. */
  void awaitExact(String job, String table, Duration within) {
    int until = sent.get();
    Eventually.get(
        job + " has taken " + until + " records",
        within,
        () -> database.number(count(table, "COUNT(*)") + " WHERE n<" + until) + " " + error(job),
        found -> found.startsWith(until + " "));
    assertThat(database.number(count(table, "COUNT(DISTINCT n)") + " WHERE n<" + until))
        .as(table)
        .isEqualTo(until);
    assertThat(status(job).path("balanced").asBoolean()).as(job).isTrue();
  }

  private long rows(String table) {
    return database.number(count(table, "COUNT(*)"));
  }

  private String count(String table, String what) {
    return "SELECT " + what + " FROM " + schema + ".`" + table + "`";
  }

  private JsonNode status(String job) {
    try {
      return JSON.readTree(asked("GET", "/api/v1/jobs/" + job + "/status", null).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void done(String method, String path, String body) {
    HttpResponse<String> answer = asked(method, "/api/v1" + path, body);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isLessThan(300);
  }

  private HttpResponse<String> asked(String method, String path, String body) {
    try {
      return call(method, path, body);
    } catch (IOException e) {
      process.requireAlive();
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> call(String method, String path, String body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30));
    if (body == null || body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(body));
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void produce() {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      while (!done) {
        int n = sent.get();
        byte[] record = ("{\"n\":" + n + "}").getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic(), n % 2, null, record));
        sent.set(n + 1);
        LockSupport.parkNanos(PACE_NANOS);
      }
      producer.flush();
    }
  }

  /**
   * Whoever played: the honest job's table is exact, and the process is the one that was started.
   */
  void verify() throws Exception {
    done = true;
    producing.join();
    awaitExact("honest", "t_honest", SOON);
    process.requireAlive();
    Path memory = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (Files.exists(memory)) {
      String peak =
          Files.readAllLines(memory).stream()
              .filter(line -> line.startsWith("VmHWM:"))
              .findFirst()
              .orElseThrow();
      System.out.println("Beside hostile peers: " + peak);
      assertThat(Long.parseLong(peak.replaceAll("[^0-9]", ""))).isLessThan(MOST_RESIDENT_KB);
    }
  }

  @Override
  public void close() {
    done = true;
    process.stop();
    proxy.close();
    kafka.close();
    TempFiles.delete(directory);
  }
}
