package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.demo.EngineApi;
import dev.millrace.testkit.Eventually;
import java.util.List;
import java.util.stream.StreamSupport;

/** Documents that somebody puts on one of two nodes. */
final class Documents {
  private static final String DIFFER = "documents-differ";

  private final Stage stage;

  Documents(Stage stage) {
    this.stage = stage;
  }

  private ObjectNode original(JobOn on) {
    return OracleTables.document(on.node(), stage.database(), on.job());
  }

  private void replace(JobOn on, ObjectNode document) {
    on.stop();
    on.put(document);
    on.run();
  }

  /** No column holds a time, so the time zone alters no row. It is told by everybody. */
  void other() {
    List<JobOn> pair = stage.running(stage.anyJob());
    JobOn altered = pair.get(0);
    altered.stop();
    altered.put(original(altered).put("timeZone", "+05:00"));
    told("check before the start", () -> !altered.checked(DIFFER).isEmpty());
    altered.run();
    for (JobOn on : pair) {
      told("status of " + on, () -> !on.warnings(DIFFER).isEmpty());
      told("check of " + on, () -> !on.checked(DIFFER).isEmpty());
      assertThat(on.node().log())
          .contains("another process runs job " + on.job() + " with another document");
    }
    replace(altered, original(altered));
    for (JobOn on : pair) {
      told("status of " + on + " again", () -> on.warnings(DIFFER).isEmpty());
      told("check of " + on + " again", () -> on.checked(DIFFER).isEmpty());
    }
  }

  private static void told(String what, java.util.concurrent.Callable<Boolean> condition) {
    Eventually.until(DIFFER + " in the " + what, JobOn.PATIENCE, condition);
  }

  /** Stays like this until the node gets another document. */
  void otherPace() {
    List<JobOn> pair = stage.running(stage.anyJob());
    JobOn altered = pair.get(0);
    ObjectNode document =
        original(altered)
            .put("lanes", 1 + stage.random().nextInt(3))
            .put("maxInFlight", 1 << (20 + stage.random().nextInt(4)));
    document
        .putObject("batch")
        .put("rows", 50 + stage.random().nextInt(2_000))
        .put("lingerMs", 10 + stage.random().nextInt(200));
    ((ObjectNode) document.get("write"))
        .put("method", stage.random().nextBoolean() ? "insert" : "auto");
    replace(altered, document);
    stage.meanwhile();
    for (JobOn on : pair) {
      on.run();
      assertThat(on.checked(DIFFER)).as("check of %s", on).isEmpty();
      assertThat(on.warnings(DIFFER)).as("status of %s", on).isEmpty();
    }
  }

  /** Refused as long as the ledger is of the job's own table. */
  void otherTable() {
    String job = stage.anyJob();
    List<JobOn> pair = stage.running(job);
    JobOn altered = pair.get(0);
    String table = "oracle." + OracleTables.table(job);
    ObjectNode document = original(altered);
    ((ObjectNode) document.get("destination")).put("table", OracleTables.table(job) + "_too");
    altered.stop();
    altered.put(document);
    stage.meanwhile();
    for (String order : List.of("check", "start")) {
      EngineApi.Answer refused =
          Eventually.get(
              order + " of " + altered + " names the table that the ledger is of",
              JobOn.PATIENCE,
              () -> order.equals("check") ? altered.check() : altered.order(order),
              answer ->
                  answer.isGood() || answer.body().toString().contains("are of table " + table));
      assertThat(refused.status()).as("%s: %s", order, refused).isEqualTo(422);
    }
    assertThat(altered.state()).isEqualTo("STOPPED");
    altered.put(original(altered));
    altered.run();
  }

  /** The other node goes on with the topic of before. */
  void otherTopic() {
    String job = stage.anyJob();
    List<JobOn> pair = stage.running(job);
    JobOn altered = pair.get(0);
    String brokers = stage.kafka().bootstrapServers();
    altered.stop();
    altered.putSource(OracleTables.sourceDocument(job, brokers, OracleTables.ELSEWHERE));
    // It may have read there before.
    assertThat(topics(altered)).isSubsetOf(OracleTables.ELSEWHERE);
    altered.run();
    stage.meanwhile();
    Eventually.until(
        altered + " has read the other topic",
        JobOn.PATIENCE,
        () ->
            altered.status().at("/totals/tombstones").asLong() == OracleTables.TOMBSTONES
                && topics(altered).equals(List.of(OracleTables.ELSEWHERE)));
    altered.stop();
    altered.putSource(OracleTables.sourceDocument(job, brokers, OracleTables.source(job)));
    altered.run();
    assertThat(topics(altered)).containsExactly(OracleTables.source(job));
  }

  private static List<String> topics(JobOn on) {
    return StreamSupport.stream(on.status().path("partitions").spliterator(), false)
        .map(partition -> partition.path("topic").asText())
        .distinct()
        .toList();
  }
}
