package dev.millrace.admin;

import static dev.millrace.admin.AdminServer.json;
import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.FieldError;
import dev.millrace.http.AdminSettings;
import dev.millrace.model.Caller;
import dev.millrace.model.Role;
import dev.millrace.render.PreviewJson;
import dev.millrace.render.SampleJson;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreviewRoutesTest {
  private static final String SAMPLE = "/api/v1/sources/s/sample";
  private static final String PREVIEW = "/api/v1/preview";

  private final AdminServer server = AdminServer.open();

  @BeforeEach
  void source() {
    server.put("/api/v1/sources/s", map("bootstrapServers", "a:9092", "topic", "t"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> post(String path, Object document) {
    return server.call("POST", path, Json.encode(document), "content-type", "application/json");
  }

  private static List<String> pointers(HttpResponse<String> problem) {
    return json(problem).getJsonArray("errors").stream()
        .map(e -> ((JsonObject) e).getString("pointer"))
        .toList();
  }

  @Test
  void aSampleIsAnsweredAsTheEngineGivesIt() {
    HttpResponse<String> sampled = post(SAMPLE, map("layers", 2, "records", 7));

    assertThat(sampled.statusCode()).isEqualTo(200);
    assertThat(sampled.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(server.control.asked).contains("layers=2").contains("records=7");
    assertThat(sampled.body()).isEqualTo(SampleJson.of(server.control.answers.sample()).encode());
  }

  @Test
  void aPreviewIsAnsweredAsTheEngineGivesIt() {
    String preview = PreviewJson.of(server.control.answers.preview()).encode();

    assertThat(post(PREVIEW, map("job", "j")).body()).isEqualTo(preview);
    assertThat(server.control.asked).contains("name=j").contains("records=20");
    assertThat(post(PREVIEW, map("job", minimalJob(), "records", 3)).body()).isEqualTo(preview);
    assertThat(server.control.asked).contains("name=null").contains("records=3");
  }

  @Test
  void faultsOfARequestAreOneProblem() {
    HttpResponse<String> sample = post(SAMPLE, map("layers", -1, "recordz", 1));
    HttpResponse<String> preview = post(PREVIEW, map("records", 1001));

    assertThat(sample.statusCode()).isEqualTo(400);
    assertThat(pointers(sample)).containsExactlyInAnyOrder("/layers", "/recordz");
    assertThat(preview.statusCode()).isEqualTo(400);
    assertThat(pointers(preview)).containsExactlyInAnyOrder("/job", "/records");
  }

  @Test
  void whatRealityRefusesIsUnprocessable() {
    server.control.faults = List.of(new FieldError("/source", "the broker does not answer"));

    for (HttpResponse<String> refused :
        List.of(post(SAMPLE, map()), post(PREVIEW, map("job", "j")))) {
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(pointers(refused)).containsExactly("/source");
    }
  }

  @Test
  void anUnknownSourceIsNotFound() {
    assertThat(post("/api/v1/sources/other/sample", map()).statusCode()).isEqualTo(404);
  }

  @Test
  void aViewerMaySampleButNotPreview() {
    AdminSettings settings =
        new AdminSettings(
            "127.0.0.1",
            0,
            Set.of(),
            true,
            token ->
                Optional.of(new Caller(token, token.equals("do") ? Role.OPERATOR : Role.VIEWER)));
    try (AdminServer guarded = new AdminServer(settings)) {
      guarded.control.sources.put("s", SourceSpec.of("a:9092", "t"));
      String[] viewer = {"content-type", "application/json", "authorization", "Bearer look"};
      String[] operator = {"content-type", "application/json", "authorization", "Bearer do"};

      assertThat(guarded.call("POST", SAMPLE, "{}", viewer).statusCode()).isEqualTo(200);
      assertThat(guarded.call("POST", PREVIEW, "{\"job\":\"j\"}", viewer).statusCode())
          .isEqualTo(403);
      assertThat(guarded.call("POST", PREVIEW, "{\"job\":\"j\"}", operator).statusCode())
          .isEqualTo(200);
    }
  }
}
