package dev.millrace.render;

import dev.millrace.answer.PathDrift;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Paths that are not as they were when the job started. */
public final class DriftJson {
  private DriftJson() {}

  public static JsonArray of(List<PathDrift> drift) {
    JsonArray list = new JsonArray();
    for (PathDrift one : drift) {
      JsonObject types = new JsonObject();
      one.types().forEach(types::put);
      list.add(
          new JsonObject()
              .put("path", one.path())
              .put("change", one.change().label())
              .put("types", types)
              .put("count", one.count())
              .put("sampledRecords", one.sampledRecords())
              .put("firstOffset", one.partition() + ":" + one.firstOffset())
              .put("examples", new JsonArray(one.examples())));
    }
    return list;
  }
}
