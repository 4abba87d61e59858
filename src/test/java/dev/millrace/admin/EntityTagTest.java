package dev.millrace.admin;

import static dev.millrace.admin.AdminServer.json;
import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revisions as ETag, and calls that depend on them. */
class EntityTagTest {
  private final AdminServer server = AdminServer.open();

  @AfterEach
  void close() {
    server.close();
  }

  private static Map<String, Object> document(String path) {
    return path.contains("/jobs/") ? minimalJob() : map("bootstrapServers", "a:9092", "topic", "t");
  }

  private HttpResponse<String> put(String path, String ifMatch) {
    return server.call(
        "PUT",
        path,
        Json.encode(document(path)),
        "content-type",
        "application/json",
        "if-match",
        ifMatch);
  }

  private HttpResponse<String> delete(String path, String ifMatch) {
    return server.call("DELETE", path, null, "if-match", ifMatch);
  }

  private static String tag(HttpResponse<String> response) {
    return response.headers().firstValue("etag").orElse(null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/sources/s", "/api/v1/jobs/j"})
  void whatWasChangedMeanwhileIsNeitherReplacedNorDeleted(String path) {
    String first = tag(server.put(path, document(path)));
    assertThat(first).matches("\"[0-9]+\"");
    assertThat(tag(server.get(path))).isEqualTo(first);

    String second = tag(put(path, first));
    assertThat(second).isNotEqualTo(first).isEqualTo(tag(server.get(path)));

    for (HttpResponse<String> late :
        java.util.List.of(put(path, first), delete(path, first), put(path, "W/" + second))) {
      assertThat(late.statusCode()).isEqualTo(412);
      assertThat(json(late).getInteger("status")).isEqualTo(412);
      assertThat(json(late).getString("detail")).contains("revision 2", "If-Match");
    }
    assertThat(tag(server.get(path))).isEqualTo(second);
    assertThat(put(path, first + ", " + second).statusCode()).isEqualTo(200);
    assertThat(put(path, "*").statusCode()).isEqualTo(200);
    assertThat(delete(path, tag(server.get(path))).statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/sources/s", "/api/v1/jobs/j"})
  void whatIsNotThereIsNotCreatedByAPutThatExpectsIt(String path) {
    assertThat(put(path, "*").statusCode()).isEqualTo(412);
    assertThat(put(path, "\"1\"").statusCode()).isEqualTo(412);
    assertThat(delete(path, "\"1\"").statusCode()).isEqualTo(404);
    assertThat(server.get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "", "\"1", "\"1\" \"2\"", "*, \"1\""})
  void aHeaderThatIsNoListOfTagsIsToldAsThat(String ifMatch) {
    HttpResponse<String> refused = put("/api/v1/sources/s", ifMatch);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).getString("detail")).contains("If-Match", "ETag");
  }

  @Test
  void aTagThatIsNoRevisionMatchesNothing() {
    server.put("/api/v1/sources/s", document("/api/v1/sources/s"));

    assertThat(put("/api/v1/sources/s", "\"abc\", \"99999999999999999999\"").statusCode())
        .isEqualTo(412);
  }
}
