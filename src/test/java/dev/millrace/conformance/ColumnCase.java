package dev.millrace.conformance;

import java.time.ZoneId;

/**
 * A column that is tried.
 *
 * @param type as in CREATE TABLE
 * @param entry what the mapping's entry says beside path and column, as JSON members
 * @param zone the job's time zone
 * @param rule what must become of a value
 */
public record ColumnCase(
    Family family, String type, String entry, ZoneId zone, Rule rule, Reading reading) {

  /** What the report calls it. */
  public String title() {
    String more = entry.isEmpty() ? "" : " " + entry.replaceAll("\"(\\w+)\":\"(\\w+)\"", "$1 $2");
    return type.replace("CHARACTER SET ", "")
        + more
        + (zone.getId().equals("UTC") ? "" : " in " + zone.getId());
  }

  /**
   * What must become of a value.
   *
   * @param mariaDb whether the server is one; else it is MySQL
   */
  public Outcome expected(String json, boolean mariaDb) {
    Outcome outcome = Rule.outcome(rule, json);
    return family == Family.JSON
            && outcome.stored() != null
            && ServerLimits.refusesDocument(json, mariaDb)
        ? Outcome.refused(mariaDb ? "check-violated" : "refused-by-server")
        : outcome;
  }

  /** The expression that asks the server for the value. */
  public String sql(String column) {
    return reading.sql(column);
  }

  /** What the server answered to it, in canonical text. */
  public Outcome stored(String serverText) {
    return Outcome.stored(reading.canonical(serverText));
  }

  /**
   * Whether the outcome is the expected one, by value.
   *
   * @param normalised whether the server keeps JSON documents in a form of its own, as MySQL does
   */
  public boolean agrees(Outcome expected, Outcome actual, boolean normalised) {
    boolean document =
        normalised && family == Family.JSON && expected.stored() != null && actual.stored() != null;
    return document
        ? JsonValue.tree(expected.stored())
            .equals(NumbersByValue.INSTANCE, JsonValue.tree(actual.stored()))
        : expected.equals(actual);
  }
}
