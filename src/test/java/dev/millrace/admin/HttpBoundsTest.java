package dev.millrace.admin;

import static dev.millrace.admin.AdminRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.AdminSettings;
import dev.millrace.http.HttpLimits;
import dev.millrace.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that send slowly, too much, or read nothing: the others are served all the while. */
@Timeout(120)
class HttpBoundsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PUT =
      "PUT /api/v1/jobs/j HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  private final List<RawCaller> callers = new ArrayList<>();
  private AdminServer server;

  @AfterEach
  void close() throws Exception {
    for (RawCaller caller : callers) {
      caller.close();
    }
    server.close();
  }

  @Test
  void bodiesThatDoNotEndAreBoundedTogether() throws Exception {
    start(soon(600, 4 << 20));
    List<RawCaller> slow = new ArrayList<>();
    byte[] most = new byte[990_000];
    for (int i = 0; i < 100; i++) {
      RawCaller caller = caller();
      caller.send(PUT + "Content-Length: 1000000\r\n\r\n");
      try {
        caller.send(most);
      } catch (IOException e) {
        // Refused and closed meanwhile.
      }
      slow.add(caller);
    }

    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(
            server
                .call("PUT", "/api/v1/jobs/j", "{\"x\":1}", "content-type", "application/json")
                .statusCode())
        .as("a small document is let in")
        .isEqualTo(400);
    int refused = 0;
    int late = 0;
    for (RawCaller caller : slow) {
      String answer = caller.rest(PATIENCE);
      refused += answer.contains(" 503 ") && answer.contains("retry-after") ? 1 : 0;
      late += answer.contains(" 408 ") ? 1 : 0;
      assertThat(answer).endsWith("<closed>");
    }
    assertThat(late).as("let in, but never complete").isBetween(1, 4);
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void aHeadThatDoesNotEndIsCut() throws Exception {
    start(soon(600, 4 << 20));
    RawCaller silent = caller();
    RawCaller slow = caller().send("GET /health/live HTTP/1.1\r\nX-A: ");
    RawCaller used = caller().send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(used.answer(PATIENCE)).contains(" 200 ");

    assertThat(silent.rest(PATIENCE)).isEqualTo("<closed>");
    assertThat(slow.rest(PATIENCE)).isEqualTo("<closed>");
    assertThat(used.rest(PATIENCE)).isEqualTo("<closed>");
  }

  @Test
  void whoOpensManyConnectionsKeepsNobodyOut() throws Exception {
    start(late(20, 4 << 20, 30));
    for (int i = 0; i < 200; i++) {
      caller().send(i % 2 == 0 ? "GET " : PUT + "Content-Length: 10\r\n\r\n{");
      if (i % 50 == 0) {
        RawCaller honest = caller().send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(honest.answer(PATIENCE)).contains(" 200 ");
      }
    }

    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    int open = 0;
    for (RawCaller caller : callers) {
      open += caller.rest(Duration.ofMillis(10)).endsWith("<open>") ? 1 : 0;
    }
    assertThat(open).isLessThanOrEqualTo(20);
  }

  @Test
  void whoReadsNothingGetsNoSecondAnswerAndIsCut() throws Exception {
    start(soon(600, 4 << 20));
    server.control.padding = "x".repeat(20 << 20);
    RawCaller deaf = caller();
    StringBuilder pipelined = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      pipelined.append("GET /api/v1/jobs/j/quarantine HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    deaf.send(pipelined.toString());

    Eventually.until("one answer was made", PATIENCE, () -> server.control.pages.get() == 1);
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    // Its turn ends when it is cut; then others get one.
    HttpResponse<String> next = server.get("/api/v1/jobs/j/quarantine");

    assertThat(next.statusCode()).isEqualTo(200);
    assertThat(server.control.pages.get()).isEqualTo(2);
  }

  @Test
  void callsThatReadRecordsWaitTheirTurn() throws Exception {
    start(late(600, 4 << 20, 3));
    server.control.padding = "x".repeat(20 << 20);
    RawCaller deaf =
        caller().send("GET /api/v1/jobs/j/quarantine HTTP/1.1\r\nHost: localhost\r\n\r\n");
    Eventually.until("the first has its turn", PATIENCE, () -> server.control.pages.get() == 1);

    HttpResponse<String> waiting = server.get("/api/v1/jobs/j/quarantine");
    assertProblem(server.get("/api/v1/jobs?status=true"), 503);
    assertProblem(server.get("/api/v1/jobs/j/history"), 503);
    assertThat(server.get("/api/v1/jobs").statusCode()).isEqualTo(200);

    assertProblem(waiting, 503);
    assertThat(waiting.headers().firstValue("retry-after")).isPresent();
    assertThat(server.control.pages.get()).isEqualTo(1);
    deaf.close();
    assertThat(server.get("/api/v1/jobs/j/quarantine").statusCode()).isEqualTo(200);
  }

  @Test
  void aCallThatWaitedForItsTurnStillHasItsBody() throws Exception {
    start(soon(600, 4 << 20));
    server.control.padding = "x".repeat(20 << 20);
    RawCaller deaf =
        caller().send("GET /api/v1/jobs/j/quarantine HTTP/1.1\r\nHost: localhost\r\n\r\n");
    Eventually.until("the first has its turn", PATIENCE, () -> server.control.pages.get() == 1);
    String body = "{\"all\": true}";
    RawCaller waiting =
        caller()
            .send(
                "POST /api/v1/jobs/j/quarantine/replay HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body);
    // Behind it on the same event loop: by then the call waits.
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    server.control.padding = "";

    deaf.close();

    assertThat(waiting.rest(PATIENCE)).startsWith("HTTP/1.1 200 ").contains("\"written\"");
    assertThat(server.control.pages.get()).isEqualTo(2);
  }

  @Test
  void theRestOfARefusedBodyIsNotReadForLong() throws Exception {
    start(soon(600, 4 << 20));
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    for (String call : List.of("GET /health/live", "POST /api/v1/jobs/j/start", "GET /nothing")) {
      RawCaller endless =
          caller()
              .send(
                  call
                      + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + chunk);
      assertThat(endless.rest(PATIENCE)).as(call).startsWith("HTTP/1.1 ").endsWith("<closed>");
    }
  }

  @Test
  void aMillionFaultsAreAShortAnswer() {
    start(HttpLimits.usual());
    String nested = "{\"a\":".repeat(900) + "{}" + ",\"a\":1}".repeat(900);
    String unknown =
        java.util.stream.IntStream.range(0, 95_000)
            .mapToObj(i -> "\"f" + i + "\":0")
            .collect(java.util.stream.Collectors.joining(",", "{", "}"));
    String twice = "{" + "\"a\":1,".repeat(150_000) + "\"a\":1}";
    String longKeys =
        "{\"" + "k".repeat(40_000) + "\":1,\"" + "k".repeat(40_000) + "\":{\"b\":1,\"b\":2}}";
    String deep = "{\"" + "k".repeat(1_000) + "\":";
    String deepLong =
        deep.repeat(400) + "{" + "\"a\":1,".repeat(50_000) + "\"a\":1}" + "}".repeat(400);
    for (String body : List.of(nested, unknown, twice, longKeys, deepLong)) {
      HttpResponse<String> refused =
          server.call("PUT", "/api/v1/jobs/j", body, "content-type", "application/json");

      assertProblem(refused, 400);
      assertThat(refused.body().length()).isLessThan(600_000);
      JsonObject problem = AdminServer.json(refused);
      assertThat(problem.getJsonArray("errors").size()).isBetween(2, 201);
    }
    assertThat(
            AdminServer.json(
                    server.call(
                        "PUT", "/api/v1/jobs/j", unknown, "content-type", "application/json"))
                .encode())
        .contains("and 800 more");
  }

  private void start(HttpLimits limits) {
    server = new AdminServer(AdminSettings.open("127.0.0.1", 0), limits);
    server.control.jobs.put(
        "j", dev.millrace.document.JobDocument.read(dev.millrace.model.Documents.minimalJob()));
  }

  private RawCaller caller() throws IOException {
    RawCaller caller = new RawCaller(server.port());
    callers.add(caller);
    return caller;
  }

  /** The usual ones, but quicker; one large call at a time. */
  /** What takes long is cut soon, but not before a slow machine has answered who behaves. */
  private static HttpLimits soon(int connections, long bodies) {
    Duration head = Duration.ofSeconds(3);
    return limits(
        connections, bodies, head, Duration.ofSeconds(6), Duration.ofSeconds(6), PATIENCE);
  }

  /** What takes long is let be; who waits for a turn is refused soon. */
  private static HttpLimits late(int connections, long bodies, int seconds) {
    Duration time = Duration.ofSeconds(seconds);
    return limits(connections, bodies, time, time, Duration.ofSeconds(60), Duration.ofSeconds(1));
  }

  private static HttpLimits limits(
      int connections, long bodies, Duration head, Duration body, Duration answer, Duration turn) {
    return new HttpLimits(
        connections, head, head, body, answer, Duration.ofMillis(500), bodies, 64L << 20, 1, turn);
  }
}
