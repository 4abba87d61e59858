package dev.millrace.admin;

import static dev.millrace.admin.AdminServer.json;
import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.FieldError;
import dev.millrace.http.AdminSettings;
import dev.millrace.model.Caller;
import dev.millrace.model.QuarantineFilter;
import dev.millrace.model.Role;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuarantineRoutesTest {
  private static final String QUARANTINE = "/api/v1/jobs/j/quarantine";
  private static final String REPLAY = QUARANTINE + "/replay";
  private static final String ANY = filter(null, null, null);

  private final AdminServer server = AdminServer.open();

  @BeforeEach
  void job() {
    server.control.sources.put("s", SourceSpec.of("a:9092", "t"));
    server.put("/api/v1/jobs/j", minimalJob());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static String filter(String table, String code, String column) {
    return "filter=" + new QuarantineFilter(table, code, column);
  }

  private HttpResponse<String> replay(Object document) {
    return server.call("POST", REPLAY, Json.encode(document), "content-type", "application/json");
  }

  private HttpResponse<String> delete(String query) {
    return server.call("DELETE", QUARANTINE + query, null);
  }

  private String asked(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return server.control.asked;
  }

  private static List<String> pointers(HttpResponse<String> problem) {
    assertThat(problem.statusCode()).isEqualTo(400);
    return json(problem).getJsonArray("errors").stream()
        .map(e -> ((JsonObject) e).getString("pointer"))
        .toList();
  }

  @Test
  void aPageIsAskedForByItsParameters() {
    assertThat(asked(server.get(QUARANTINE)))
        .isEqualTo("QuarantineQuery[after=null, limit=100, full=false, " + ANY + "]");
    assertThat(asked(server.get(QUARANTINE + "?after=a.b-c_d:3:17&limit=7&full=true")))
        .isEqualTo("QuarantineQuery[after=a.b-c_d:3:17, limit=7, full=true, " + ANY + "]");
    assertThat(pointers(server.get(QUARANTINE + "?after=x&limit=1001&full=yes&lmit=1")))
        .containsExactlyInAnyOrder("/after", "/limit", "/full", "/lmit");
    assertThat(pointers(server.get(QUARANTINE + "?limit=ten"))).containsExactly("/limit");
  }

  @Test
  void aReplayIsOfAllOrOfChosenOffsets() {
    assertThat(asked(replay(map("all", true))))
        .isEqualTo(
            "QuarantineChoice[topic=null, offsets=null, after=null, seconds=30, " + ANY + "]");
    assertThat(asked(replay(map("topic", "t2", "offsets", map("3", List.of(18, 17, 17))))))
        .isEqualTo(
            "QuarantineChoice[topic=t2, offsets={3=[17, 18]}, after=null, seconds=30, "
                + ANY
                + "]");
    assertThat(asked(replay(map("all", true, "after", "t:0:17", "seconds", 5))))
        .isEqualTo(
            "QuarantineChoice[topic=null, offsets=null, after=t:0:17, seconds=5, " + ANY + "]");
    assertThat(pointers(replay(map("all", true, "after", "17", "seconds", 0))))
        .containsExactlyInAnyOrder("/after", "/seconds");
    assertThat(asked(replay(map("offsets", map("orders:3", List.of(18))))))
        .isEqualTo(
            "QuarantineChoice[topic=null, offsets={orders:3=[18]}, after=null, seconds=30, "
                + ANY
                + "]");
    assertThat(pointers(replay(map("topic", "t", "offsets", map("orders:3", List.of(18))))))
        .containsExactly("/offsets/orders:3");
    assertThat(pointers(replay(map()))).containsExactly("/offsets");
    assertThat(pointers(replay(map("all", false)))).containsExactly("/offsets");
    assertThat(pointers(replay(map("offsets", map())))).containsExactly("/offsets");
    assertThat(pointers(replay(map("all", true, "offsets", map("0", List.of(1))))))
        .containsExactly("/all");
    assertThat(
            pointers(
                replay(
                    map("offsets", map("0", List.of(1, -1), "x", List.of(1), "1", 5), "dry", 1))))
        .containsExactlyInAnyOrder("/offsets/0/1", "/offsets/x", "/offsets/1", "/dry");
  }

  @Test
  void aCauseNarrowsAChoiceAndAloneStandsForAllOfIt() {
    String choice = "QuarantineChoice[topic=null, offsets=null, after=null, seconds=30, ";
    assertThat(asked(replay(map("code", "too-long", "column", "qty"))))
        .isEqualTo(choice + filter(null, "too-long", "qty") + "]");
    assertThat(asked(replay(map("all", true, "table", "t", "column", ""))))
        .isEqualTo(choice + filter("t", null, "") + "]");
    assertThat(asked(replay(map("code", "empty", "offsets", map("3", List.of(17))))))
        .contains("offsets={3=[17]}", filter(null, "empty", null));
    assertThat(asked(delete("?code=too-long&column=qty&table=")))
        .isEqualTo(choice + filter("", "too-long", "qty") + "]");
    assertThat(asked(delete("?code=too-long&offsets=0:1")))
        .contains("offsets={0=[1]}", filter(null, "too-long", null));
    assertThat(asked(server.get(QUARANTINE + "?code=too-long&column=qty&limit=7")))
        .isEqualTo(
            "QuarantineQuery[after=null, limit=7, full=false, "
                + filter(null, "too-long", "qty")
                + "]");
    assertThat(pointers(replay(map("code", "to-long")))).containsExactly("/code");
    assertThat(json(replay(map("code", "to-long"))).encode()).contains("too-long");
    assertThat(pointers(replay(map("column", 1, "table", "x".repeat(65)))))
        .containsExactlyInAnyOrder("/column", "/table");
    assertThat(pointers(delete("?code=&colum=qty"))).containsExactlyInAnyOrder("/code", "/colum");
  }

  @Test
  void aDryRunTakesAMappingAndAReplayTakesNone() {
    Object mapping = List.of(map("path", "/id", "column", "id"));
    String choice = "QuarantineChoice[topic=null, offsets=null, after=null, seconds=30, ";
    assertThat(asked(replay(map("all", true, "dryRun", true))))
        .isEqualTo("dry run of " + choice + ANY + "] by null");
    assertThat(asked(replay(map("code", "empty", "dryRun", true, "mapping", mapping))))
        .startsWith("dry run of " + choice + filter(null, "empty", null) + "] by [MappingEntry[")
        .contains("column=id");
    assertThat(asked(replay(map("all", true, "dryRun", false)))).isEqualTo(choice + ANY + "]");

    HttpResponse<String> without = replay(map("all", true, "mapping", mapping));
    assertThat(pointers(without)).containsExactly("/mapping");
    assertThat(without.body()).contains("PUT it into the job");
    assertThat(pointers(replay(map("all", true, "dryRun", true, "mapping", List.of()))))
        .containsExactly("/mapping");
    assertThat(
            pointers(
                replay(
                    map(
                        "all",
                        true,
                        "dryRun",
                        "yes",
                        "mapping",
                        List.of(map("path", "id", "colum", "id"))))))
        .contains("/dryRun", "/mapping/0/path", "/mapping/0/colum");
    assertThat(
            server
                .call(
                    "POST",
                    "/api/v1/jobs/none/quarantine/replay",
                    "{\"all\":true}",
                    "content-type",
                    "application/json")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void groupsAreOfAllRecordsAndSayWhatTheListSays() {
    HttpResponse<String> answer = server.get(QUARANTINE + "/groups");

    assertThat(asked(answer)).isEqualTo("groups");
    JsonObject group = new JsonArray(answer.body()).getJsonObject(0);
    assertThat(group.getString("firstAt")).isEqualTo("2026-11-22T08:00:00.123456789Z");
    assertThat(group.getJsonArray("examples").getJsonObject(0).getMap())
        .containsEntry("offset", 7)
        .containsEntry("value", "{\"qty\":\"abc\"}")
        .containsEntry("encoding", "text")
        .containsEntry("cut", true)
        .containsEntry("valueBytes", 100);
  }

  @Test
  void aDropIsOfAllOrOfChosenOffsetsAndNeverOfAllBecauseABodyWasOverlooked() {
    assertThat(asked(delete("")))
        .startsWith("QuarantineChoice[topic=null, offsets=null, after=null");
    assertThat(asked(delete("?offsets=0:18,3:5,0:17&topic=t")))
        .startsWith("QuarantineChoice[topic=t, offsets={0=[17, 18], 3=[5]}, after=null");
    assertThat(asked(delete("?offsets=orders:0:18,0:17")))
        .startsWith("QuarantineChoice[topic=null, offsets={0=[17], orders:0=[18]}, after=null");
    assertThat(pointers(delete("?offsets=orders:0:18&topic=t"))).containsExactly("/offsets");
    assertThat(pointers(delete("?offsets=0:17,18"))).containsExactly("/offsets");
    assertThat(pointers(delete("?offsets="))).containsExactly("/offsets");
    assertThat(pointers(delete("?offset=0:1"))).containsExactly("/offset");
    HttpResponse<String> body =
        server.call(
            "DELETE", QUARANTINE, "{\"offsets\":{\"0\":[1]}}", "content-type", "application/json");
    assertThat(body.statusCode()).isEqualTo(400);
    assertThat(json(body).getString("detail")).contains("?offsets=");
  }

  @Test
  void whatCannotBeIsToldApart() {
    assertThat(server.get("/api/v1/jobs/other/quarantine").statusCode()).isEqualTo(404);
    server.control.faults = List.of(new FieldError("/destination/host", "it does not answer"));
    for (HttpResponse<String> answer :
        List.of(
            server.get(QUARANTINE),
            server.get(QUARANTINE + "/groups"),
            replay(map("all", true)),
            delete(""))) {
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains("/destination/host");
    }
  }

  @Test
  void aViewerMayLookAndOnlyAnOperatorReplaysAndDrops() {
    AdminSettings settings =
        new AdminSettings(
            "127.0.0.1",
            0,
            Set.of(),
            true,
            token ->
                Optional.of(new Caller(token, token.equals("do") ? Role.OPERATOR : Role.VIEWER)));
    try (AdminServer guarded = new AdminServer(settings)) {
      guarded.control.jobs.put("j", dev.millrace.document.JobDocument.read(minimalJob()));
      String[] viewer = {"content-type", "application/json", "authorization", "Bearer look"};
      String[] operator = {"content-type", "application/json", "authorization", "Bearer do"};

      assertThat(guarded.call("GET", QUARANTINE, null, viewer).statusCode()).isEqualTo(200);
      assertThat(guarded.call("GET", QUARANTINE + "/groups", null, viewer).statusCode())
          .isEqualTo(200);
      assertThat(guarded.call("POST", REPLAY, "{\"all\":true}", viewer).statusCode())
          .isEqualTo(403);
      assertThat(guarded.call("DELETE", QUARANTINE, null, viewer).statusCode()).isEqualTo(403);
      assertThat(guarded.call("POST", REPLAY, "{\"all\":true}", operator).statusCode())
          .isEqualTo(200);
      assertThat(guarded.call("DELETE", QUARANTINE, null, operator).statusCode()).isEqualTo(200);
    }
  }
}
