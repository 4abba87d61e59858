package dev.millrace.render;

import dev.millrace.error.FieldError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What is wrong with a document, field by field. */
public final class ErrorsJson {
  private ErrorsJson() {}

  public static JsonArray list(List<FieldError> errors) {
    JsonArray array = new JsonArray();
    errors.forEach(
        error ->
            array.add(
                new JsonObject().put("pointer", error.pointer()).put("detail", error.detail())));
    return array;
  }
}
