package dev.millrace.loadtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.TempFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Kafka Connect, standalone, with Debezium's JDBC sink: two tasks, started over the worker's HTTP
 * API. Reads {@link Envelope} records.
 */
final class ConnectContestant implements Contestant {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public Running prepare(Servers servers, List<Trial> trials) throws Exception {
    Trial trial = trials.get(0);
    Path directory = Files.createDirectories(servers.directory.resolve(trial.name()));
    int port = TempFiles.freePorts(1).get(0);
    Path worker = directory.resolve("worker.properties");
    Files.writeString(
        worker,
        """
        bootstrap.servers=%s
        key.converter=org.apache.kafka.connect.converters.ByteArrayConverter
        value.converter=org.apache.kafka.connect.json.JsonConverter
        value.converter.schemas.enable=true
        offset.storage.file.filename=%s
        listeners=http://127.0.0.1:%d
        plugin.discovery=service_load
        connector.client.config.override.policy=All
        """
            .formatted(servers.bootstrap(), directory.resolve("offsets"), port));
    Path target = LoadTest.HOME.resolve("connect/target");
    Path log = directory.resolve("gc.log");
    Child child =
        Child.java(
            name(),
            directory,
            List.of(
                "-Xmx1g",
                "-Duser.timezone=UTC",
                Heap.argument(log),
                "-cp",
                target.resolve("classes")
                    + ":"
                    + Files.readString(target.resolve("classpath")).trim(),
                "dev.millrace.loadtest.ConnectWorker",
                worker.toString()),
            Map.of());
    ConnectRunning running =
        new ConnectRunning(
            child,
            new Heap(log, child.pid()),
            HttpClient.newHttpClient(),
            "http://127.0.0.1:" + port,
            document(servers, trial).toString());
    try {
      Eventually.until("Kafka Connect answers", Duration.ofSeconds(180), running::ready);
      return running;
    } catch (AssertionError e) {
      String words = child.lastWords();
      child.close();
      throw new IllegalStateException("Kafka Connect does not answer:\n" + words, e);
    }
  }

  private static ObjectNode document(Servers servers, Trial trial) {
    boolean upsert = trial.mode() == Trial.Mode.UPSERT;
    ObjectNode document = JSON.createObjectNode().put("name", trial.name());
    document
        .putObject("config")
        .put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector")
        .put("tasks.max", "2")
        .put("topics", trial.topic())
        .put(
            "connection.url",
            "jdbc:mariadb://%s:%d/%s?useBulkStmts=true&useBulkStmtsForInserts=true"
                .formatted(servers.database.host(), servers.database.port(), Servers.DATABASE))
        .put("connection.username", servers.database.user())
        .put("connection.password", servers.database.password())
        .put("collection.name.format", trial.bareTable())
        .put("insert.mode", upsert ? "upsert" : "insert")
        .put("primary.key.mode", "record_value")
        .put("primary.key.fields", "id")
        .put("schema.evolution", "none")
        .put("batch.size", "1000")
        .put("consumer.override.max.poll.records", "2000")
        .put("consumer.override.fetch.min.bytes", "262144")
        .put("consumer.override.auto.offset.reset", "earliest");
    return document;
  }

  private record ConnectRunning(
      Child child, Heap heap, HttpClient client, String address, String document)
      implements Running {
    @Override
    public long pid() {
      return child.pid();
    }

    /** Returns when the connector was created: its tasks have yet to start. */
    @Override
    public void go() throws Exception {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(address + "/connectors"))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(document))
                  .build(),
              BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IllegalStateException("Kafka Connect refused: " + response.body());
      }
    }

    boolean ready() throws Exception {
      return get("/connectors").statusCode() == 200;
    }

    @Override
    public void requireAlive() throws Exception {
      child.requireNoFailure();
      String name = JSON.readTree(document).path("name").asText();
      JsonNode status = JSON.readTree(get("/connectors/" + name + "/status").body());
      for (JsonNode task : status.path("tasks")) {
        if (task.path("state").asText().equals("FAILED")) {
          String trace = task.path("trace").asText();
          throw new IllegalStateException(
              "its task failed: " + trace.substring(0, Math.min(1500, trace.length())));
        }
      }
    }

    private HttpResponse<String> get(String path) throws Exception {
      return client.send(
          HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
      child.close();
    }
  }
}
