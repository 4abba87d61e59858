package dev.millrace.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rendered answers as plain maps and lists, their numbers of the types they were rendered with. */
public final class Rendered {
  private Rendered() {}

  public static Map<String, Object> map(JsonObject json) {
    Map<String, Object> map = new LinkedHashMap<>();
    json.getMap().forEach((key, value) -> map.put(key, plain(value)));
    return map;
  }

  private static Object plain(Object value) {
    if (value instanceof JsonObject object) {
      return map(object);
    }
    return value instanceof JsonArray array ? list(array) : value;
  }

  private static List<Object> list(JsonArray array) {
    List<Object> list = new ArrayList<>();
    ((List<?>) array.getList()).forEach(value -> list.add(plain(value)));
    return list;
  }
}
