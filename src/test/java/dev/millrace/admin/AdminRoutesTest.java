package dev.millrace.admin;

import static dev.millrace.admin.AdminServer.json;
import static dev.millrace.model.Documents.at;
import static dev.millrace.model.Documents.fullJob;
import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.JobState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminRoutesTest {
  private static final Map<String, Object> SOURCE = map("bootstrapServers", "a:9092", "topic", "t");

  private final AdminServer server = AdminServer.open();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void sourcesArePutReadListedAndDeleted() {
    HttpResponse<String> created = server.put("/api/v1/sources/orders", SOURCE);
    HttpResponse<String> replaced = server.put("/api/v1/sources/orders", SOURCE);

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(replaced.statusCode()).isEqualTo(200);
    JsonObject answer =
        new JsonObject()
            .put("name", "orders")
            .put(
                "spec",
                new JsonObject(
                    map(
                        "bootstrapServers", "a:9092",
                        "topic", "t",
                        "format", "json",
                        "properties", map(),
                        "description", "")));
    assertThat(json(created)).isEqualTo(answer);
    assertThat(json(server.get("/api/v1/sources/orders"))).isEqualTo(answer);
    assertThat(new JsonArray(server.get("/api/v1/sources").body()))
        .isEqualTo(new JsonArray().add(answer));
    assertThat(server.call("DELETE", "/api/v1/sources/orders", null).statusCode()).isEqualTo(204);
    assertThat(server.get("/api/v1/sources/orders").statusCode()).isEqualTo(404);
  }

  @Test
  void jobsAreListedWithTheirStatusesWhereAsked() {
    server.put("/api/v1/sources/s", SOURCE);
    server.put("/api/v1/jobs/b", map("spec", minimalJob()));
    server.put("/api/v1/jobs/a", map("spec", minimalJob()));

    JsonArray with = new JsonArray(server.get("/api/v1/jobs?status=true").body());
    JsonArray without = new JsonArray(server.get("/api/v1/jobs?status=false").body());

    assertThat(with.getJsonObject(0).getJsonObject("status"))
        .isEqualTo(json(server.get("/api/v1/jobs/a/status")));
    assertThat(with.getJsonObject(1).getJsonObject("status").getString("job")).isEqualTo("b");
    with.forEach(job -> ((JsonObject) job).remove("status"));
    assertThat(with).isEqualTo(without);
    assertThat(without).isEqualTo(new JsonArray(server.get("/api/v1/jobs").body()));
    assertProblem(server.get("/api/v1/jobs?status=yes"), 400);
    assertProblem(server.get("/api/v1/jobs?status=true&status=true"), 400);
  }

  @Test
  void aUsedSourceIsNotDeleted() {
    server.put("/api/v1/sources/orders", SOURCE);
    server.put("/api/v1/jobs/j", minimalJob());

    HttpResponse<String> refused = server.call("DELETE", "/api/v1/sources/orders", null);

    assertProblem(refused, 409);
    assertThat(json(refused).getString("detail")).isEqualTo("a job uses source 'orders'");
  }

  @Test
  void jobsArePutReadListedAndDeleted() {
    HttpResponse<String> created = server.put("/api/v1/jobs/orders", fullJob());

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(json(created).getString("name")).isEqualTo("orders");
    assertThat(json(created).getString("state")).isEqualTo("CREATED");
    assertThat(json(created).getJsonObject("spec").getMap().keySet())
        .containsAll(fullJob().keySet());
    assertThat(json(server.get("/api/v1/jobs/orders"))).isEqualTo(json(created));
    assertThat(new JsonArray(server.get("/api/v1/jobs").body()))
        .isEqualTo(new JsonArray().add(json(created)));
    assertThat(server.put("/api/v1/jobs/orders", fullJob()).statusCode()).isEqualTo(200);
    assertThat(server.call("DELETE", "/api/v1/jobs/orders", null).statusCode()).isEqualTo(204);
    assertProblem(server.get("/api/v1/jobs/orders"), 404);
    assertProblem(server.call("DELETE", "/api/v1/jobs/orders", null), 404);
  }

  @Test
  void allFaultsComeInOneAnswerTheNamesToo() {
    HttpResponse<String> refused =
        server.put(
            "/api/v1/jobs/-bad",
            map("source", "orders", "lanez", 1, "destination", map("host", "h")));

    assertProblem(refused, 400);
    assertThat(
            json(refused).getJsonArray("errors").stream()
                .map(e -> ((JsonObject) e).getString("pointer")))
        .containsExactlyInAnyOrder(
            "",
            "/source",
            "/destination/database",
            "/destination/table",
            "/destination/user",
            "/lanez");
    assertThat(server.control.jobs).isEmpty();
  }

  @Test
  void aKeyThatIsThereTwiceHidesNoOtherFault() {
    HttpResponse<String> refused =
        server.call(
            "PUT",
            "/api/v1/sources/orders",
            "{\"topic\": \"a b\", \"topic\": \"a b\", \"x\": 1}",
            "content-type",
            "application/json");

    assertProblem(refused, 400);
    assertThat(
            json(refused).getJsonArray("errors").stream()
                .map(e -> ((JsonObject) e).getString("pointer")))
        .containsExactlyInAnyOrder("/topic", "/bootstrapServers", "/topic", "/x");
  }

  @Test
  void aBodyThatIsNoObjectIsToldWhatItIs() {
    HttpResponse<String> refused =
        server.call("PUT", "/api/v1/jobs/orders", "[]", "content-type", "application/json");

    assertProblem(refused, 400);
    assertThat(json(refused).getString("detail"))
        .isEqualTo("a JSON object is expected, found an array");
  }

  @Test
  void aPasswordNeverComesBackAndItsMaskKeepsIt() {
    Map<String, Object> doc = minimalJob();
    at(doc, "destination").put("password", "hunter2");
    HttpResponse<String> created = server.put("/api/v1/jobs/orders", doc);
    JsonObject shown = json(created).getJsonObject("spec");

    HttpResponse<String> again = server.put("/api/v1/jobs/orders", shown.put("lanes", 7));

    assertThat(created.body() + again.body() + server.get("/api/v1/jobs").body())
        .doesNotContain("hunter2");
    assertThat(shown.getJsonObject("destination").getString("password")).isEqualTo("***");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(server.control.jobs.get("orders").lanes()).isEqualTo(7);
    assertThat(server.control.jobs.get("orders").destination().password().reveal())
        .isEqualTo("hunter2");
  }

  @Test
  void aStartedJobIsNotAltered() {
    server.put("/api/v1/jobs/orders", minimalJob());
    server.control.states.put("orders", JobState.RUNNING);

    assertProblem(server.put("/api/v1/jobs/orders", minimalJob()), 409);
    assertProblem(server.post("/api/v1/jobs/orders/reset"), 409);
  }

  @Test
  void ordersAnswer202WithTheStatus() {
    server.put("/api/v1/jobs/orders", minimalJob());

    for (String order : List.of("start", "stop", "reset")) {
      HttpResponse<String> response = server.post("/api/v1/jobs/orders/" + order);
      assertThat(response.statusCode()).isEqualTo(202);
      assertThat(json(response).getString("state"))
          .isEqualTo(order.equals("start") ? "STARTING" : "STOPPED");
      assertProblem(server.post("/api/v1/jobs/none/" + order), 404);
    }
  }

  @Test
  void faultsOfACheckAre422() {
    server.put("/api/v1/jobs/orders", minimalJob());
    assertThat(json(server.post("/api/v1/jobs/orders/check")))
        .isEqualTo(new JsonObject("{\"name\":\"orders\",\"errors\":[],\"warnings\":[]}"));

    server.control.warnings =
        List.of(Warning.at("/mapping/0", WarningCode.VALUES_DO_NOT_FIT, "3 values do not fit"));
    server.control.faults =
        List.of(
            new FieldError("/destination/table", "there is no table"),
            new FieldError("/source", "x"));

    for (String order : List.of("check", "start")) {
      HttpResponse<String> refused = server.post("/api/v1/jobs/orders/" + order);
      if (order.equals("start")) {
        assertProblem(refused, 422);
      } else {
        assertProblem(refused, 422, "type", "title", "status", "detail", "errors", "warnings");
      }
      assertThat(json(refused).getString("title")).isEqualTo("The job cannot run as it is");
      assertThat(json(refused).getJsonArray("errors"))
          .isEqualTo(
              new JsonArray(
                  "[{\"pointer\":\"/destination/table\",\"detail\":\"there is no table\"},"
                      + "{\"pointer\":\"/source\",\"detail\":\"x\"}]"));
      assertThat(json(refused).getJsonArray("warnings"))
          .as(order)
          .isEqualTo(
              order.equals("start")
                  ? null
                  : new JsonArray(
                      "[{\"code\":\"values-do-not-fit\",\"message\":\"3 values do not fit\","
                          + "\"detail\":\"3 values do not fit\",\"pointer\":\"/mapping/0\"}]"));
    }
    server.control.faults = List.of();
    assertThat(json(server.post("/api/v1/jobs/orders/check")).getJsonArray("warnings")).hasSize(1);
  }

  @Test
  void theTitleOfARefusalIsOfWhatWasAskedFor() {
    server.put("/api/v1/sources/events", SOURCE);
    server.put("/api/v1/jobs/orders", minimalJob());
    server.control.faults = List.of(new FieldError("/source", "x"));

    Map<String, String> titles =
        Map.of(
            "/api/v1/sources/events/sample", "The source cannot be sampled",
            "/api/v1/preview", "The preview cannot be made",
            "/api/v1/jobs/orders/check", "The job cannot run as it is",
            "/api/v1/jobs/orders/restart", "The job cannot run as it is");
    titles.forEach(
        (call, title) -> {
          String body =
              call.contains("/jobs/")
                  ? null
                  : call.endsWith("preview") ? "{\"job\":\"orders\"}" : "{}";
          HttpResponse<String> refused =
              server.call("POST", call, body, "content-type", "application/json");
          assertThat(refused.statusCode()).as(call).isEqualTo(422);
          assertThat(json(refused).getString("title")).as(call).isEqualTo(title);
        });
  }

  @Test
  void theStatusHasExactlyTheseKeys() {
    server.put("/api/v1/jobs/orders", minimalJob());
    server.control.states.put("orders", JobState.FAILED);

    JsonObject status = json(server.get("/api/v1/jobs/orders/status"));

    JsonObject expected =
        new JsonObject(
            """
            {"job": "orders", "state": "FAILED", "since": "2026-11-22T08:00:00.123Z", "balanced": true,
             "error": {"kind": "dirty", "code": "not-a-number", "message": "bad", "topic": "t", "partition": 0,
                       "offset": 10, "column": "qty", "path": "/qty", "value": "abc"},
             "partitions": [
               {"topic": "t", "partition": 0, "startOffset": 0, "nextOffset": 10, "endOffset": 12, "lagRecords": 2,
                "lagSeconds": 0.4, "retentionUsed": 0.25, "lostAt": "2026-11-22T08:00:00.123Z", "written": 9, "nulledFields": 1, "roundedFields": 0,
                "quarantined": 1, "tombstones": 0, "gaps": 0, "deleted": 0, "filtered": 0, "skipped": 0, "balanced": true},
               {"topic": "t", "partition": 1, "startOffset": 5, "nextOffset": 5, "endOffset": null, "lagRecords": null,
                "lagSeconds": null, "retentionUsed": null, "lostAt": null, "written": 0, "nulledFields": 0, "roundedFields": 0,
                "quarantined": 0, "tombstones": 0, "gaps": 0, "deleted": 0, "filtered": 0, "skipped": 0, "balanced": true}],
             "totals": {"written": 9, "nulledFields": 1, "rounded": 0, "quarantined": 1, "tombstones": 0, "gaps": 0, "deleted": 0, "filtered": 0, "skipped": 0,
                        "lagRecords": null},
             "rates": {"recordsPerSecond": 1.5, "bytesPerSecond": 300.0},
             "lanes": [{"lane": 0, "state": "running", "partitions": [{"topic": "t", "partition": 0}, {"topic": "t", "partition": 1}], "inFlightBytes": 4096, "busy": {"poll": 0.1, "encode": 0.2, "write": 0.9, "credits": 0.0}},
              {"lane": 1, "state": "starting", "partitions": [], "inFlightBytes": 0, "busy": null}],
             "unmapped": ["/session/ab"],
             "nulledSamples": [{"topic": "t", "partition": 0, "offset": 7, "table": "t", "column": "qty", "path": "/qty",
                                "code": "out-of-range", "value": "1e99"}],
             "roundedSamples": [{"topic": "t", "partition": 0, "offset": 8, "table": "t", "column": "p", "path": "/p",
                                "code": "fraction-lost", "value": "1.005"}],
             "mappingInferred": true, "ledgerAsOf": null, "delivery": "exactly-once",
             "warnings": [{"code": "foreign-member", "message": "another tool reads t[1]",
               "detail": "another tool reads t[1]", "topic": "t", "partitions": [1]}]}
            """);
    assertThat(status.encodePrettily()).isEqualTo(expected.encodePrettily());
  }

  @Test
  void theErrorIsNullUnlessRetryingOrFailed() {
    server.put("/api/v1/jobs/orders", minimalJob());
    server.control.states.put("orders", JobState.RUNNING);

    JsonObject status = json(server.get("/api/v1/jobs/orders/status"));

    assertThat(status.containsKey("error")).isTrue();
    assertThat(status.getValue("error")).isNull();
    assertProblem(server.get("/api/v1/jobs/none/status"), 404);
  }

  @Test
  void theProcessTellsOfItself() {
    assertThat(server.get("/metrics").body()).contains("jvm_memory_used_bytes");
    assertThat(server.get("/metrics").headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    assertThat(server.call("GET", "/metrics", null, "accept", "application/openmetrics-text"))
        .satisfies(open -> assertThat(open.body()).endsWith("# EOF\n"))
        .satisfies(
            open ->
                assertThat(open.headers().firstValue("content-type").orElseThrow())
                    .startsWith("application/openmetrics-text"));
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    server.control.ready = false;
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(server.get("/openapi.yaml").body()).startsWith("openapi: 3.1.0");
  }

  static void assertProblem(HttpResponse<String> response, int status) {
    assertProblem(response, status, "type", "title", "status", "detail", "errors");
  }

  private static void assertProblem(HttpResponse<String> response, int status, String... fields) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(json(response).fieldNames()).containsExactly(fields);
    assertThat(json(response).getInteger("status")).isEqualTo(status);
  }
}
