package dev.millrace.admin;

import static dev.millrace.admin.AdminServer.json;
import static dev.millrace.model.Documents.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.FieldError;
import dev.millrace.http.AdminSettings;
import dev.millrace.model.Caller;
import dev.millrace.model.Role;
import dev.millrace.render.ProbeJson;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeRoutesTest {
  private static final String KAFKA = "/api/v1/probe/kafka";
  private static final String DATABASE = "/api/v1/probe/database";

  private final AdminServer server = AdminServer.open();

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

  private static Map<String, Object> to(Object... more) {
    Map<String, Object> to = map("host", "db", "user", "u", "password", "geheim-1234");
    to.putAll(map(more));
    return map("destination", to);
  }

  @Test
  void aDatabaseIsAnsweredAsTheEngineGivesIt() {
    HttpResponse<String> answer = post(DATABASE, to("database", "shop", "table", "orders"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(ProbeJson.of(server.control.answers.database()).encode());
    assertThat(server.control.asked).contains("shop").contains("orders").doesNotContain("geheim");
  }

  @Test
  void kafkaIsAnsweredAsTheEngineGivesIt() {
    HttpResponse<String> answer =
        post(
            KAFKA,
            map("bootstrapServers", "k:9092", "properties", map("security.protocol", "SSL")));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(ProbeJson.of(server.control.answers.kafka()).encode());
    assertThat(server.control.asked).isEqualTo("k:9092 [security.protocol]");
  }

  @Test
  void theRulesOfSourcesHoldForClustersThatAreLookedAt() {
    HttpResponse<String> refused =
        post(
            KAFKA,
            map(
                "bootstrapServers", "k",
                "topic", "t",
                "properties",
                    map(
                        "client.id", "${env:HOME}",
                        "interceptor.classes", "x.Y",
                        "group.id", "g")));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(pointers(refused))
        .containsExactlyInAnyOrder(
            "/bootstrapServers",
            "/topic",
            "/properties/client.id",
            "/properties/interceptor.classes",
            "/properties/group.id");
    assertThat(
            pointers(
                post(
                    KAFKA,
                    map(
                        "bootstrapServers",
                        "k:1",
                        "properties",
                        map("ssl.truststore.password", "***")))))
        .containsExactly("/properties/ssl.truststore.password");
  }

  @Test
  void theRulesOfJobsHoldForDatabasesThatAreLookedAt() {
    HttpResponse<String> refused =
        post(
            DATABASE,
            to(
                "host", "${env:HOME}",
                "table", "t",
                "tlss", "x",
                "dialect", "pg"));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(pointers(refused))
        .contains(
            "/destination/host",
            "/destination/database",
            "/destination/tlss",
            "/destination/dialect");
    assertThat(pointers(post(DATABASE, to("password", "***"))))
        .containsExactly("/destination/password");
    assertThat(pointers(post(DATABASE, map()))).containsExactly("/destination");
    assertThat(pointers(post(DATABASE, map("destination", 1, "x", 1))))
        .containsExactlyInAnyOrder("/destination", "/x");
  }

  @Test
  void whatRealityRefusesIsUnprocessable() {
    server.control.faults = List.of(new FieldError("/destination/host", "nothing listens there"));

    HttpResponse<String> refused = post(DATABASE, to());

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(pointers(refused)).containsExactly("/destination/host");
  }

  @Test
  void aViewerMayLookAtNoServer() {
    AdminSettings settings =
        new AdminSettings(
            "127.0.0.1",
            0,
            Set.of(),
            true,
            token ->
                Optional.of(new Caller(token, token.equals("do") ? Role.OPERATOR : Role.VIEWER)));
    try (AdminServer guarded = new AdminServer(settings)) {
      String body = Json.encode(to());
      String[] viewer = {"content-type", "application/json", "authorization", "Bearer look"};
      String[] operator = {"content-type", "application/json", "authorization", "Bearer do"};

      String cluster = "{\"bootstrapServers\":\"k:9092\"}";

      assertThat(guarded.call("POST", KAFKA, cluster, viewer).statusCode()).isEqualTo(403);
      assertThat(guarded.call("POST", KAFKA, cluster, operator).statusCode()).isEqualTo(200);
      assertThat(guarded.call("POST", DATABASE, body, viewer).statusCode()).isEqualTo(403);
      assertThat(guarded.call("POST", DATABASE, body, operator).statusCode()).isEqualTo(200);
    }
  }
}
