package dev.millrace.render;

import dev.millrace.model.Caller;
import io.vertx.core.json.JsonObject;

/** Who calls, as {@code GET /me} tells it. */
public final class CallerJson {
  private CallerJson() {}

  public static JsonObject of(Caller caller) {
    return new JsonObject().put("name", caller.name()).put("role", caller.role().label());
  }
}
