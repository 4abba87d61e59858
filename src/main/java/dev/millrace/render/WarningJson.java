package dev.millrace.render;

import dev.millrace.error.Warning;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Warnings as a check and a status tell them; what one is not about has no key. */
public final class WarningJson {
  private WarningJson() {}

  public static JsonArray list(List<Warning> warnings) {
    JsonArray array = new JsonArray();
    warnings.forEach(warning -> array.add(of(warning)));
    return array;
  }

  /** Those of samples and previews, which always had codes and are about no partition. */
  static JsonArray ofRecords(List<Warning> warnings) {
    JsonArray array = new JsonArray();
    warnings.forEach(
        warning ->
            array.add(
                withPointer(
                    new JsonObject()
                        .put("code", warning.code().label())
                        .put("message", warning.message()),
                    warning)));
    return array;
  }

  private static JsonObject of(Warning warning) {
    JsonObject json =
        withPointer(
            new JsonObject()
                .put("code", warning.code().label())
                .put("message", warning.message())
                // The name of the message before warnings had codes; clients of then read it.
                .put("detail", warning.message()),
            warning);
    if (warning.topic() != null) {
      json.put("topic", warning.topic());
    }
    if (!warning.partitions().isEmpty()) {
      json.put("partitions", new JsonArray(warning.partitions()));
    }
    return json;
  }

  private static JsonObject withPointer(JsonObject json, Warning warning) {
    return warning.pointer() == null ? json : json.put("pointer", warning.pointer());
  }
}
