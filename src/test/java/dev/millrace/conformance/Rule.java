package dev.millrace.conformance;

/**
 * What the rules of src/docs/conformance.md say of the values of one column: written from that page
 * alone, on java.math, java.time and Jackson, so that it shares no line with the engine's
 * coercions.
 */
@FunctionalInterface
interface Rule {
  /** Longest number literal, a limit of the engine. */
  int LONGEST_NUMBER = 1_000;

  /** For any value but null. */
  Outcome apply(JsonValue value);

  static Outcome outcome(Rule rule, String raw) {
    JsonValue value = JsonValue.of(raw);
    if (value.is(JsonValue.Kind.NULL)) {
      return Outcome.NULL;
    }
    if (value.is(JsonValue.Kind.NUMBER) && raw.length() > LONGEST_NUMBER) {
      return Outcome.refused("number-too-long");
    }
    return rule.apply(value);
  }
}
