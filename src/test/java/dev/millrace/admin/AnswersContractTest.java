package dev.millrace.admin;

import static dev.millrace.model.Documents.at;
import static dev.millrace.model.Documents.fullJob;
import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.JobState;
import io.vertx.core.json.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The answers on the wire and the schemas of the contract have the same fields: every call that
 * answers JSON is made with an engine whose answers have all that they can have, and with one whose
 * answers have as little as they can.
 */
class AnswersContractTest {
  private static final String API = "/api/v1";
  private static final String JOB = API + "/jobs/{name}";
  private static final String PROBLEM = "application/problem+json";

  private final Map<String, Object> contract = contract();
  private final AdminServer server = AdminServer.open();

  /** Bodies by the call as the contract writes it. */
  private final Map<String, List<Object>> answers = new TreeMap<>();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void everyAnswerHasTheFieldsOfItsSchemaAndNoOthers() {
    server.control.sources.put("s", dev.millrace.spec.SourceSpec.of("a:9092", "t"));
    server.control.jobs.put("j", dev.millrace.document.JobDocument.read(minimalJob()));
    for (ScriptedAnswers script : ScriptedAnswers.values()) {
      server.control.answers = script;
      server.control.declaredIn = script == ScriptedAnswers.FULL ? "jobs.yaml" : null;
      callAll();
    }

    assertThat(answers.keySet()).isEqualTo(callsWithJson());
    SchemaFields fields = new SchemaFields(contract);
    answers.forEach((call, bodies) -> fields.take(bodies, schema(call), call));
    fields.judge();
  }

  private void callAll() {
    call("GET", API + "/sources", null);
    call("GET", API + "/sources/{name}", null);
    call("PUT", API + "/sources/{name}", map("bootstrapServers", "a:9092", "topic", "t"));
    call("POST", API + "/sources/{name}/sample", map());
    call("POST", API + "/preview", map("job", "j"));
    call("POST", API + "/probe/kafka", map("bootstrapServers", "a:9092"));
    call(
        "POST",
        API + "/probe/database",
        map("destination", map("host", "db", "user", "u", "password", "p")));
    server.control.states.put("j", JobState.STOPPED);
    call("PUT", JOB, map("spec", fullJob()));
    call("PUT", JOB, minimalJob());
    call("GET", API + "/jobs", null);
    call("GET", API + "/jobs?status=true", null);
    call("GET", JOB, null);
    for (JobState state : JobState.values()) {
      server.control.states.put("j", state);
      call("GET", JOB + "/status", null);
    }
    call("GET", API + "/me", null);
    call("GET", JOB + "/history", null);
    call("GET", JOB + "/drift", null);
    call("GET", JOB + "/timeline", null);
    server.control.states.put("j", JobState.STOPPED);
    server.control.warnings =
        List.of(
            Warning.about("t", List.of(1), WarningCode.FOREIGN_MEMBER, "another tool reads t[1]"),
            Warning.at("/mapping", WarningCode.NO_KEY, "no key"));
    call("POST", JOB + "/check", null);
    for (String order : List.of("/start", "/stop", "/restart", "/stop", "/reset")) {
      call("POST", JOB + order, null);
    }
    call("GET", JOB + "/quarantine", null);
    call("GET", JOB + "/quarantine/groups", null);
    call("POST", JOB + "/quarantine/replay", map("all", true));
    call("POST", JOB + "/quarantine/replay", map("all", true, "dryRun", true));
    call("DELETE", JOB + "/quarantine", null);
    call("GET", "/health/live", null);
    call("GET", "/health/ready", null);
  }

  private void call(String method, String path, Object document) {
    HttpResponse<String> answer = send(method, path, document);
    assertThat(answer.statusCode())
        .as(method + " " + path + " " + answer.body())
        .isBetween(200, 202);
    answers
        .computeIfAbsent(method + " " + path.replaceAll("\\?.*", ""), call -> new ArrayList<>())
        .add(SchemaFields.plain(Json.decodeValue(answer.body())));
  }

  private HttpResponse<String> send(String method, String path, Object document) {
    String real = path.replace("{name}", path.contains("/sources/") ? "s" : "j");
    return document == null
        ? server.call(method, real, null)
        : server.call(method, real, Json.encode(document), "content-type", "application/json");
  }

  @Test
  void everyProblemHasTheFieldsOfItsSchemaAndNoOthers() {
    server.control.jobs.put("j", dev.millrace.document.JobDocument.read(minimalJob()));
    server.control.faults = List.of(new FieldError("/source", "there is no source s"));
    server.control.warnings =
        List.of(
            Warning.about("t", List.of(1), WarningCode.FOREIGN_MEMBER, "another tool reads t[1]"),
            Warning.at("/mapping", WarningCode.NO_KEY, "no key"));
    List<Object> problems = new ArrayList<>();
    for (HttpResponse<String> problem :
        List.of(
            send("POST", JOB + "/check", null),
            send("GET", API + "/nothing", null),
            send("PUT", JOB, map("x", 1)))) {
      assertThat(problem.headers().firstValue("content-type")).hasValue(PROBLEM);
      problems.add(SchemaFields.plain(Json.decodeValue(problem.body())));
    }

    SchemaFields fields = new SchemaFields(contract);
    fields.take(problems, at(at(at(contract, "components"), "schemas"), "Problem"), "a problem");
    fields.judge();
  }

  private TreeSet<String> callsWithJson() {
    TreeSet<String> calls = new TreeSet<>();
    at(contract, "paths")
        .forEach(
            (path, operations) ->
                ((Map<?, ?>) operations)
                    .keySet().stream()
                        .map(method -> method.toString().toUpperCase() + " " + path)
                        .filter(call -> !call.startsWith("PARAMETERS"))
                        .filter(call -> schema(call) != null)
                        .forEach(calls::add));
    return calls;
  }

  /** Of the call's first good answer that is JSON, or null. */
  private Map<String, Object> schema(String call) {
    String[] parts = call.split(" ");
    Map<String, Object> responses =
        at(at(at(at(contract, "paths"), parts[1]), parts[0].toLowerCase()), "responses");
    for (Map.Entry<String, Object> response : new LinkedHashMap<>(responses).entrySet()) {
      if (response.getKey().startsWith("2")) {
        Map<String, Object> told = new SchemaFields(contract).resolved(response.getValue());
        if (told.get("content") instanceof Map<?, ?> content
            && content.containsKey("application/json")) {
          return at(at(at(told, "content"), "application/json"), "schema");
        }
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> contract() {
    return (Map<String, Object>)
        new Load(LoadSettings.builder().build())
            .loadFromInputStream(AnswersContractTest.class.getResourceAsStream("/openapi.yaml"));
  }
}
