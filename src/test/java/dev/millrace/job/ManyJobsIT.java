package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several jobs of two lanes each, from one topic into tables of their own, in one process. */
@OneServer("what one job does to another is the engine's, not the server's")
class ManyJobsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;
  private static final int RECORDS = 4_000;

  /** Does not fit into jobs that want a number. */
  private static final int BAD = 2_500;

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(PARTITIONS);

  private void send(int from, int to) {
    for (int i = from; i < to; i++) {
      String n = i == BAD ? "\"bad\"" : "" + i;
      engine.send(
          i % PARTITIONS, "{\"id\":" + i + ",\"n\":" + n + ",\"o\":{\"p\":\"v" + i + "\"}}");
    }
  }

  private String called(String job) {
    return engine.job() + "-" + job;
  }

  private void put(String job, String type, String more) {
    String mapping =
        "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true},"
            + "{\"path\":\"/n\",\"column\":\"n\",\"type\":\""
            + type
            + "\"}]";
    engine.putJob(
        called(job),
        job,
        "{" + (more.contains("\"layers\"") ? "" : mapping + ",") + "\"lanes\":2" + more + "}");
  }

  private long number(String what, String table) {
    return engine.number("SELECT " + what + " FROM " + table);
  }

  private JobStatus took(String job, long records) {
    JobStatus status = engine.kit().untilCaughtUp(called(job), records, SOON);
    assertThat(status.balanced()).as(job).isTrue();
    Eventually.until(
        "both lanes of " + job + " have their share",
        SOON,
        () ->
            engine.kit().status(called(job)).lanes().stream()
                .map(lane -> lane.partitions().size())
                .toList()
                .equals(List.of(PARTITIONS / 2, PARTITIONS / 2)));
    return status;
  }

  @Test
  void aFailingJobDoesNotDisturbTheOthers() {
    send(0, RECORDS);
    put("text", "VARCHAR(20)", ",\"batch\":{\"lingerMs\":20,\"rows\":100}");
    put("nulls", "INT", ",\"dirtyData\":\"null\",\"write\":{\"mode\":\"upsert\"}");
    put("inferred", "", ",\"parse\":{\"layers\":2},\"dirtyData\":\"null\"");
    put("failing", "INT", ",\"batch\":{\"lingerMs\":20,\"rows\":10}");
    for (String job : List.of("text", "nulls", "inferred", "failing")) {
      engine.kit().start(called(job));
    }

    JobStatus failed = engine.kit().until(called("failing"), JobState.FAILED, SOON);
    took("text", RECORDS);
    JobStatus nulls = took("nulls", RECORDS);
    took("inferred", RECORDS);
    send(RECORDS, RECORDS + 400);
    List.of("text", "nulls", "inferred").forEach(job -> took(job, RECORDS + 400));

    assertThat(failed.error().offset()).isEqualTo(BAD / PARTITIONS);
    assertThat(failed.error().partition()).isEqualTo(BAD % PARTITIONS);
    assertThat(failed.balanced()).isTrue();
    assertThat(number("COUNT(*)", "failing"))
        .isEqualTo(
            failed.partitions().stream().mapToLong(p -> p.ledger().count(Count.WRITTEN)).sum());
    assertThat(number("SUM(id%4=0)", "failing")).isEqualTo(BAD / PARTITIONS);
    assertThat(number("COUNT(DISTINCT id)", "text")).isEqualTo(RECORDS + 400);
    assertThat(number("SUM(n COLLATE utf8mb4_bin=CAST(id AS CHAR))", "text"))
        .isEqualTo(RECORDS + 400 - 1);
    assertThat(number("SUM(n=id)", "nulls")).isEqualTo(RECORDS + 400 - 1);
    assertThat(nulls.nulledSamples()).extracting(s -> s.offset()).containsExactly(625L);
    assertThat(number("SUM(o_p=CONCAT('v',id))", "inferred")).isEqualTo(RECORDS + 400);
    assertThat(engine.kit().status(called("failing")).state()).isEqualTo(JobState.FAILED);
    assertThat(engine.api().jobs()).hasSize(4);
  }

  /**
   * The second topic has the same ids in the other order; each job writes its own columns and
   * leaves the other's alone.
   */
  @Test
  void twoTopicsOfDifferentShapesFillOneTable() {
    int records = RECORDS / 10;
    send(0, records);
    try (Topic second = new Topic(engine.kafka(), PARTITIONS)) {
      for (int i = records - 1; i >= 0; i--) {
        second.send(i % PARTITIONS, "{\"who\":{\"id\":" + i + "},\"name\":\"v" + i + "\"}");
      }
      engine.kit().source("s2", engine.kafka().bootstrapServers(), second.name());
      engine.execute("CREATE TABLE both_of (id BIGINT PRIMARY KEY, n INT, name VARCHAR(9))");
      String rest = "\"write\":{\"mode\":\"upsert\"},\"batch\":{\"lingerMs\":20,\"rows\":20}}";
      String id = "{\"mapping\":[{\"path\":\"/%s\",\"column\":\"id\"},";
      String n = "{\"path\":\"/n\",\"column\":\"n\"}],\"lanes\":2,";
      String name = "{\"path\":\"/name\",\"column\":\"name\"}],\"lanes\":2,";
      engine.putJob(called("first"), "both_of", id.formatted("id") + n + rest);
      engine
          .kit()
          .job(
              called("second"),
              "s2",
              engine.database(),
              engine.schema(),
              "both_of",
              id.formatted("who/id") + name + rest);

      engine.kit().start(called("first"));
      engine.kit().start(called("second"));
      assertThat(engine.kit().untilCaughtUp(called("first"), records, SOON).balanced()).isTrue();
      assertThat(engine.kit().untilCaughtUp(called("second"), records, SOON).balanced()).isTrue();

      assertThat(number("COUNT(*)", "both_of")).isEqualTo(records);
      assertThat(number("SUM(n=id AND name=CONCAT('v',id))", "both_of")).isEqualTo(records);
    }
  }

  @Test
  void aRestartOfTheProcessBringsBackEachJobInTheStateItHad() {
    send(0, 400);
    put("stopped", "INT", "");
    put("running", "INT", "");
    put("fresh", "INT", "");
    List.of("stopped", "running").forEach(job -> engine.kit().start(called(job)));
    List.of("stopped", "running").forEach(job -> took(job, 400));
    engine.kit().stop(called("stopped"));

    engine.kit().close();
    send(400, 800);
    engine.restartProcess();

    took("running", 800);
    assertThat(number("COUNT(*)", "running")).isEqualTo(800);
    assertThat(number("COUNT(*)", "stopped")).isEqualTo(400);
    assertThat(engine.kit().status(called("stopped")).state()).isEqualTo(JobState.STOPPED);
    assertThat(engine.kit().status(called("fresh")).state()).isEqualTo(JobState.CREATED);
  }
}
