package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.secret.SecretMask;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class MaskedTest {
  @Test
  void namesAreKeptAndWholeSecretsInWhatIsToldAreNot() {
    SecretMask.learn("harvest-2026!");
    SecretMask.learn("meadows99");

    assertThat(masked(new JsonArray().add(new JsonObject().put("name", "harvest"))))
        .isEqualTo("[{\"name\":\"harvest\"}]");
    JsonObject status =
        new JsonObject()
            .put("job", "meadows99")
            .put("partitions", new JsonArray().add(new JsonObject().put("topic", "meadows99")))
            .put("error", new JsonObject().put("message", "denied to meadows99"))
            .put("values", new JsonArray().add("harvest").add("harvest-2026!"))
            .put("rows", new JsonArray().add(new JsonObject().put("name", "meadows99")));
    assertThat(masked(status))
        .isEqualTo(
            "{\"job\":\"meadows99\",\"partitions\":[{\"topic\":\"meadows99\"}],"
                + "\"error\":{\"message\":\"denied to ***\"},"
                + "\"values\":[\"harvest\",\"***\"],\"rows\":[{\"name\":\"***\"}]}");
    assertThat(masked(new JsonObject().put("status", new JsonObject().put("job", "meadows99"))))
        .isEqualTo("{\"status\":{\"job\":\"meadows99\"}}");
  }

  @Test
  void aDocumentIsLeftAsItIsAndWhatIsCalledLikeItInRecordsIsNot() {
    SecretMask.learn("harvest-2026!");
    JsonObject secret = new JsonObject().put("spec", "harvest-2026!");

    assertThat(masked(new JsonArray().add(secret))).isEqualTo("[{\"spec\":\"harvest-2026!\"}]");
    assertThat(
            masked(
                new JsonObject()
                    .put("spec", new JsonObject().put("x", "harvest-2026!"))
                    .put(
                        "records",
                        new JsonArray().add(new JsonObject().put("headers", secret.copy())))))
        .isEqualTo(
            "{\"spec\":{\"x\":\"harvest-2026!\"},"
                + "\"records\":[{\"headers\":{\"spec\":\"***\"}}]}");
  }

  private static String masked(Object body) {
    return Json.encode(Masked.of(body));
  }
}
