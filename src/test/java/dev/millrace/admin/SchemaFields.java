package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds instances against a schema of the contract: together they have just the fields that it has,
 * those that all of them have are its {@code required}, and every value is of a type that it names.
 * Schemas of documents, which refuse other fields, are held to be such alone: their tests are those
 * of the documents.
 */
final class SchemaFields {
  private final Map<String, Object> contract;

  /** By schema, as a reference leads to it: what it was met at first, and its instances. */
  private final Map<Map<String, Object>, String> places = new IdentityHashMap<>();

  private final Map<Map<String, Object>, List<Object>> objects = new IdentityHashMap<>();

  SchemaFields(Map<String, Object> contract) {
    this.contract = contract;
  }

  /** Decoded JSON as maps and lists. */
  static Object plain(Object json) {
    if (json instanceof JsonObject object) {
      Map<String, Object> map = new LinkedHashMap<>();
      object.fieldNames().forEach(name -> map.put(name, plain(object.getValue(name))));
      return map;
    }
    if (json instanceof JsonArray array) {
      List<Object> list = new ArrayList<>();
      array.forEach(value -> list.add(plain(value)));
      return list;
    }
    return json;
  }

  /**
   * Takes instances of a schema: what they are of a wrong type fails at once, their fields are
   * judged by {@link #judge} together with those of all other instances of the same schema.
   */
  void take(List<?> instances, Map<String, Object> schema, String where) {
    Map<String, Object> resolved = resolved(schema);
    List<Object> known = new ArrayList<>();
    for (Object instance : instances) {
      assertThat(types(resolved)).as(where + ": the type of " + instance).contains(type(instance));
      if (instance != null) {
        known.add(instance);
      }
      if (resolved.get("enum") instanceof List<?> words) {
        assertThat(words.stream().map(String::valueOf)).as(where).contains(instance.toString());
      }
    }
    if (resolved.get("items") instanceof Map<?, ?> items) {
      List<Object> all = new ArrayList<>();
      known.forEach(list -> all.addAll((List<?>) list));
      take(all, keys(items), where + "[]");
    } else if (resolved.get("oneOf") instanceof List<?> variants) {
      variants.stream()
          .map(variant -> keys((Map<?, ?>) variant))
          .filter(variant -> !types(resolved(variant)).equals(Set.of("null")))
          .forEach(variant -> take(known, variant, where));
    } else if (resolved.get("properties") instanceof Map<?, ?> properties
        && !Boolean.FALSE.equals(resolved.get("unevaluatedProperties"))) {
      places.putIfAbsent(resolved, where);
      objects.computeIfAbsent(resolved, of -> new ArrayList<>()).addAll(known);
      properties.forEach(
          (name, property) ->
              take(values(known, name), keys((Map<?, ?>) property), where + "/" + name));
    }
  }

  private static List<Object> values(List<Object> objects, Object field) {
    List<Object> values = new ArrayList<>();
    for (Object object : objects) {
      if (((Map<?, ?>) object).containsKey(field)) {
        values.add(((Map<?, ?>) object).get(field));
      }
    }
    return values;
  }

  /** Holds the fields of what was taken against those of the schemas. */
  void judge() {
    objects.forEach(
        (schema, instances) -> {
          String where = places.get(schema);
          Set<String> told = keys((Map<?, ?>) schema.get("properties")).keySet();
          assertThat(instances).as(where + ": no test answers it").isNotEmpty();
          Set<String> met = new TreeSet<>();
          Set<String> always = new TreeSet<>(told);
          for (Object object : instances) {
            met.addAll(keys((Map<?, ?>) object).keySet());
            always.retainAll(((Map<?, ?>) object).keySet());
          }
          assertThat(met)
              .as(where + ": fields written, and fields of the contract")
              .isEqualTo(new TreeSet<>(told));
          List<?> required = (List<?>) schema.getOrDefault("required", List.of());
          assertThat(always)
              .as(where + ": fields that are always there, and the contract's required")
              .containsExactlyInAnyOrderElementsOf(required.stream().map(String::valueOf).toList());
        });
  }

  /** What a reference leads to; else itself. */
  Map<String, Object> resolved(Object schema) {
    Map<String, Object> at = keys((Map<?, ?>) schema);
    if (!(at.get("$ref") instanceof String reference)) {
      return at;
    }
    Object target = contract;
    for (String key : reference.substring(2).split("/")) {
      target = ((Map<?, ?>) target).get(key);
    }
    return resolved(target);
  }

  private Set<String> types(Map<String, Object> schema) {
    Set<String> types = new TreeSet<>();
    if (schema.get("oneOf") instanceof List<?> variants) {
      variants.forEach(variant -> types.addAll(types(resolved(variant))));
    } else if (schema.get("type") instanceof List<?> several) {
      several.forEach(type -> types.add(type.toString()));
    } else {
      types.add(schema.containsKey("enum") ? "string" : String.valueOf(schema.get("type")));
    }
    if (types.contains("number")) {
      types.add("integer");
    }
    return types;
  }

  private static String type(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "object";
    }
    if (value instanceof List) {
      return "array";
    }
    if (value instanceof Boolean) {
      return "boolean";
    }
    if (value instanceof Number number) {
      return number instanceof Integer || number instanceof Long ? "integer" : "number";
    }
    return "string";
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> keys(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
