package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.demo.EngineApi;
import dev.millrace.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * One job on one node, as somebody sees it who steers it by the API and has patience: a node that
 * is just starting, or whose servers are, is asked again.
 */
record JobOn(Node node, String job) {
  static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final Set<String> AT_REST = Set.of("CREATED", "STOPPED", "FAILED");

  JsonNode status() {
    return node.status(job);
  }

  String state() {
    return status().path("state").asText();
  }

  boolean runs() {
    return state().equals("RUNNING");
  }

  boolean failed() {
    return state().equals("FAILED");
  }

  /** One call; {@code order} is {@code start}, {@code stop}, {@code restart} or {@code reset}. */
  EngineApi.Answer order(String order) {
    return node.api().ask("POST", "/jobs/" + job + "/" + order + "?wait=20s", "");
  }

  EngineApi.Answer check() {
    return node.api().ask("POST", "/jobs/" + job + "/check", "");
  }

  void stop() {
    EngineApi.Answer stopped = untilAnswered("stop", 200);
    assertThat(stopped.body().path("state").asText())
        .as("%s was stopped", this)
        .isEqualTo("STOPPED");
  }

  void restart() {
    untilAnswered("restart", 200);
  }

  private EngineApi.Answer untilAnswered(String order, int status) {
    return Eventually.get(
        order + " of " + this + " is answered with " + status,
        PATIENCE,
        () -> order(order),
        answer -> answer.status() == status);
  }

  /** Starts it where it is at rest; returns when it runs. */
  void run() {
    Eventually.get(
        this + " runs",
        PATIENCE,
        () -> {
          String state = state();
          return AT_REST.contains(state) ? order("start").toString() : state;
        },
        "RUNNING"::equals);
  }

  void put(ObjectNode document) {
    put("/jobs/" + job, document.toString());
  }

  void putSource(String document) {
    put("/sources/" + OracleTables.source(job), document);
  }

  private void put(String path, String document) {
    Eventually.get(
        "PUT of " + path + " on " + node.name(),
        PATIENCE,
        () -> node.api().ask("PUT", path, document),
        EngineApi.Answer::isGood);
  }

  /** The messages of such warnings in the status. */
  List<String> warnings(String code) {
    return messages(status().path("warnings"), code);
  }

  /** The same of a check. */
  List<String> checked(String code) {
    return messages(check().body().path("warnings"), code);
  }

  private static List<String> messages(JsonNode warnings, String code) {
    return StreamSupport.stream(warnings.spliterator(), false)
        .filter(warning -> warning.path("code").asText().equals(code))
        .map(warning -> warning.path("message").asText())
        .toList();
  }

  @Override
  public String toString() {
    return job + " on " + node.name();
  }
}
