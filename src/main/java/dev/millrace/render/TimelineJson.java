package dev.millrace.render;

import dev.millrace.answer.TimelineEntry;
import dev.millrace.answer.TimelinePage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What happened to a job. */
public final class TimelineJson {
  private TimelineJson() {}

  public static JsonObject of(TimelinePage page) {
    JsonArray entries = new JsonArray();
    page.entries().forEach(entry -> entries.add(of(entry)));
    return new JsonObject().put("entries", entries).put("next", page.next());
  }

  private static JsonObject of(TimelineEntry entry) {
    return new JsonObject()
        .put("id", entry.id())
        .put("at", entry.at().toString())
        .put("node", entry.node())
        .put("kind", entry.kind())
        .put("actor", entry.actor())
        .put("message", entry.message())
        .put("data", new JsonObject(entry.data()));
  }
}
