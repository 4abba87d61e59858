package dev.millrace.admin;

import dev.millrace.document.Names;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.http.JsonBody;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A document that is put under a name: the document itself, or what GET answered, with the document
 * in the field {@code spec}. The name's fault stands in one list with the document's.
 */
final class NamedDocument {
  private NamedDocument() {}

  static <T> T read(String name, RoutingContext ctx, Function<Map<String, Object>, T> reader) {
    List<FieldError> faults = new ArrayList<>();
    Names.faultOfName(name).ifPresent(detail -> faults.add(new FieldError("", detail)));
    T read = null;
    try {
      read = JsonBody.read(ctx, document -> content(name, document, reader));
    } catch (InvalidDocument e) {
      faults.addAll(e.faults());
    }
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return read;
  }

  /**
   * Of an answer of GET the name must be the one of the path; its state and the like are not taken.
   */
  private static <T> T content(
      String name, Map<String, Object> document, Function<Map<String, Object>, T> reader) {
    if (!(document.get("spec") instanceof Map<?, ?> spec)) {
      return reader.apply(document);
    }
    List<FieldError> faults = new ArrayList<>();
    if (document.containsKey("name") && !name.equals(document.get("name"))) {
      faults.add(
          new FieldError(
              "/name",
              "is not the name in the path, '%s': send it there, or leave the field out"
                  .formatted(name)));
    }
    T read = null;
    try {
      read = reader.apply(textKeys(spec));
    } catch (InvalidDocument e) {
      e.faults().forEach(f -> faults.add(new FieldError("/spec" + f.pointer(), f.detail())));
    }
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return read;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> textKeys(Map<?, ?> object) {
    return (Map<String, Object>) object;
  }
}
