package dev.millrace.conformance;

import java.util.Locale;

/**
 * A JSON value that is tried.
 *
 * @param name what the report calls it
 * @param json the literal as it stands in the message
 */
public record Input(String name, String json) {
  static Input of(String json) {
    return new Input(json, json);
  }

  /** A string of one piece again and again. */
  static Input repeated(String piece, int times) {
    return new Input(
        String.format(Locale.ROOT, "%,d × \"%s\"", times, piece), '"' + piece.repeat(times) + '"');
  }
}
