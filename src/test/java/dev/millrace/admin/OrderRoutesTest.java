package dev.millrace.admin;

import static dev.millrace.admin.AdminServer.json;
import static dev.millrace.model.Documents.at;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.FieldError;
import dev.millrace.model.JobState;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders that wait, and documents that come back as they were answered. */
class OrderRoutesTest {
  private static final String JOB = "/api/v1/jobs/orders";

  private final AdminServer server = AdminServer.open();

  @BeforeEach
  void putJob() {
    assertThat(server.put(JOB, minimalJob()).statusCode()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** The first of the states is what the call finds before its order, the second behind it. */
  @ParameterizedTest
  @CsvSource({
    "start,   STOPPED, RUNNING,  200",
    "start,   STOPPED, FINISHED, 200",
    "start,   STOPPED, FAILED,   202",
    "start,   STOPPED, RETRYING, 202",
    "start,   STOPPED, STOPPED,  202",
    "stop,    RUNNING, STOPPED,  200",
    "stop,    RUNNING, STOPPING, 202",
    "stop,    CREATED, CREATED,  200",
    "restart, RUNNING, RUNNING,  200",
    "restart, RUNNING, STARTING, 202",
    "reset,   STOPPED, STOPPED,  200",
  })
  void aWaitingOrderAnswers200WhenItsStateIsReached(
      String order, JobState before, JobState after, int status) {
    server.control.later.addAll(List.of(before, after));

    HttpResponse<String> answer = server.post(JOB + "/" + order + "?wait=5s");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).getString("state")).isEqualTo(after.name());
  }

  @ParameterizedTest
  @CsvSource({"RUNNING, 200", "STOPPED, 200", "STARTING, 202", "RETRYING, 202"})
  void aDocumentAtTheNextOffsetIsTakenByAStartedJobToo(JobState state, int status) {
    server.control.states.put("orders", state);

    HttpResponse<String> answer = server.put(JOB + "?at=next&wait=5s", minimalJob());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("etag")).hasValue("\"2\"");
  }

  @Test
  void aDocumentThatTheCheckRefusesIsUnprocessableAndAnotherPlaceThanNextIsAFault() {
    server.control.states.put("orders", JobState.RUNNING);
    server.control.faults = List.of(new FieldError("/mapping/0/type", "the column is INT"));

    assertThat(server.put(JOB + "?at=next", minimalJob()).statusCode()).isEqualTo(422);
    assertThat(server.put(JOB + "?at=5", minimalJob()).statusCode()).isEqualTo(400);
    assertThat(server.put(JOB, minimalJob()).statusCode()).isEqualTo(409);
  }

  @Test
  void whatAnOrderIsRefusedForIsToldAtOnceWithAWaitToo() {
    server.control.faults = List.of(new FieldError("/source", "there is no topic"));

    assertThat(server.post(JOB + "/start?wait=30s").statusCode()).isEqualTo(422);
    assertThat(server.post(JOB + "/restart?wait=30s").statusCode()).isEqualTo(422);
    assertThat(server.post("/api/v1/jobs/none/start?wait=30s").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1s", "60s", "1m", "60000ms", "0s"})
  void aTimeHasItsUnit(String time) {
    assertThat(server.post(JOB + "/stop?wait=" + time).statusCode()).isBetween(200, 202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "61s", "2m", "-1s", "1h", "PT30S", "1s&wait=2s", "9999999s"})
  void anotherTimeIsAFaultAndTheOrderIsNotGiven(String time) {
    server.control.states.put("orders", JobState.RUNNING);

    HttpResponse<String> refused = server.post(JOB + "/stop?wait=" + time);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).getString("detail")).contains("60s");
    assertThat(server.control.states.get("orders")).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aPutThatWaitsIsDoneWhenTheJobHasStopped() {
    server.control.states.put("orders", JobState.STOPPING);
    assertThat(server.put(JOB, minimalJob()).statusCode()).isEqualTo(409);

    server.control.later.add(JobState.STOPPED);

    assertThat(server.put(JOB + "?wait=10s", minimalJob()).statusCode()).isEqualTo(200);
    assertThat(server.put("/api/v1/jobs/another?wait=10s", minimalJob()).statusCode())
        .as("a new job has nothing to wait for")
        .isEqualTo(201);
  }

  @Test
  void whatGetAnswersCanBePut() {
    Map<String, Object> secret = minimalJob();
    at(secret, "destination").put("password", "hunter2");
    server.put(JOB, secret);
    JsonObject answered = json(server.get(JOB));
    server.control.declaredIn = "orders.yaml";
    JsonObject declared = json(server.get(JOB));

    HttpResponse<String> again = server.put(JOB, answered);

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(declared.getString("declaredIn")).isEqualTo("orders.yaml");
    assertThat(json(again).getJsonObject("spec")).isEqualTo(answered.getJsonObject("spec"));
    assertThat(server.control.jobs.get("orders").destination().password().reveal())
        .isEqualTo("hunter2");
    server.put("/api/v1/sources/s", Map.of("bootstrapServers", "h:9092", "topic", "t"));
    JsonObject source = json(server.get("/api/v1/sources/s"));
    assertThat(server.put("/api/v1/sources/s", source).statusCode()).isEqualTo(200);
    assertThat(json(server.get("/api/v1/sources/s"))).isEqualTo(source);
  }

  @Test
  void faultsOfAnAnswerThatIsPutLeadIntoIt() {
    JsonObject answered = json(server.get(JOB));
    answered.put("name", "another").getJsonObject("spec").put("lane", 3);

    HttpResponse<String> refused = server.put(JOB, answered);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).getJsonArray("errors").stream())
        .extracting(fault -> ((JsonObject) fault).getString("pointer"))
        .containsExactlyInAnyOrder("/name", "/spec/lane", "/spec/source");
  }
}
