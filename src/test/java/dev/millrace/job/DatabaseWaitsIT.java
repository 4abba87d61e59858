package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.Sql;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A lock that somebody else holds is told by the status, in the server's words. */
@ExtendWith(RealServers.class)
class DatabaseWaitsIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private String schema;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    database.execute("CREATE TABLE " + schema + ".t (id BIGINT PRIMARY KEY)");
    topic = new Topic(kafka, 1);
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  @Test
  void aLockedTableIsToldToAUserWithoutFurtherPrivileges() {
    String user = schema + "_u";
    database.execute(
        "CREATE USER '" + user + "' IDENTIFIED BY 'pw';GRANT ALL ON " + schema + ".* TO " + user);
    try {
      run(destination(database.port(), user, "pw"));
      untilTold("LOCK TABLES " + schema + ".t WRITE", "is 'Waiting for table");
    } finally {
      database.execute("DROP USER '" + user + "'");
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
    untilTold("BEGIN;INSERT INTO " + schema + ".t VALUES (2)", "LOCK WAIT'");
  }

  @Test
  void aDatabaseThatSaysNothingAtAllIsTold() {
    try (FaultProxy proxy = new FaultProxy(database.host(), database.port())) {
      run(destination(proxy.port(), database.user(), database.password()));
      proxy.halfOpen();
      topic.send(0, "{\"id\":2}");
      Eventually.until(
          "the status says that there is no answer",
          SOON,
          () ->
              waits(kit.status("j")).stream()
                  .anyMatch(w -> w.message().contains("waits for is not known")));
      proxy.heal();
      kit.untilCaughtUp("j", 2, Duration.ofSeconds(120));
      Eventually.until("nothing is told any more", SOON, () -> waits(kit.status("j")).isEmpty());
    }
  }

  private String destination(int port, String user, String password) {
    return """
    ,"destination": {"dialect": "%s", "host": "127.0.0.1", "port": %d, "database": "%s",
                     "table": "t", "user": "%s", "password": "%s"}
    """
        .formatted(database.dialect(), port, schema, user, password);
  }

  private void run(String more) {
    String mapping = "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"}]";
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        "{" + mapping + ",\"lanes\":1,\"batch\":{\"lingerMs\":20}" + more + "}");
    kit.start("j");
    topic.send(0, "{\"id\":1}");
    kit.untilCaughtUp("j", 1, SOON);
    assertThat(waits(kit.status("j"))).isEmpty();
  }

  private void untilTold(String lock, String expected) {
    try (Sql other = database.session()) {
      other.execute(lock);
      topic.send(0, "{\"id\":2}");
      JobStatus status =
          Eventually.get(
              "the status says '" + expected + "'",
              SOON,
              () -> kit.status("j"),
              s -> waits(s).stream().anyMatch(w -> w.message().contains(expected)));
      assertThat(waits(status)).hasSize(1);
      assertThat(waits(status).get(0).message())
          .matches("the database at .* has not answered a lane for \\d+ s; its session \\d+ is .*")
          .contains("SHOW PROCESSLIST");
      assertThat(status.state()).isEqualTo(JobState.RUNNING);
      other.execute("ROLLBACK");
    }
    kit.untilCaughtUp("j", 2, SOON);
    Eventually.until("nothing is told any more", SOON, () -> waits(kit.status("j")).isEmpty());
  }

  private static List<Warning> waits(JobStatus status) {
    return status.warnings().stream().filter(w -> w.code() == WarningCode.DATABASE_WAITS).toList();
  }
}
