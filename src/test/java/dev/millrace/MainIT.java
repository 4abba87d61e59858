package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.ChildProcesses;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fat jar as users run it, without a job. */
@Timeout(60)
@OneServer("It has no job.")
class MainIT {
  private static final Pattern READY =
      Pattern.compile("ready: .*api=http://127\\.0\\.0\\.1:(\\d+)/api/v1");

  @TempDir Path dir;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void kill() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void servesUntilTermAndKeepsWhatWasPut() throws Exception {
    Process first = start("serve");
    int port = port(first, "serve");
    assertThat(put(port, "/api/v1/sources/s", "{\"bootstrapServers\":\"k:9092\",\"topic\":\"t\"}"))
        .isEqualTo(201);

    first.destroy();

    assertThat(first.waitFor(12, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).as(log("serve")).isZero();
    assertThat(log("serve"))
        .contains("stopped: drained=true")
        .doesNotContain("Exception", " WARN ");
    Process second = start("again", "--log", "json");
    assertThat(
            put(
                port(second, "again"),
                "/api/v1/sources/s",
                "{\"bootstrapServers\":\"k:9092\",\"topic\":\"t\"}"))
        .isEqualTo(200);
    assertThat(log("again").lines()).allMatch(line -> line.startsWith("{\"time\":"));
  }

  @Test
  void aSecondProcessOnTheSameDirectoryIsTold() throws Exception {
    port(start("first"), "first");

    Process second = start("second");

    assertThat(second.waitFor()).isEqualTo(1);
    assertThat(log("second")).contains("is in use by another Millrace process");
  }

  @Test
  void theLineReadySaysWhatWasRead() throws Exception {
    Path jobs = Files.createDirectory(dir.resolve("declared"));
    Path config = Files.writeString(dir.resolve("m.yaml"), "jobs: {dir: '" + jobs + "'}\n");

    port(start("given", "--config", config.toString()), "given");
    processes.get(0).destroyForcibly().waitFor();
    port(start("usual"), "usual");

    assertThat(log("given")).contains(" config=" + config + " jobs=" + jobs + " data=");
    Path usual = Path.of("jobs.d").toAbsolutePath();
    assertThat(log("usual")).contains(" config=none jobs=" + usual + " (not there) data=");
  }

  @Test
  void aJobFileThatIsWrongKeepsNeitherTheProcessNorOtherFilesFromRunning() throws Exception {
    Path jobs = Files.createDirectory(dir.resolve("declared"));
    Files.writeString(jobs.resolve("a.yaml"), "sources: {broken: {bootstrapServer: 'k:9092'}}\n");
    Files.writeString(jobs.resolve("b.yaml"), "sources: [\n");
    Files.writeString(
        jobs.resolve("c.yaml"), "sources: {good: {bootstrapServers: 'k:9092', topic: t}}\n");
    Path config = Files.writeString(dir.resolve("m.yaml"), "jobs: {dir: '" + jobs + "'}\n");

    int port = port(start("given", "--config", config.toString()), "given");

    assertThat(put(port, "/api/v1/sources/good", "{\"bootstrapServers\":\"k:1\",\"topic\":\"t\"}"))
        .as("it is there, and its file's")
        .isEqualTo(409);
    assertThat(log("given"))
        .contains("a job file is wrong, what it declares is left out: " + jobs.resolve("a.yaml"))
        .contains("a job file is wrong, what it declares is left out: " + jobs.resolve("b.yaml"))
        .contains("did you mean 'bootstrapServers'");
  }

  @Test
  void aPortThatIsTakenIsToldWithWhatToDo() throws Exception {
    int taken = port(start("first"), "first");

    Process second =
        start(
            "second",
            Map.of(
                "MILLRACE_HTTP_PORT", String.valueOf(taken),
                "MILLRACE_DATA_DIR", dir.resolve("other").toString()));

    assertThat(second.waitFor()).isEqualTo(1);
    assertThat(log("second").strip())
        .contains("cannot listen on 127.0.0.1:" + taken + ": ")
        .endsWith("; set http.port / MILLRACE_HTTP_PORT, or end the other process");
  }

  @Test
  void wrongSettingsExitWith2() throws Exception {
    Path config = Files.writeString(dir.resolve("m.yaml"), "http: {prot: 1}\nlog: {format: xml}\n");

    Process wrong = start("wrong", "check", "--config", config.toString());

    assertThat(wrong.waitFor()).isEqualTo(2);
    assertThat(log("wrong")).contains("http.prot", "log.format");
    assertThat(start("good", "check").waitFor()).isZero();
  }

  @Test
  @Timeout(180)
  void openOnTheNetworkWithoutTlsIsAWarningAndOnlyThat() throws Exception {
    TestCertificate made = TestCertificate.make(dir, "api");
    Path certificate = Files.writeString(dir.resolve("c.pem"), made.certificate());
    Path key = Files.writeString(dir.resolve("k.pem"), made.key());
    String tls = "  tls: {certificate: '" + certificate + "', key: '" + key + "'}\n";
    String tokens =
        "auth:\n  tokens:\n    - {name: t, role: operator, hash: 'sha256:"
            + "0".repeat(64)
            + "'}\n";
    String warning = "http.host=0.0.0.0 without http.tls.certificate";

    for (String name : List.of("open", "secured")) {
      String settings = "http:\n  host: 0.0.0.0\n" + (name.equals("secured") ? tls : "") + tokens;
      Path config = Files.writeString(dir.resolve(name + ".yaml"), settings);
      Process process = start(name, "--config", config.toString());
      while (!log(name).contains("ready: ")) {
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as(log(name)).isFalse();
      }
      process.destroyForcibly().waitFor();
    }

    assertThat(log("open").lines().filter(line -> line.contains(warning)))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("WARN", "configure TLS, or a proxy"));
    assertThat(log("secured")).contains("https://0.0.0.0:").doesNotContain(" WARN ");
  }

  private Process start(String name, String... args) throws IOException {
    return start(name, Map.of(), args);
  }

  private Process start(String name, Map<String, String> environment, String... args)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(EngineCommand.of(args)).redirectErrorStream(true);
    builder.redirectOutput(dir.resolve(name + ".log").toFile());
    builder.environment().put("MILLRACE_HTTP_PORT", "0");
    builder.environment().put("MILLRACE_DATA_DIR", dir.resolve("data").toString());
    builder.environment().putAll(environment);
    Process process = ChildProcesses.start(builder);
    processes.add(process);
    return process;
  }

  private int port(Process process, String name) throws Exception {
    while (true) {
      Matcher ready = READY.matcher(log(name));
      if (ready.find()) {
        return Integer.parseInt(ready.group(1));
      }
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as(log(name)).isFalse();
    }
  }

  private String log(String name) throws IOException {
    return Files.readString(dir.resolve(name + ".log"));
  }

  private static int put(int port, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("content-type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
