package dev.millrace.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What of a quarantined record did not fit, as JSON text; else how the record begins. */
final class OffendingValue {
  private OffendingValue() {}

  /**
   * @param record as the API answers it; without a value there is nothing to show
   */
  static String of(JsonObject record) {
    String whole = record.getString("value");
    String path = record.getString("path");
    if (whole == null || path == null || !path.startsWith("/")) {
      return whole;
    }
    Object found;
    try {
      found = Json.decodeValue(whole);
    } catch (DecodeException cutOrNoJson) {
      return whole;
    }
    for (String name : path.substring(1).split("/", -1)) {
      found = member(found, name.replace("~1", "/").replace("~0", "~"));
    }
    // Decoded and written again a fraction may have other digits than in the record, and an object
    // fewer members.
    return found instanceof String
            || found instanceof Boolean
            || found instanceof Integer
            || found instanceof Long
        ? Json.encode(found)
        : whole;
  }

  /** Null where there is none. */
  private static Object member(Object of, String name) {
    if (of instanceof JsonObject object) {
      return object.getValue(name);
    }
    boolean index = of instanceof JsonArray && name.matches("[0-9]{1,9}");
    return index && Integer.parseInt(name) < ((JsonArray) of).size()
        ? ((JsonArray) of).getValue(Integer.parseInt(name))
        : null;
  }
}
