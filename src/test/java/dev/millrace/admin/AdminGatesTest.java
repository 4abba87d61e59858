package dev.millrace.admin;

import static dev.millrace.admin.AdminRoutesTest.assertProblem;
import static dev.millrace.admin.AdminServer.json;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.AdminSettings;
import dev.millrace.model.Caller;
import dev.millrace.model.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminGatesTest {
  private AdminServer server = AdminServer.open();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void anUnknownPathIsAProblem() {
    for (String path :
        List.of(
            "/nothing",
            "/api/v1/nothing",
            "/api/v1/jobs/a/b/c",
            "/api/v2/jobs",
            "/..%2f..%2fetc")) {
      assertProblem(server.get(path), 404);
    }
  }

  @Test
  void aWrongMethodNamesTheRightOnes() {
    HttpResponse<String> refused = server.post("/api/v1/jobs/orders");

    assertProblem(refused, 405);
    assertThat(refused.headers().firstValue("allow")).hasValue("DELETE, GET, PUT");
    HttpResponse<String> metrics = server.call("DELETE", "/metrics", null);
    assertProblem(metrics, 405);
    assertThat(metrics.headers().firstValue("allow")).hasValue("GET, HEAD");
  }

  @Test
  void whatIsNotJsonIsToldWithItsPositionAndWithoutItsWords() {
    String body = "{\"source\": \"s\",\n \"destination\": {\"password\": hunter2}}";

    HttpResponse<String> refused = putText("application/json", body);

    assertProblem(refused, 400);
    assertThat(json(refused).getString("detail"))
        .contains("line 2, column")
        .doesNotContain("hunter");
    for (String wrong : List.of("", "[]", "7", "\"x\"", "{}{}", "{", "nul", "[".repeat(100_000))) {
      assertProblem(putText("application/json", wrong), 400);
    }
  }

  @Test
  void aKeyThatIsThereTwiceIsAFault() {
    HttpResponse<String> refused =
        putText(
            "application/json",
            "{\"a\": [{}, {\"b\": 1, \"b\": \"}\\\"\"}], \"c\": {\"a\": 1}, \"a\": 2}");

    assertProblem(refused, 400);
    assertThat(
            json(refused).getJsonArray("errors").stream()
                .map(e -> ((JsonObject) e).getString("pointer")))
        .containsExactly("/a/1/b", "/a", "/source", "/destination", "/a", "/c");
  }

  @Test
  void onlyJsonIsTaken() {
    assertProblem(putText("text/plain", "{}"), 415);
    assertProblem(putText("application/x-www-form-urlencoded", "{}"), 415);
    assertProblem(server.call("PUT", "/api/v1/jobs/orders", "{}"), 415);
    assertThat(
            putText("Application/JSON; charset=utf-8", new JsonObject(minimalJob()).encode())
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void bodiesAreBounded() throws Exception {
    String start =
        "PUT /api/v1/jobs/orders HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: ";

    assertThat(server.raw(start + ((1 << 20) + 1) + "\r\n\r\n")).contains("413");
    String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    assertThat(
            server.raw(
                start.replace("Content-Length: ", "Transfer-Encoding: chunked\r\n\r\n")
                    + chunk.repeat(17)))
        .contains("413");
  }

  @Test
  void foreignHostNamesAreRefused() throws Exception {
    assertThat(status("localhost:" + server.port())).contains("200");
    assertThat(status("127.0.0.1")).contains("200");
    assertThat(status("[::1]:8080")).contains("200");
    assertThat(status("10.1.2.3:8080")).contains("200");
    assertThat(status("evil.example")).contains("403");
    assertThat(status("127.0.0.1.evil.example")).contains("403");
    assertThat(server.raw("GET /health/live HTTP/1.1\r\n\r\n")).contains("400");

    server.close();
    server =
        new AdminServer(
            new AdminSettings(
                "127.0.0.1", 0, Set.of("Millrace.example"), false, token -> Optional.empty()));
    assertThat(status("millrace.example")).contains("200");
    assertThat(status("evil.example")).contains("403");
  }

  @Test
  void foreignOriginsAreRefused() {
    String own = "http://127.0.0.1:" + server.port();

    assertThat(server.call("GET", "/api/v1/jobs", null, "origin", own).statusCode()).isEqualTo(200);
    for (String foreign : List.of("http://evil.example", "http://127.0.0.1:1", "null", "%%%")) {
      assertProblem(server.call("POST", "/api/v1/jobs/orders/start", null, "origin", foreign), 403);
    }
  }

  @Test
  void tokensOpenWhatTheirRoleAllows() {
    Map<String, Caller> callers =
        Map.of("look", new Caller("eye", Role.VIEWER), "do", new Caller("hand", Role.OPERATOR));
    server.close();
    server =
        new AdminServer(
            new AdminSettings(
                "127.0.0.1", 0, Set.of(), true, token -> Optional.ofNullable(callers.get(token))));
    server.control.jobs.put("orders", dev.millrace.document.JobDocument.read(minimalJob()));

    assertProblem(server.get("/api/v1/jobs"), 401);
    assertThat(server.get("/api/v1/jobs").headers().firstValue("www-authenticate")).isPresent();
    assertProblem(as("wrong", "GET", "/api/v1/jobs"), 401);
    assertProblem(server.call("GET", "/api/v1/jobs", null, "authorization", "Basic bG9vaw=="), 401);
    assertProblem(server.get("/metrics"), 401);
    assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(server.get("/openapi.yaml").statusCode()).isEqualTo(200);
    assertThat(as("look", "GET", "/api/v1/jobs/orders/status").statusCode()).isEqualTo(200);
    assertThat(as("look", "GET", "/metrics").statusCode()).isEqualTo(200);
    assertProblem(as("look", "POST", "/api/v1/jobs/orders/start"), 403);
    assertProblem(as("look", "DELETE", "/api/v1/jobs/orders"), 403);
    assertProblem(as("look", "PUT", "/api/v1/jobs/orders"), 403);
    assertThat(as("do", "POST", "/api/v1/jobs/orders/start").statusCode()).isEqualTo(202);
    assertThat(as("look", "GET", "/api/v1/me").body())
        .isEqualTo("{\"name\":\"eye\",\"role\":\"viewer\"}");
    assertThat(as("do", "GET", "/api/v1/me").body())
        .isEqualTo("{\"name\":\"hand\",\"role\":\"operator\"}");
    assertProblem(server.get("/api/v1/me"), 401);
    assertThat(as("do", "DELETE", "/api/v1/jobs/orders").statusCode()).isEqualTo(204);
  }

  @Test
  void aBugLeavesNoTraceInItsAnswer() {
    server.control.bug = new IllegalStateException("secret inner life");

    HttpResponse<String> failed = server.get("/api/v1/jobs");

    assertProblem(failed, 500);
    assertThat(failed.body()).doesNotContain("secret inner life").doesNotContain("Exception");
  }

  @Test
  void answersAreNotKeptByCaches() {
    assertThat(server.get("/api/v1/jobs").headers().map())
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("x-content-type-options", List.of("nosniff"));
  }

  private String status(String host) throws Exception {
    return server.raw("GET /api/v1/jobs HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  private HttpResponse<String> as(String token, String method, String path) {
    return server.call(method, path, null, "authorization", "Bearer " + token);
  }

  private HttpResponse<String> putText(String type, String body) {
    return server.call("PUT", "/api/v1/jobs/orders", body, "content-type", type);
  }
}
