package dev.millrace.render;

import dev.millrace.document.SourceDocument;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.json.JsonObject;

/** A source with its document, secrets hidden. */
public final class SourceJson {
  private SourceJson() {}

  public static JsonObject of(String name, SourceSpec spec) {
    return new JsonObject()
        .put("name", name)
        .put("spec", new JsonObject(SourceDocument.write(spec, false)));
  }
}
