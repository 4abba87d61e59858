package dev.millrace.demo;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the job's status says, as far as the demo shows it.
 *
 * @param state of the job
 * @param written records whose rows are committed
 * @param quarantined records that lie in quarantine instead
 * @param lag records in the topic that are not; -1 while that is not known
 * @param balanced whether the ledger's sums come out
 * @param error the engine's message where there is one, else empty
 */
public record JobProgress(
    String state, long written, long quarantined, long lag, boolean balanced, String error) {
  static JobProgress of(JsonNode status) {
    JsonNode totals = status.path("totals");
    return new JobProgress(
        status.path("state").asText(),
        totals.path("written").asLong(),
        totals.path("quarantined").asLong(),
        totals.path("lagRecords").asLong(-1),
        status.path("balanced").asBoolean(),
        status.path("error").path("message").asText(""));
  }

  /**
   * @throws DemoFailure when the job has given up
   */
  public JobProgress requireAlive() {
    if (state.equals("FAILED")) {
      throw new DemoFailure("the job failed: " + error);
    }
    return this;
  }
}
