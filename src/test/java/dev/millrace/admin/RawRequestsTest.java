package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.model.Documents;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that no client sends: never a 500, never a trace, and no second reading of them. */
@Timeout(180)
class RawRequestsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration FUZZING =
      Duration.ofSeconds(Integer.getInteger("millrace.fuzzSeconds", 8));
  private static final String HOST = "Host: localhost\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private final AdminServer server = AdminServer.open();

  @BeforeEach
  void job() {
    server.control.jobs.put("j", JobDocument.read(Documents.minimalJob()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whatCanBeReadInTwoWaysIsRefusedAndTheConnectionEnds() throws Exception {
    String smuggled = "GET /health/live HTTP/1.1\r\n" + HOST + "\r\n";
    for (String ambiguous :
        List.of(
            "POST /api/v1/preview HTTP/1.1\r\n"
                + HOST
                + JSON
                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /api/v1/preview HTTP/1.1\r\n"
                + HOST
                + JSON
                + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            "POST /api/v1/preview HTTP/1.1\r\n"
                + HOST
                + JSON
                + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ",
            "GET /api/v1/jobs HTTP/1.1\r\n" + HOST + "Transfer-Encoding: x, chunked\r\n\r\n",
            "POST /api/v1/preview HTTP/1.1\r\n" + HOST + JSON + "Transfer-Encoding: gzip\r\n\r\n",
            "POST /api/v1/preview HTTP/1.1\r\n"
                + HOST
                + JSON
                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /api/v1/preview HTTP/1.0\r\n"
                + HOST
                + JSON
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /api/v1/preview HTTP/1.1\r\n" + HOST + JSON + "Content-Length: +5\r\n\r\n{}   ",
            "POST /api/v1/preview HTTP/1.1\r\n" + HOST + JSON + "Content-Length: -1\r\n\r\n",
            "GET /api/v1/jobs HTTP/1.1\r\nX-A: b\r\n c\r\n" + HOST + "\r\n",
            "\r\n\r\nGET /api/v1/jobs HTTP/1.1\r\nX-A: b\r\n c\r\n" + HOST + "\r\n",
            "\n\nGET /api/v1/jobs HTTP/1.1\r\nX-A: b\r\n c\r\n" + HOST + "\r\n",
            " \r\n\r\nGET /api/v1/jobs HTTP/1.1\r\nX-A: b\r\n\tc\r\n" + HOST + "\r\n",
            "GET /api/v1/jobs HTTP/1.1\r\n"
                + HOST
                + "X-A: b\r\n\tTransfer-Encoding: chunked\r\n\r\n",
            "GET /api/v1/jobs HTTP/1.1\r\n" + HOST + "Bad Name: x\r\n\r\n",
            "GET /api/v1/jobs HTTP/1.1\r\n" + HOST + "X-A: a\u0000b\r\n\r\n",
            "GET /api/v1/jobs HTTP/9.9\r\n" + HOST + "\r\n",
            "GARBAGE\r\n\r\n")) {
      try (RawCaller caller = new RawCaller(server.port())) {
        String answers = caller.send(ambiguous + smuggled).rest(PATIENCE);
        assertThat(answers).as(ambiguous).startsWith("HTTP/1.").endsWith("<closed>");
        assertThat(answers.split("HTTP/1\\.[01] ", -1)).as("one answer: " + answers).hasSize(2);
        assertThat(answers).as(ambiguous).containsAnyOf(" 400 ", " 501 ");
      }
    }
  }

  @Test
  void aFoldedLineIsFoundWhereverTheBytesAreCut() throws Exception {
    String folded = "GET /health/live HTTP/1.1\r\n" + HOST + "X-A: b\r\n c\r\n\r\n";
    String good = "GET /health/live HTTP/1.1\r\n" + HOST + "X-A: b\r\n\r\n";
    for (int cut = 1; cut < folded.length(); cut += 3) {
      try (RawCaller caller = new RawCaller(server.port())) {
        caller.send(good.substring(0, Math.min(cut, good.length())));
        caller.send(good.substring(Math.min(cut, good.length())));
        assertThat(caller.answer(PATIENCE)).contains(" 200 ");
        caller.send(folded.substring(0, cut));
        caller.send(folded.substring(cut));
        assertThat(caller.rest(PATIENCE)).contains(" 400 ").endsWith("<closed>");
      }
    }
  }

  @Test
  void oneHostHeader() throws Exception {
    String two = "GET /health/live HTTP/1.1\r\n" + HOST + "Host: other\r\n\r\n";
    assertThat(answer(two)).contains(" 400 ");
    assertThat(answer("GET /health/live HTTP/1.1\r\n\r\n")).contains(" 400 ");
  }

  @Test
  void probesAnswerUnderAnyNameAndToHead() throws Exception {
    for (String probe : List.of("/health/live", "/health/ready", "/metrics")) {
      assertThat(answer("GET " + probe + " HTTP/1.1\r\nHost: millrace.svc.cluster.local\r\n\r\n"))
          .contains(" 200 ");
      assertThat(answer("GET " + probe + " HTTP/1.0\r\n\r\n")).contains(" 200 ");
      try (RawCaller caller = new RawCaller(server.port())) {
        caller.send(
            ("HEAD " + probe + " HTTP/1.1\r\nHost: millrace.svc\r\n\r\n")
                + ("HEAD "
                    + probe
                    + " HTTP/1.1\r\nHost: millrace.svc\r\nConnection: close\r\n\r\n"));
        String both = caller.rest(PATIENCE);
        assertThat(both).doesNotContain("{").doesNotContain("# HELP").endsWith("<closed>");
        assertThat(both.split("HTTP/1.1 200", -1)).hasSize(3);
      }
    }
    assertThat(answer("GET /api/v1/jobs HTTP/1.1\r\nHost: millrace.svc\r\n\r\n")).contains(" 403 ");
  }

  @Test
  void http2IsNotSpoken() throws Exception {
    try (RawCaller caller = new RawCaller(server.port())) {
      String answer = caller.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").rest(PATIENCE);
      assertThat(answer).startsWith("HTTP/1.").endsWith("<closed>");
    }
    String upgrade =
        "GET /health/live HTTP/1.1\r\n"
            + HOST
            + "Connection: Upgrade, HTTP2-Settings\r\n"
            + "Upgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABk\r\n\r\n";
    assertThat(answer(upgrade)).contains(" 200 ").doesNotContain("101");
  }

  @Test
  void oddPathsAndBodiesAreProblems() throws Exception {
    for (String path :
        List.of(
            "/api/v1/%zz",
            "/api/v1/jobs/%",
            "/api/v1/jobs/%ff",
            "/api/v1/jobs/%00",
            "/api/v1/jobs/a%0ab",
            "/api/v1/jobs/j/quarantine?limit=%zz",
            "*",
            "/api/v1/jobs/j/quarantine?limit=99999999999999999999",
            "/api/v1/jobs/j/quarantine?after=%00",
            "/" + "a".repeat(5_000))) {
      String answer = answer("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer).as(path).matches("(?s)HTTP/1\\.[01] 4.*application/problem.*");
    }
    String type = "\"mapping\":[{\"path\":\"/a\",\"column\":\"a\",\"type\":\"";
    for (String body :
        List.of(
            job(type + "ENUM('" + "a','".repeat(60_000) + "')\"}]"),
            job(type + "ENUM('" + "''".repeat(200_000) + "')\"}]"),
            job(type + "INT" + " UNSIGNED".repeat(50_000) + "\"}]"),
            job(type + " ".repeat(500_000) + "\"}]"),
            job("\"batch\":{\"rows\":1e999999999}"),
            job("\"batch\":{\"rows\":" + "9".repeat(900) + "}"),
            job("\"lanes\":" + "[".repeat(900) + "]".repeat(900)))) {
      assertThat(put(body.getBytes(StandardCharsets.UTF_8), "")).doesNotContain("HTTP/1.1 5");
    }
    byte[] utf16 = job("\"lanes\":1").getBytes(StandardCharsets.UTF_16);
    assertThat(put(utf16, "")).contains(" 400 ");
    assertThat(put(job("\"lanes\":1").getBytes(StandardCharsets.UTF_16LE), "")).contains(" 400 ");
    assertThat(put(utf16, "; charset=utf-16")).contains(" 415 ");
    assertThat(put(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'}, "")).contains(" 400 ");
  }

  /** Pieces put together at random; {@code -Dmillrace.fuzzSeconds=600} for longer. */
  @Test
  void nothingIsAFaultOfTheEngine() throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("millrace.seed=" + seed);
    Random random = new Random(seed);
    long end = System.nanoTime() + FUZZING.toNanos();
    for (int i = 0; System.nanoTime() < end; i++) {
      String request = RandomRequests.next(random);
      try (RawCaller caller = new RawCaller(server.port())) {
        try {
          caller.send(request);
        } catch (IOException e) {
          // Refused before its end.
        }
        String answer = caller.rest(Duration.ofSeconds(10));
        String what = "seed " + seed + ", request " + i + ": " + request;
        assertThat(answer).as(what).startsWith("HTTP/1.").endsWith("<closed>");
        assertThat(answer).as(what).doesNotContainPattern("HTTP/1\\.[01] 5(?!0[13])");
        assertThat(answer).as(what).doesNotContain("\tat ").doesNotContain("Exception");
        if (answer.matches("(?s)HTTP/1\\.[01] 4.*") && !request.startsWith("HEAD")) {
          assertThat(answer).as(what).contains("application/problem+json");
        }
      }
    }
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
  }

  private static String job(String member) {
    return new JsonObject(Documents.minimalJob())
        .encode()
        .replaceFirst("\\{", "{" + java.util.regex.Matcher.quoteReplacement(member) + ",");
  }

  private String put(byte[] body, String charset) throws IOException {
    try (RawCaller caller = new RawCaller(server.port())) {
      caller.send(
          "PUT /api/v1/jobs/k HTTP/1.1\r\n"
              + HOST
              + "Content-Type: application/json"
              + charset
              + "\r\nContent-Length: "
              + body.length
              + "\r\n\r\n");
      return caller.send(body).answer(PATIENCE);
    }
  }

  private String answer(String request) throws IOException {
    try (RawCaller caller = new RawCaller(server.port())) {
      return caller.send(request).answer(PATIENCE);
    }
  }
}
