package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.ChildProcesses;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} of the fat jar, with job files and real servers. */
@OneServer("RealityCheckIT and SampleCheckIT have what a check finds, on both")
@ExtendWith(RealServers.class)
class CheckCommandIT {
  @TempDir Path dir;
  private final List<Process> processes = new ArrayList<>();
  private Path config;
  private Path jobs;
  private EmbeddedMariaDb database;
  private String schema;
  private String declared;

  @BeforeEach
  void declare(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) throws IOException {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    String topic = RealServers.freshTopic(1);
    try (var producer = kafka.producer()) {
      producer.send(
          new ProducerRecord<>(
              topic, "{\"id\":1,\"qty\":\"many\"}".getBytes(StandardCharsets.UTF_8)));
      producer.flush();
    }
    jobs = Files.createDirectory(dir.resolve("jobs.d"));
    config =
        Files.writeString(
            dir.resolve("millrace.yaml"),
            "data: {dir: '" + dir.resolve("data") + "'}\njobs: {dir: '" + jobs + "'}\n");
    declared =
        """
        sources:
          s: {bootstrapServers: "%s", topic: %s}
        jobs:
          good:
            source: s
            destination: &to {dialect: %s, host: %s, port: %d, database: %s, table: t,
                              user: %s, password: "${env:CHECKED_PASSWORD}"}
            mapping: [{path: /id, column: id}]
        """
            .formatted(
                kafka.bootstrapServers(),
                topic,
                database.dialect(),
                database.host(),
                database.port(),
                schema,
                database.user());
    database.execute("CREATE TABLE " + schema + ".t (id BIGINT PRIMARY KEY, qty INT)");
  }

  @AfterEach
  void kill() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void whatAgreesExitsWith0() throws Exception {
    Files.writeString(jobs.resolve("a.yaml"), declared);

    assertThat(checkOfAnsweringBroker()).as("%s", said()).isZero();

    assertThat(said()).contains("1 source and 1 job");
    assertThat(database.query("SHOW TABLES FROM " + schema)).containsExactly(List.of("t"));
    assertThat(dir.resolve("data")).doesNotExist();
  }

  @Test
  void whatOnlyWarnsExitsWith0() throws Exception {
    Path file =
        Files.writeString(
            jobs.resolve("a.yaml"),
            declared
                + """
                  dirty:
                    source: s
                    destination: *to
                    mapping: [{path: /id, column: id}, {path: /qty, column: qty}]
                """);

    assertThat(checkOfAnsweringBroker()).as("%s", said()).isZero();

    assertThat(said())
        .contains("  - " + file + ": jobs.dirty/mapping/1: warning: ", "1 source and 2 jobs");
  }

  @Test
  void everyDisagreementIsALineWithItsPlace() throws Exception {
    Path file =
        Files.writeString(
            jobs.resolve("a.yaml"),
            declared
                + """
                  bad:
                    source: s
                    destination: *to
                    mapping: [{path: /id, column: id, type: VARCHAR(9)}, {path: /Qty, column: qty},
                              {path: /qty, column: qtty}]
                  dirty:
                    source: s
                    destination: *to
                    mapping: [{path: /id, column: id}, {path: /qty, column: qty}]
                  lost:
                    source: nowhere
                    destination: *to
                """);

    assertThat(checkOfAnsweringBroker()).as("%s", said()).isEqualTo(2);

    assertThat(said().lines().filter(line -> line.startsWith("  - ")))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("  - " + file + ": jobs.bad/mapping/1/path: warning: ")
                    .contains("/Qty"),
            line ->
                assertThat(line)
                    .startsWith("  - " + file + ": jobs.dirty/mapping/1: warning: ")
                    .contains("not-a-number 1")
                    .doesNotContain("many"),
            line ->
                assertThat(line)
                    .startsWith("  - " + file + ": jobs.good/mapping: warning: ")
                    .contains("/qty"),
            line -> assertThat(line).startsWith("  - " + file + ": jobs.bad/mapping/0/type: "),
            line ->
                assertThat(line)
                    .startsWith("  - " + file + ": jobs.bad/mapping/2/column: ")
                    .contains("did you mean 'qty'"),
            line ->
                assertThat(line)
                    .startsWith("  - " + file + ": jobs.lost/source: ")
                    .contains("'nowhere'"));
    assertThat(said()).doesNotContain(database.password() + "@", "Exception");

    assertThat(check("--offline")).isEqualTo(2);
    assertThat(said().lines().filter(line -> line.startsWith("  - "))).hasSize(1);
    assertThat(said()).contains("jobs.lost/source: ");
  }

  /** The broker shares the machine with other tests, and may take longer than a check waits. */
  private int checkOfAnsweringBroker() throws Exception {
    int code = check();
    for (int again = 0; again < 4 && said().contains("did not answer within"); again++) {
      code = check();
    }
    return code;
  }

  private int check(String... more) throws Exception {
    List<String> command = EngineCommand.of("check", "--config", config.toString());
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(dir.resolve("said").toFile());
    builder.environment().put("CHECKED_PASSWORD", database.password());
    Process process = ChildProcesses.start(builder);
    processes.add(process);
    assertThat(process.waitFor(150, TimeUnit.SECONDS)).as("it ends: %s", said()).isTrue();
    return process.exitValue();
  }

  private String said() throws IOException {
    return Files.readString(dir.resolve("said"));
  }
}
