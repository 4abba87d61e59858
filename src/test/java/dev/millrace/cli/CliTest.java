package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command against a server whose answers are given, exit code and words. */
class CliTest {
  private static final String RUNNING =
      """
      {"job": "orders", "state": "RUNNING", "since": "2026-11-22T08:00:00Z", "balanced": true, "error": null,
       "partitions": [{"topic": "t", "partition": 0, "nextOffset": 9007199254740993, "endOffset": 9007199254740995,
                       "lagRecords": 2, "lagSeconds": 0.4, "written": 9, "quarantined": 1, "nulledFields": 0, "balanced": true}],
       "totals": {"lagRecords": 2, "written": 9, "quarantined": 1}, "rates": {"recordsPerSecond": 12.5},
       "warnings": [{"code": "no-key", "message": "the table has no key", "pointer": "/mapping"}]}
      """;

  @TempDir Path dir;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private HttpServer server;
  private int status = 200;
  private String answer = "{}";
  private String out;
  private String err;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          calls.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + (body.isEmpty() ? "" : " " + body)
                  + (exchange.getRequestHeaders().getFirst("Authorization") == null
                      ? ""
                      : " [" + exchange.getRequestHeaders().getFirst("Authorization") + "]"));
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    environment.put("MILLRACE_SERVER", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  @Test
  void everyCommandIsKnownBeforePicocliIsLoaded() {
    assertThat(run("--help")).isZero();

    String help = out;
    for (String command : Cli.COMMANDS) {
      assertThat(help).contains("\n  " + command + " ");
      assertThat(Cli.isCommand(command, "x")).as(command).isTrue();
      assertThat(run(command, "--help")).as(command).isZero();
    }
    assertThat(help.lines().filter(line -> line.matches("  [a-z]+  .*")))
        .hasSize(Cli.COMMANDS.size());
  }

  @Test
  void whatIsNoCommandIsTheService() {
    assertThat(Cli.isCommand()).isFalse();
    assertThat(Cli.isCommand("--config", "status")).isFalse();
    assertThat(Cli.isCommand("run")).isFalse();
    assertThat(Cli.isCommand("check")).isFalse();
    assertThat(Cli.isCommand("check", "--offline")).isFalse();
    assertThat(Cli.isCommand("check", "--config", "m.yaml")).isFalse();
    assertThat(Cli.isCommand("check", "--config=m.yaml", "--offline")).isFalse();
    assertThat(Cli.isCommand("check", "--json", "orders")).isTrue();
  }

  @Test
  void aStatusIsATableWithExactOffsets() {
    answer = RUNNING;

    assertThat(run("status", "orders")).isZero();

    assertThat(calls).containsExactly("GET /api/v1/jobs/orders/status");
    assertThat(out)
        .contains("orders is RUNNING, since 2026-11-22T08:00:00Z, balanced")
        .contains("TOPIC  PARTITION              NEXT               END  LAG  LAG S  WRITTEN")
        .contains("t              0  9007199254740993  9007199254740995    2    0.4        9")
        .contains("- /mapping: the table has no key (no-key)");
  }

  @Test
  void aFailedJobSaysWhichRecordAndWhy() {
    answer =
        """
        {"job": "orders", "state": "FAILED", "balanced": false, "partitions": [],
         "error": {"code": "not-a-number", "message": "t[3]@17 column qty: expected a number. Mend it", "topic": "t", "partition": 3, "offset": 17, "column": "qty", "value": "a\\nc"}}
        """;

    assertThat(run("status", "orders")).isZero();

    assertThat(out)
        .contains("orders is FAILED, NOT balanced")
        .contains(
            "Error: t[3]@17 column qty: expected a number. Mend it (not-a-number)\nValue: a c\n");
    answer =
        """
        {"job": "orders", "state": "RETRYING", "balanced": true, "partitions": [],
         "error": {"code": "deadlock", "message": "the server gave up", "topic": "t", "partition": 3, "offset": 17, "column": null}}
        """;
    assertThat(run("status", "orders")).isZero();
    assertThat(out)
        .contains("Error: t[3]@17: the server gave up (deadlock)\n")
        .doesNotContain("Value");
  }

  @Test
  void allJobsAreOneTable() {
    answer = "[{\"name\": \"orders\", \"state\": \"RUNNING\", \"status\": " + RUNNING + "}]";

    assertThat(run("status")).isZero();

    assertThat(calls).containsExactly("GET /api/v1/jobs?status=true");
    assertThat(out.lines().toList())
        .containsExactly(
            "JOB     STATE    LAG  RECORDS/S  WRITTEN  QUARANTINED  ERROR",
            "orders  RUNNING    2       12.5        9            1");
    answer = "[]";
    assertThat(run("jobs")).isZero();
    assertThat(out).isEqualTo("There is no job.\n");
  }

  @Test
  void jsonIsTheAnswerAsItCame() {
    answer = "{\"state\":\"RUNNING\",\"n\":1.10}";

    assertThat(run("status", "orders", "--json")).isZero();

    assertThat(out).isEqualTo(answer + "\n");
  }

  @Test
  void ordersWaitAsLongAsTheyAreTold() {
    answer = RUNNING;

    assertThat(run("start", "a/b", "--wait", "30s")).isZero();
    status = 202;
    assertThat(run("restart", "orders", "--wait", "30s")).isEqualTo(ExitCode.UNDER_WAY);
    assertThat(run("stop", "orders")).isZero();
    assertThat(run("reset", "orders")).isZero();

    assertThat(calls)
        .containsExactly(
            "POST /api/v1/jobs/a%2Fb/start?wait=30s",
            "POST /api/v1/jobs/orders/restart?wait=30s",
            "POST /api/v1/jobs/orders/stop",
            "POST /api/v1/jobs/orders/reset");
  }

  @Test
  void aJobThatFailedMeanwhileIsNotSaidToBeUnderWay() {
    answer = "{\"job\": \"orders\", \"state\": \"FAILED\", \"balanced\": true, \"partitions\": []}";
    status = 202;

    assertThat(run("start", "orders", "--wait", "30s")).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void aProblemIsADocumentToWhoAsksForJson() {
    status = 409;
    answer = "{\"title\":\"Conflict\",\"status\":409}";

    assertThat(run("reset", "orders", "--json")).isEqualTo(ExitCode.REFUSED);

    assertThat(out).isEqualTo(answer + "\n");
    assertThat(err).isEmpty();
  }

  @Test
  void aProblemIsToldInSentencesWithPlaces() {
    status = 422;
    answer =
        """
        {"title": "The job cannot run as it is", "status": 422, "detail": "2 faults",
         "errors": [{"pointer": "/mapping/1/type", "detail": "the column is INT"}, {"pointer": "", "detail": "more"}],
         "warnings": [{"code": "no-key", "message": "no key"}]}
        """;

    assertThat(run("start", "orders")).isEqualTo(ExitCode.REFUSED);

    assertThat(out).isEmpty();
    assertThat(err)
        .isEqualTo(
            """
            millrace: The job cannot run as it is: 2 faults
              - /mapping/1/type: the column is INT
              - more
            Warnings:
              - no key (no-key)
            """);
  }

  @Test
  void theTokenComesFromAFileOrTheEnvironment() throws IOException {
    Path file = Files.writeString(dir.resolve("token"), "from-file\n");
    answer = "[]";
    environment.put("MILLRACE_TOKEN", "from-environment");

    run("jobs");
    run("jobs", "--token-file", file.toString());

    assertThat(calls)
        .containsExactly(
            "GET /api/v1/jobs?status=true [Bearer from-environment]",
            "GET /api/v1/jobs?status=true [Bearer from-file]");
    assertThat(run("jobs", "--token-file", dir.resolve("none").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err).contains("the token file").contains("cannot be read");
    status = 401;
    answer = "{\"title\": \"Unauthorized\"}";
    assertThat(run("jobs")).isEqualTo(ExitCode.REFUSED);
    assertThat(err).contains("--token-file").doesNotContain("from-environment");
  }

  @Test
  void whatDoesNotAnswerIsToldWithWhatToDo() throws IOException {
    try (ServerSocket closed = new ServerSocket(0)) {
      environment.put("MILLRACE_SERVER", "http://127.0.0.1:" + closed.getLocalPort());
    }
    assertThat(run("jobs")).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err).contains("nothing answers there; is the engine running?");

    assertThat(run("jobs", "--server", "ftp://x")).isEqualTo(ExitCode.USAGE);
    assertThat(run("jobs", "--server", "http://user:secret@x")).isEqualTo(ExitCode.USAGE);
    answer = "<html>";
    assertThat(run("jobs", "--server", "http://127.0.0.1:" + server.getAddress().getPort() + "/"))
        .isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err).contains("but not as Millrace does");
  }

  @Test
  void wrongUsageIsCode2() {
    assertThat(run("start")).isEqualTo(ExitCode.USAGE);
    assertThat(run("status", "orders", "--jsn")).isEqualTo(ExitCode.USAGE);
    assertThat(run("replay", "orders")).isEqualTo(ExitCode.USAGE);
    assertThat(run("replay", "orders", "--all", "--offset", "0:1")).isEqualTo(ExitCode.USAGE);
    assertThat(run("replay", "orders", "--offset", "0-1")).isEqualTo(ExitCode.USAGE);
    assertThat(run("status", "--ca", dir.resolve("none").toString())).isEqualTo(ExitCode.USAGE);
    assertThat(calls).isEmpty();
  }

  @Test
  void recordsAreReplayedUntilTheServerHasNoMore() {
    answer = "{\"written\": 2, \"stayed\": 0, \"missing\": 0, \"next\": null, \"records\": []}";

    assertThat(run("replay", "orders", "--offset", "0:17", "--offset", "0:18", "--offset", "t:1:5"))
        .isZero();
    assertThat(out).isEqualTo("2 written, 0 stay in quarantine\n");
    answer =
        """
        {"written": 1, "stayed": 1, "missing": 0, "next": null,
         "records": [{"topic": "t", "partition": 0, "offset": 17, "code": "not-a-number", "column": "qty", "reason": "no"}]}
        """;
    assertThat(run("replay", "orders", "--all")).isEqualTo(ExitCode.REFUSED);

    assertThat(out).contains("t              0      17  not-a-number  qty     no");
    assertThat(calls)
        .containsExactly(
            "POST /api/v1/jobs/orders/quarantine/replay {\"offsets\":{\"0\":[17,18],\"t:1\":[5]}}",
            "POST /api/v1/jobs/orders/quarantine/replay {\"all\":true}");
  }

  @Test
  void quarantineIsPagedAndDropped() {
    answer =
        """
        {"records": [{"topic": "t", "partition": 0, "offset": 1, "code": "empty", "column": null, "path": null, "reason": "no value",
                     "value": "", "encoding": "text"},
                     {"topic": "t", "partition": 0, "offset": 2, "code": "not-a-number", "column": "b_c", "path": "/b/c~1d", "reason": "no number",
                     "value": "{\\"a\\":1,\\"b\\":{\\"c/d\\":\\"many\\"}}", "encoding": "text"},
                     {"topic": "t", "partition": 0, "offset": 3, "code": "not-json", "column": null, "path": null, "reason": "an end is missing",
                     "value": "{\\"a\\":", "encoding": "text"}],
         "next": "t:0:1"}
        """;
    assertThat(run("quarantine", "orders", "--after", "t:0:0")).isZero();
    assertThat(out)
        .contains(
            "More: --after t:0:1", "VALUE", "b_c     \"many\"  no number", "{\"a\":   an end");
    answer = "{\"dropped\": 1, \"missing\": 1}";
    assertThat(run("drop", "orders", "--offset", "0:1")).isEqualTo(ExitCode.REFUSED);
    assertThat(out).isEqualTo("1 dropped, 1 were not there\n");

    assertThat(calls)
        .containsExactly(
            "GET /api/v1/jobs/orders/quarantine?limit=100&after=t%3A0%3A0",
            "DELETE /api/v1/jobs/orders/quarantine?offsets=0%3A1");
  }

  @Test
  void quarantinedRecordsAreChosenByTheirCause() {
    answer = "{\"records\": [], \"next\": null}";
    assertThat(run("quarantine", "orders", "--code", "too-long", "--column", "a&b")).isZero();
    answer = "{\"dropped\": 1, \"missing\": 0}";
    assertThat(run("drop", "orders", "--code", "empty")).isZero();
    assertThat(run("drop", "orders", "--offset", "0:1", "--column", "")).isZero();
    answer = "{\"written\": 2, \"stayed\": 0, \"missing\": 0, \"next\": null, \"records\": []}";
    assertThat(run("replay", "orders", "--code", "too-long", "--table", "t")).isZero();

    assertThat(calls)
        .containsExactly(
            "GET /api/v1/jobs/orders/quarantine?limit=100&code=too-long&column=a%26b",
            "DELETE /api/v1/jobs/orders/quarantine?code=empty",
            "DELETE /api/v1/jobs/orders/quarantine?offsets=0%3A1&column=",
            "POST /api/v1/jobs/orders/quarantine/replay {\"code\":\"too-long\",\"table\":\"t\"}");
    assertThat(run("drop", "orders")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aDryRunSaysWhatWouldBeWritten() throws Exception {
    answer =
        "{\"dryRun\": true, \"written\": 2, \"stayed\": 1, \"missing\": 0, \"next\": null,"
            + " \"records\": []}";
    Path mapping = dir.resolve("mapping.json");
    Files.writeString(mapping, "[{\"path\": \"/id\", \"column\": \"id\"}]");

    assertThat(run("replay", "orders", "--all", "--dry-run", "--mapping", mapping.toString()))
        .isEqualTo(ExitCode.REFUSED);

    assertThat(out).isEqualTo("2 would be written, 1 would stay\n");
    assertThat(calls)
        .containsExactly(
            "POST /api/v1/jobs/orders/quarantine/replay"
                + " {\"all\":true,\"dryRun\":true,\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"}]}");
    assertThat(run("replay", "orders", "--all", "--mapping", mapping.toString()))
        .isEqualTo(ExitCode.USAGE);
    Files.writeString(mapping, "{}");
    assertThat(run("replay", "orders", "--all", "--dry-run", "--mapping", mapping.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err).contains("expected a JSON list of entries");
    assertThat(calls).hasSize(1);
  }

  @Test
  void groupsAreATable() {
    answer =
        """
        [{"table": "t", "code": "too-long", "column": "qty", "count": 12, "firstAt": "2026-11-22T08:00:00Z",
          "lastAt": "2026-11-22T09:00:00Z", "examples": [{"topic": "o", "partition": 0, "offset": 17, "path": "/qty", "value": "{\\"qty\\":\\"abcdefg\\"}", "reason": "7 characters"}]},
         {"table": null, "code": "not-json", "column": null, "count": 1, "firstAt": "2026-11-22T08:00:00Z",
          "lastAt": "2026-11-22T08:00:00Z", "examples": []}]
        """;

    assertThat(run("quarantine", "orders", "--groups")).isZero();

    assertThat(calls).containsExactly("GET /api/v1/jobs/orders/quarantine/groups");
    assertThat(out)
        .contains(
            "COUNT  CODE      COLUMN  TABLE",
            "   12  too-long  qty     t",
            "o:0:17   \"abcdefg\"  7 characters")
        .contains("    1  not-json");
    assertThat(run("quarantine", "orders", "--groups", "--code", "empty"))
        .isEqualTo(ExitCode.USAGE);
    answer = "[]";
    assertThat(run("quarantine", "orders", "--groups")).isZero();
    assertThat(out).isEqualTo("Nothing is in quarantine.\n");
  }

  @Test
  void aPreviewShowsRowsAndWhatDoesNotFit() {
    answer =
        """
        {"columns": ["id", "qty"], "errors": [{"pointer": "/destination", "detail": "no such table"}], "warnings": [],
         "records": [{"partition": 0, "offset": 1, "outcome": "written", "values": [1, "\\u001b[31mred"], "problems": []},
                     {"partition": 0, "offset": 2, "outcome": "stop", "values": [],
                      "problems": [{"column": "qty", "code": "not-a-number", "reason": "no number", "value": "many"}]}]}
        """;

    assertThat(run("preview", "orders", "--records", "2")).isEqualTo(ExitCode.REFUSED);

    assertThat(calls).containsExactly("POST /api/v1/preview {\"job\":\"orders\",\"records\":2}");
    assertThat(out)
        .contains("0       1  written   1  \\u001b[31mred")
        .contains("- 0@2 column qty: no number (not-a-number): many\n")
        .contains("- /destination: no such table")
        .doesNotContain("\u001b");
  }

  @Test
  void aSampleShowsPathsAndATable() {
    answer =
        """
        {"records": [{}, {}], "createTable": "CREATE TABLE `o` (\\n  `id` BIGINT\\n)", "warnings": [],
         "profile": [{"path": "/id", "types": {"integer": 2}, "present": 2, "nulls": 0, "maxChars": 3, "example": 123}]}
        """;

    assertThat(run("sample", "orders", "--layers", "2")).isZero();

    assertThat(calls).containsExactly("POST /api/v1/sources/orders/sample {\"layers\":2}");
    assertThat(out)
        .startsWith("2 records\n")
        .contains("/id   integer        2      0          3      123")
        .contains("CREATE TABLE `o` (\n  `id` BIGINT\n)");
  }

  @Test
  void aCheckTellsItsWarnings() {
    answer =
        "{\"name\": \"orders\", \"errors\": [], \"warnings\": [{\"code\": \"c\", \"message\":"
            + " \"m\"}]}";

    assertThat(run("check", "orders")).isZero();

    assertThat(out).isEqualTo("Nothing keeps orders from starting.\nWarnings:\n  - m (c)\n");
  }

  @Test
  void aCompletionScriptNamesTheCommands() {
    assertThat(run("completion")).isZero();

    assertThat(out).contains("complete -F", "replay", "--token-file");
  }

  private int run(String... args) {
    StringWriter said = new StringWriter();
    StringWriter complained = new StringWriter();
    int code = Cli.run(environment, new PrintWriter(said), new PrintWriter(complained), args);
    out = said.toString().replace(System.lineSeparator(), "\n");
    err = complained.toString().replace(System.lineSeparator(), "\n");
    return code;
  }
}
