package dev.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/** Compares leaves of JSON documents: 1.50, 1.5 and 15e-1 are one number. */
final class NumbersByValue implements Comparator<JsonNode> {
  static final NumbersByValue INSTANCE = new NumbersByValue();

  private NumbersByValue() {}

  @Override
  public int compare(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0 || a.doubleValue() == b.doubleValue()
          ? 0
          : 1;
    }
    return a.equals(b) ? 0 : 1;
  }
}
