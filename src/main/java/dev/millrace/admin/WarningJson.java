package dev.millrace.admin;

import dev.millrace.model.Warning;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Warnings as a check and a status tell them; what one is not about has no key. */
final class WarningJson {
  private WarningJson() {}

  static JsonArray list(List<Warning> warnings) {
    JsonArray array = new JsonArray();
    warnings.forEach(warning -> array.add(of(warning)));
    return array;
  }

  private static JsonObject of(Warning warning) {
    JsonObject json =
        new JsonObject()
            .put("code", warning.code().label())
            .put("message", warning.message())
            // The name of the message before warnings had codes; clients of then read it.
            .put("detail", warning.message());
    if (warning.pointer() != null) {
      json.put("pointer", warning.pointer());
    }
    if (warning.topic() != null) {
      json.put("topic", warning.topic());
    }
    if (!warning.partitions().isEmpty()) {
      json.put("partitions", new JsonArray(warning.partitions()));
    }
    return json;
  }
}
