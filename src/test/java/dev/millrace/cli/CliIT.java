package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.demo.EngineApi;
import dev.millrace.demo.EngineProcess;
import dev.millrace.testkit.ChildProcesses;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.TempFiles;
import dev.millrace.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The jar's commands as a person gives them, beside the jar as a service. */
@OneServer("what the API answers is the same of every server")
@ExtendWith(RealServers.class)
class CliIT {
  private final Path directory = TempFiles.directory("cli");
  private EngineProcess engine;
  private String server;
  private String out;

  @AfterEach
  void stop() {
    if (engine != null) {
      engine.stop();
    }
    TempFiles.delete(directory);
  }

  @Test
  void aJobFromSampleToReplay(EmbeddedKafka kafka, EmbeddedMariaDb database) throws Exception {
    String schema = RealServers.freshDatabase();
    String topic = RealServers.freshTopic(1);
    try (var producer = kafka.producer()) {
      for (String value : List.of("{\"id\":1,\"qty\":5}", "{\"id\":2,\"qty\":\"many\"}")) {
        producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)));
      }
    }
    serve(Map.of("DB_PASSWORD", database.password()));
    EngineApi api = new EngineApi(server);
    api.put(
        "/sources/s",
        "{\"bootstrapServers\":\"" + kafka.bootstrapServers() + "\",\"topic\":\"" + topic + "\"}");
    api.put(
        "/jobs/orders",
        """
        {"source": "s", "dirtyData": "quarantine", "maxQuarantinedRatio": 1.0,
         "mapping": [{"path": "/id", "column": "id", "type": "BIGINT", "key": true},
                     {"path": "/qty", "column": "qty", "type": "INT"}],
         "destination": {"dialect": "%s", "host": "%s", "port": %d, "database": "%s", "table": "t",
                         "user": "%s", "password": "${env:DB_PASSWORD}"}}
        """
            .formatted(
                database.dialect(), database.host(), database.port(), schema, database.user()));

    assertThat(cli("sample", "s")).as(out).isZero();
    assertThat(out).contains("2 records", "/qty", "CREATE TABLE");
    assertThat(cli("check", "orders")).as(out).isZero();
    assertThat(cli("preview", "orders")).as(out).isZero();
    assertThat(out).contains("quarantined", "0@1 column qty").contains("(not-a-number)");
    assertThat(cli("start", "orders", "--wait", "30s")).as(out).isZero();
    assertThat(out).contains("orders is RUNNING");
    Eventually.until(
        "both records are done",
        Duration.ofSeconds(30),
        () -> api.statusDocument("orders").at("/totals/quarantined").asLong() == 1);
    assertThat(cli("jobs")).as(out).isZero();
    assertThat(out).containsPattern("(?m)^orders +RUNNING +0 ");
    assertThat(cli("quarantine", "orders")).as(out).isZero();
    assertThat(out).containsPattern("0 +1  not-a-number  qty");
    assertThat(cli("replay", "orders", "--all")).as(out).isEqualTo(ExitCode.REFUSED);
    assertThat(out).contains("0 written, 1 stay in quarantine");
    assertThat(cli("drop", "orders", "--offset", "0:1")).as(out).isZero();
    assertThat(cli("reset", "orders")).as(out).isEqualTo(ExitCode.REFUSED);
    assertThat(out).contains("millrace: Conflict");
    assertThat(cli("stop", "orders", "--wait", "20s", "--json")).as(out).isZero();
    assertThat(out).startsWith("{").contains("\"state\":\"STOPPED\"");
    assertThat(cli("reset", "orders")).as(out).isZero();
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isOne();
  }

  @Test
  void aServerWithTlsIsTrustedByItsCa() throws Exception {
    TestCertificate made = TestCertificate.make(directory, "api", "-ext", "san=ip:127.0.0.1");
    Path certificate = Files.writeString(directory.resolve("c.pem"), made.certificate());
    Path key = Files.writeString(directory.resolve("k.pem"), made.key());
    engine =
        EngineProcess.start(
            EngineCommand.jar(),
            directory,
            0,
            Map.of(
                "MILLRACE_HTTP_TLS_CERTIFICATE", certificate.toString(),
                "MILLRACE_HTTP_TLS_KEY", key.toString()));
    server = engine.address().replace("http:", "https:");
    Eventually.until(
        "the engine answers",
        Duration.ofSeconds(30),
        () -> {
          engine.requireAlive();
          return cli("jobs", "--ca", certificate.toString()) == 0;
        });

    assertThat(out).isEqualTo("There is no job.\n");
    assertThat(cli("jobs")).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(out).contains("its certificate is not trusted; name its CA with --ca");
  }

  private void serve(Map<String, String> environment) {
    engine = EngineProcess.start(EngineCommand.jar(), directory, 0, environment);
    server = engine.address();
    Eventually.until(
        "the engine answers",
        Duration.ofSeconds(30),
        () -> {
          engine.requireAlive();
          return new EngineApi(server).ready();
        });
  }

  /** Exit code; what it said is in {@link #out}. */
  private int cli(String... args) {
    List<String> command = EngineCommand.of(args);
    try {
      Path said = directory.resolve("cli.out");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().put("MILLRACE_SERVER", server);
      Process process = ChildProcesses.start(builder);
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(command.toString()).isTrue();
      out = Files.readString(said);
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
