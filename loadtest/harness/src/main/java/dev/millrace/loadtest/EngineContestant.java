package dev.millrace.loadtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.TempFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Millrace: its fat jar as a process of its own, driven by its HTTP API.
 *
 * @param job members that are laid over the job document, such as {@code {"batch": {…}}}
 */
record EngineContestant(String name, Path jar, List<String> jvm, int lanes, JsonNode job)
    implements Contestant {
  private static final ObjectMapper JSON = new ObjectMapper();

  EngineContestant withLanes(int count) {
    return new EngineContestant(name, jar, jvm, count, job);
  }

  @Override
  public Running prepare(Servers servers, List<Trial> trials) throws Exception {
    Path directory = Files.createDirectories(servers.directory.resolve(trials.get(0).name()));
    int port = TempFiles.freePorts(1).get(0);
    Path log = directory.resolve("gc.log");
    List<String> arguments = new ArrayList<>(jvm);
    arguments.add(Heap.argument(log));
    arguments.add("-jar");
    arguments.add(jar.toString());
    Child child =
        Child.java(
            "engine",
            directory,
            arguments,
            Map.of(
                "MILLRACE_HTTP_PORT", Integer.toString(port),
                "MILLRACE_DATA_DIR", directory.resolve("data").toString(),
                "LOADTEST_DB_PASSWORD", servers.database.password()));
    EngineRunning running =
        new EngineRunning(
            child,
            new Heap(log, child.pid()),
            HttpClient.newHttpClient(),
            "http://127.0.0.1:" + port,
            trials.stream().map(Trial::name).toList());
    try {
      Eventually.until("the engine is ready", Duration.ofSeconds(120), running::ready);
      for (Trial trial : trials) {
        ObjectNode source = JSON.createObjectNode();
        source.put("bootstrapServers", servers.bootstrap()).put("topic", trial.topic());
        running.call("PUT", "/sources/" + trial.name(), source.toString());
        running.call("PUT", "/jobs/" + trial.name(), document(servers, trial).toString());
      }
      return running;
    } catch (Exception | AssertionError e) {
      String words = child.lastWords();
      child.close();
      throw new IllegalStateException("the engine could not be made ready: " + e + "\n" + words, e);
    }
  }

  private ObjectNode document(Servers servers, Trial trial) throws IOException {
    ObjectNode document = JSON.createObjectNode();
    document.put("source", trial.name());
    document
        .putObject("destination")
        .put("dialect", "mariadb")
        .put("host", servers.database.host())
        .put("port", servers.database.port())
        .put("database", Servers.DATABASE)
        .put("table", trial.bareTable())
        .put("user", servers.database.user())
        .put("password", "${env:LOADTEST_DB_PASSWORD}")
        // As the drivers of the others: encrypted only where it is asked for.
        .put("tls", "disabled");
    document.putObject("parse").put("layers", trial.shape().layers());
    ArrayNode mapping = document.putArray("mapping");
    for (Shape.Field field : trial.shape().fields()) {
      mapping
          .addObject()
          .put("path", field.path())
          .put("column", field.column())
          .put("type", field.type())
          .put("key", field.column().equals("id"));
    }
    document.put("lanes", lanes);
    document.put("dirtyData", trial.dirtyData());
    document.putObject("write").put("mode", trial.mode().name().toLowerCase());
    return JSON.readerForUpdating(document).readValue(job);
  }

  private record EngineRunning(
      Child child, Heap heap, HttpClient client, String address, List<String> jobs)
      implements Running, Stopwatch.GoIsTheStart {
    @Override
    public long pid() {
      return child.pid();
    }

    @Override
    public void go() throws Exception {
      for (String job : jobs) {
        call("POST", "/jobs/" + job + "/start", "");
      }
    }

    @Override
    public void requireAlive() throws Exception {
      for (String job : jobs) {
        JsonNode status = call("GET", "/jobs/" + job + "/status", "");
        if (!List.of("STARTING", "RUNNING").contains(status.path("state").asText())) {
          throw new IllegalStateException("the engine's job is in failure: " + status);
        }
      }
    }

    boolean ready() throws Exception {
      return send("GET", "/health/ready", "").statusCode() == 200;
    }

    JsonNode call(String method, String path, String body) throws Exception {
      HttpResponse<String> response = send(method, "/api/v1" + path, body);
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(
            "the engine refused %s %s with %d: %s"
                .formatted(method, path, response.statusCode(), response.body()));
      }
      return JSON.readTree(response.body());
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
      return client.send(
          HttpRequest.newBuilder(URI.create(address + path))
              .timeout(Duration.ofSeconds(60))
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }

    @Override
    public void close() {
      child.close();
    }
  }
}
