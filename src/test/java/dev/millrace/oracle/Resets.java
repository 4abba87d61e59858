package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.demo.EngineApi;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.MemberDescription;

/** Resets: the one that must be refused, and the one that is done as the README says. */
final class Resets {
  private static final int TOO_NARROW = 260;

  private final Stage stage;
  private final EmbeddedMariaDb database;
  private final Alterations alterations;

  Resets(Stage stage, Alterations alterations) {
    this.stage = stage;
    this.database = stage.database();
    this.alterations = alterations;
  }

  /** The job is stopped on one node and runs on the other. */
  void besideAnother() {
    String job = stage.anyJob();
    List<JobOn> pair = stage.running(job);
    JobOn stopped = pair.get(0);
    JobOn other = pair.get(1);
    stopped.stop();
    stage
        .tolerated()
        .during(
            job,
            // Of the other node, should the reset be taken, rightly or not.
            Pattern.compile("ledger-vanished|ledger-moved-back"),
            () -> {
              boolean membersBefore = hasMembers(job);
              EngineApi.Answer answer =
                  Eventually.get(
                      "the reset of " + stopped + " is answered",
                      JobOn.PATIENCE,
                      () -> stopped.order("reset"),
                      a -> a.status() != 422);
              if (answer.isGood()) {
                assertThat(membersBefore && hasMembers(job))
                    .as("a reset of %s was taken though its group had members", stopped)
                    .isFalse();
                // The other was out of its group for long enough; so it is done as it should be.
                anew(job, () -> {});
              } else {
                assertThat(answer.status()).as("%s", answer).isEqualTo(409);
                assertThat(answer.body().path("detail").asText()).contains("is not reset");
                assertThat(other.failed()).as("%s has failed", other).isFalse();
              }
            });
    pair.forEach(JobOn::run);
  }

  private boolean hasMembers(String job) {
    String group = "millrace-" + job;
    try {
      List<MemberDescription> members =
          List.copyOf(
              stage
                  .kafka()
                  .admin()
                  .describeConsumerGroups(List.of(group))
                  .describedGroups()
                  .get(group)
                  .get(30, TimeUnit.SECONDS)
                  .members());
      return !members.isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException("the broker does not tell who is in " + group, e);
    }
  }

  void asDocumented() {
    stage.everybody();
    String job = stage.anyJob();
    anew(job, () -> {});
  }

  /** Stops it everywhere, resets it, empties the table, and starts it everywhere. */
  private void anew(String job, Runnable betweenTimes) {
    List<JobOn> pair = stage.pair(job);
    pair.forEach(JobOn::stop);
    Eventually.get(
        "the reset of " + job + ", which runs nowhere",
        JobOn.PATIENCE,
        () -> pair.get(0).order("reset"),
        EngineApi.Answer::isGood);
    Eventually.until(
        "the quarantine of " + job + " is empty",
        JobOn.PATIENCE,
        () -> {
          pair.get(0).node().api().ask("DELETE", "/jobs/" + job + "/quarantine", "");
          return quarantined(job, "") == 0;
        });
    database.execute("TRUNCATE TABLE oracle." + OracleTables.table(job));
    if (job.equals(OracleTables.UPSERT_JOB)) {
      database.execute("TRUNCATE TABLE oracle.applied");
    }
    betweenTimes.run();
    pair.forEach(JobOn::run);
  }

  private long quarantined(String job, String and) {
    return database.number(
        "SELECT COUNT(*) FROM oracle.millrace_quarantine WHERE job='" + job + "'" + and);
  }

  /**
   * What does not fit is in quarantine then, and comes out of it when it fits. Not for upserts: a
   * replayed row wins over later ones of its key.
   */
  void intoNarrowColumn() {
    stage.everybody();
    String job = OracleTables.INSERT_JOB;
    anew(job, () -> alterations.narrowTo(job, TOO_NARROW));
    Eventually.until(
        "values are too long", JobOn.PATIENCE, () -> quarantined(job, " AND code='too-long'") > 0);
    alterations.widened(job);
    Eventually.until(
        "all that fits now is replayed",
        JobOn.PATIENCE,
        () -> {
          replay(stage.pair(job).get(0));
          return quarantined(job, " AND code='too-long'") == 0;
        });
  }

  private void replay(JobOn on) {
    EngineApi.Answer answer =
        on.node()
            .api()
            .ask(
                "POST",
                "/jobs/" + on.job() + "/quarantine/replay",
                "{\"all\":true,\"seconds\":20}");
    for (JsonNode stayed : answer.body().path("records")) {
      assertThat(stayed.path("code").asText()).as("%s", stayed).isNotEqualTo("too-long");
    }
  }
}
