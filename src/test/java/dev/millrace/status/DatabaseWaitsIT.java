package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.job.TestEngine;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.Sql;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A lock that somebody else holds is told by the status, in the server's words. */
class DatabaseWaitsIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  @RegisterExtension
  final TestEngine engine = TestEngine.withPartitions(1).withTable("id BIGINT PRIMARY KEY");

  @Test
  void aLockedTableIsToldToAUserWithoutFurtherPrivileges() {
    String user = engine.schema() + "_u";
    engine.execute(
        "CREATE USER '"
            + user
            + "' IDENTIFIED BY 'pw';GRANT ALL ON "
            + engine.schema()
            + ".* TO "
            + user);
    try {
      run(to(engine.destination().put("user", user).put("password", "pw")));
      untilTold("LOCK TABLES t WRITE", "is 'Waiting for table");
    } finally {
      engine.execute("DROP USER '" + user + "'");
    }
  }

  @Test
  void aLockedServerIsTold() {
    run("");
    untilTold("FLUSH TABLES WITH READ LOCK", "is 'Waiting for ");
  }

  @Test
  void aLockedRowIsTold() {
    run("");
    untilTold("BEGIN;INSERT INTO t VALUES (2)", "LOCK WAIT'");
  }

  @Test
  void aDatabaseThatSaysNothingAtAllIsTold() {
    FaultProxy proxy = engine.proxy();
    run(to(engine.destination(proxy)));
    proxy.halfOpen();
    engine.send(0, "{\"id\":2}");
    Eventually.until(
        "the status says that there is no answer",
        SOON,
        () ->
            waits(engine.status()).stream()
                .anyMatch(w -> w.message().contains("waits for is not known")));
    proxy.heal();
    engine.untilCaughtUp(2, Duration.ofSeconds(120));
    Eventually.until("nothing is told any more", SOON, () -> waits(engine.status()).isEmpty());
  }

  private static String to(JsonObject destination) {
    return ",\"destination\":" + destination.encode();
  }

  private void run(String more) {
    String mapping = "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"}]";
    engine.put("{" + mapping + ",\"lanes\":1,\"batch\":{\"lingerMs\":20}" + more + "}");
    engine.start();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
    assertThat(waits(engine.status())).isEmpty();
  }

  private void untilTold(String lock, String expected) {
    try (Sql other = engine.session()) {
      other.execute(lock);
      engine.send(0, "{\"id\":2}");
      JobStatus status =
          engine.untilStatus(
              "the status says '" + expected + "'",
              s -> waits(s).stream().anyMatch(w -> w.message().contains(expected)));
      assertThat(waits(status)).hasSize(1);
      assertThat(waits(status).get(0).message())
          .matches("the database at .* has not answered a lane for \\d+ s; its session \\d+ is .*")
          .contains("SHOW PROCESSLIST");
      assertThat(status.state()).isEqualTo(JobState.RUNNING);
      other.execute("ROLLBACK");
    }
    engine.untilCaughtUp(2);
    Eventually.until("nothing is told any more", SOON, () -> waits(engine.status()).isEmpty());
  }

  private static List<Warning> waits(JobStatus status) {
    return status.warnings().stream().filter(w -> w.code() == WarningCode.DATABASE_WAITS).toList();
  }
}
