package dev.millrace.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server answered.
 *
 * @param text the body as it came, for {@code --json}
 * @param json the same, parsed; a list stands in it as {@code list}
 */
record Answer(int status, String text, JsonObject json) {
  static final int ACCEPTED = 202;

  /**
   * @throws CliException where it is a problem, in sentences, or no answer of this API
   */
  static Answer of(int status, String text, URI server) {
    JsonObject json;
    try {
      json =
          text.startsWith("[")
              ? new JsonObject().put("list", new JsonArray(text))
              : text.isBlank() ? new JsonObject() : new JsonObject(text);
    } catch (DecodeException e) {
      throw new CliException(
          ExitCode.UNREACHABLE,
          server + " answered " + status + ", but not as Millrace does; is that its address?");
    }
    if (status >= 400) {
      throw new CliException(ExitCode.REFUSED, problem(status, json), text);
    }
    return new Answer(status, text, json);
  }

  List<JsonObject> list(String name) {
    return objects(json, name);
  }

  static List<JsonObject> objects(JsonObject json, String name) {
    List<JsonObject> objects = new ArrayList<>();
    JsonArray array = json.getJsonArray(name);
    for (int i = 0; array != null && i < array.size(); i++) {
      objects.add(array.getJsonObject(i));
    }
    return objects;
  }

  /** A warning or a fault of a document: its place, then its sentence. */
  static String sentence(JsonObject said) {
    String pointer = said.getString("pointer");
    String code = said.getString("code");
    return Console.plain(
        (pointer == null || pointer.isEmpty() ? "" : pointer + ": ")
            + said.getString("message", said.getString("detail", ""))
            + (code == null ? "" : " (" + code + ")"));
  }

  static List<String> sentences(JsonObject json, String name) {
    return objects(json, name).stream().map(Answer::sentence).toList();
  }

  private static String problem(int status, JsonObject json) {
    StringBuilder told =
        new StringBuilder(Console.plain(json.getString("title", "HTTP " + status)));
    String detail = json.getString("detail");
    if (detail != null && !detail.isBlank()) {
      told.append(": ").append(Console.plain(detail));
    }
    sentences(json, "errors").forEach(line -> told.append("\n  - ").append(line));
    List<String> warnings = sentences(json, "warnings");
    if (!warnings.isEmpty()) {
      told.append("\nWarnings:");
      warnings.forEach(line -> told.append("\n  - ").append(line));
    }
    if (status == 401) {
      told.append("\nName the token's file with --token-file, or set MILLRACE_TOKEN.");
    }
    return told.toString();
  }
}
