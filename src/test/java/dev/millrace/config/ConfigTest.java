package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.config.Config.DeclarationProblems;
import dev.millrace.model.Caller;
import dev.millrace.model.Role;
import dev.millrace.spec.PartitionRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  private static final String TOKEN = "0123456789abcdef01234567";

  @TempDir Path dir;

  @Test
  void nothingIsNeeded() throws Exception {
    Config config = Config.read(Arguments.parse(), Map.of());

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.dataDir()).isEqualTo(Path.of("./data"));
    assertThat(config.allowedHosts()).isEmpty();
    assertThat(config.tokens().isEmpty()).isTrue();
    assertThat(config.secretBox()).isSameAs(SecretBox.NONE);
    assertThat(config.jsonLog()).isFalse();
    assertThat(config.logLevel()).isEqualTo("info");
    assertThat(config.jobs().jobs()).isEmpty();
  }

  @Test
  void everySettingCanStandInTheFile() throws Exception {
    Files.createDirectory(dir.resolve("jobs"));
    Config config =
        read(
            """
            http: {host: 0.0.0.0, port: 9090, allowedHosts: [a.example, b.example]}
            data.dir: /var/lib/millrace
            jobs: {dir: "%s"}
            auth:
              tokens:
                - {name: look, role: viewer, token: "%s"}
                - {name: do, role: operator, hash: "%s"}
            secretKey: "%s"
            log: {format: json, level: warn}
            """
                .formatted(
                    dir.resolve("jobs"), TOKEN, AccessTokens.hash("another"), "ab".repeat(32)),
            Map.of());

    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.port()).isEqualTo(9090);
    assertThat(config.allowedHosts()).isEqualTo(Set.of("a.example", "b.example"));
    assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/millrace"));
    assertThat(config.tokens().callerOf(TOKEN)).map(Caller::role).contains(Role.VIEWER);
    assertThat(config.tokens().callerOf("another")).map(Caller::role).contains(Role.OPERATOR);
    assertThat(config.tokens().callerOf("third")).isEmpty();
    assertThat(config.secretBox().seal("x")).startsWith("enc:v1:");
    assertThat(config.jsonLog()).isTrue();
    assertThat(config.logLevel()).isEqualTo("warn");
  }

  @Test
  void everySettingCanStandInTheEnvironment() throws Exception {
    Map<String, String> environment =
        Map.of(
            "MILLRACE_HTTP_HOST", "0.0.0.0",
            "MILLRACE_HTTP_PORT", "9090",
            "MILLRACE_HTTP_ALLOWED_HOSTS", "a.example, b.example",
            "MILLRACE_DATA_DIR", "/d",
            "MILLRACE_JOBS_DIR", dir.toString(),
            "MILLRACE_AUTH_TOKENS", "[{name: a, role: viewer, token: '${env:TOKEN}'}]",
            "MILLRACE_SECRET_KEY", "${env:KEY}",
            "MILLRACE_LOG_FORMAT", "json",
            "TOKEN", TOKEN,
            "KEY", "cd".repeat(32));

    Config config = Config.read(Arguments.parse(), environment);

    assertThat(config.port()).isEqualTo(9090);
    assertThat(config.allowedHosts()).isEqualTo(Set.of("a.example", "b.example"));
    assertThat(config.tokens().callerOf(TOKEN)).map(Caller::role).contains(Role.VIEWER);
    assertThat(config.secretBox()).isNotSameAs(SecretBox.NONE);
    assertThat(config.jsonLog()).isTrue();
    assertThat(Setting.values())
        .extracting(Setting::variable)
        .containsAll(environment.keySet().stream().filter(k -> k.startsWith("MILLRACE_")).toList());
  }

  @Test
  void argumentsWinOverEnvironmentOverFile() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("m.yaml"), "log: {format: text}\nhttp: {port: 1}\ndata: {dir: f}\n");

    Config config =
        Config.read(
            Arguments.parse("--config", file.toString(), "--log=json"),
            Map.of("MILLRACE_HTTP_PORT", "2", "MILLRACE_LOG_FORMAT", "text"));

    assertThat(config.jsonLog()).isTrue();
    assertThat(config.port()).isEqualTo(2);
    assertThat(config.dataDir()).isEqualTo(Path.of("f"));
  }

  @Test
  void allProblemsAreToldAtOnceWithKeyValueAndRange() throws Exception {
    List<String> problems =
        problems(
            """
            http: {prot: 1, port: 70000, host: 10.0.0.1}
            logs: {format: xml}
            log: {format: xml, level: [1]}
            secretKey: hunter2
            auth: {tokens: [{name: a, role: admin, token: short}, 7, {nam: b, role: viewer}]}
            jobs: {dir: "/no/such/dir"}
            """,
            Map.of("MILLRACE_HTTP_PORT", "many"));

    String file = dir.resolve("m.conf").toString();
    assertThat(problems)
        .contains(
            file + ": unknown key 'http.prot'; did you mean 'http.port'?",
            file + ": unknown key 'logs.format'; did you mean 'log.format'?",
            "MILLRACE_HTTP_PORT: expected a whole number from 0 to 65535, found 'many'",
            file + ": log.format: expected one of text, json, found 'xml'",
            file + ": log.level: expected text, found a list",
            file + ": auth.tokens: entry 1: role is required: viewer or operator, found 'admin'",
            file + ": auth.tokens: entry 3: unknown key 'nam'; did you mean 'name'?",
            file + ": jobs.dir: '/no/such/dir' is not a directory")
        .anyMatch(p -> p.contains("secretKey: expected 32 bytes"))
        .anyMatch(p -> p.contains("entry 1: token is too short"));
    assertThat(problems.toString()).doesNotContain("hunter2").doesNotContain("short}");
  }

  @Test
  void anOpenAddressNeedsTokens() throws Exception {
    for (String host : List.of("0.0.0.0", "::", "10.0.0.1", "")) {
      assertThat(problems("http: {host: \"" + host + "\"}", Map.of()))
          .as(host)
          .anyMatch(p -> p.contains("not a loopback address, so auth.tokens are needed"));
    }
    for (String host : List.of("localhost", "127.0.0.5", "::1")) {
      assertThat(read("http: {host: \"" + host + "\"}", Map.of()).host()).isEqualTo(host);
    }
  }

  @Test
  void filesThatCannotBeReadAreTold() throws Exception {
    assertThat(problems("http: [", Map.of())).anyMatch(p -> p.contains("not YAML at line 1"));
    assertThat(problems("a: 1\na: 2", Map.of())).anyMatch(p -> p.contains("not YAML at line 2"));
    assertThat(problems("- 1", Map.of()))
        .anyMatch(p -> p.contains("an object (key: value) is expected"));
    assertThat(read("", Map.of()).port()).isEqualTo(8080);
    ConfigProblems missing =
        catchThrowableOfType(
            ConfigProblems.class,
            () -> Config.read(Arguments.parse("--config", "/no/file"), Map.of()));
    assertThat(missing.problems()).containsExactly("/no/file: there is no such file");
  }

  @Test
  void jobFilesDeclareSourcesAndJobs() throws Exception {
    Files.writeString(
        dir.resolve("a.yaml"), "sources:\n  s: {bootstrapServers: \"k:9092\", topic: t}\n");
    Files.writeString(
        dir.resolve("b.yml"),
        """
        jobs:
          j:
            started: true
            source: s
            destination: {host: db, database: d, table: t, user: u}
            stopAt: {at: offsets, offsets: {0: 17}}
        """);
    Files.writeString(dir.resolve("notes.txt"), "no yaml: [");

    JobFiles jobs = read("jobs.dir: " + dir, Map.of()).jobs();

    assertThat(jobs.sources()).containsOnlyKeys("s");
    assertThat(jobs.jobs().get("j").stopAt().offsets()).isEqualTo(Map.of(PartitionRef.of(0), 17L));
    assertThat(jobs.started()).isEqualTo(Map.of("j", true));
  }

  @Test
  void allFaultsOfJobFilesAreToldWithTheirPlace() throws Exception {
    Files.writeString(
        dir.resolve("a.yaml"), "sources: {s: {bootstrapServers: k, topc: t}, -x: 5}\njob: {}\n");
    Files.writeString(
        dir.resolve("b.yaml"),
        "jobs: {j: {source: s, started: 5, destination: {host: db, database: d, table: t, user: u,"
            + " password: '***'}}}");

    List<String> problems = problems("jobs.dir: " + dir, Map.of());

    assertThat(problems)
        .contains(
            dir.resolve("a.yaml") + ": unknown key 'job'; did you mean 'jobs'?",
            dir.resolve("a.yaml") + ": sources.s/topc: unknown field 'topc'; did you mean 'topic'?",
            dir.resolve("b.yaml") + ": jobs.j/started: expected true or false")
        .anyMatch(p -> p.contains("sources.s/bootstrapServers"))
        .anyMatch(p -> p.contains("sources.-x: an object is expected"))
        .anyMatch(p -> p.contains("sources.-x: '-x' is not a valid name"));
  }

  @Test
  void whatIsNotWrongIsReadableWhereOnlyDocumentsAreWrong() throws Exception {
    Path jobs = Files.createDirectory(dir.resolve("jobs.d"));
    Files.writeString(
        jobs.resolve("a.yaml"),
        """
        sources:
          broken: {bootstrapServer: "h:9092"}
          good: {bootstrapServers: "h:9092", topic: t}
        """);
    String yaml = "jobs: {dir: '" + jobs + "'}\n";

    DeclarationProblems wrong =
        catchThrowableOfType(DeclarationProblems.class, () -> read(yaml, Map.of()));

    assertThat(wrong.problems()).allMatch(p -> p.contains("sources.broken")).isNotEmpty();
    JobFiles read = wrong.readable().jobs();
    assertThat(read.sources()).containsOnlyKeys("good");
    assertThat(read.sourceFiles()).containsOnlyKeys("broken", "good");

    // Where a file cannot be read it is not known what it declares.
    Files.writeString(jobs.resolve("b.yaml"), "sources: [\n");
    ConfigProblems more = catchThrowableOfType(ConfigProblems.class, () -> read(yaml, Map.of()));
    assertThat(more).isNotInstanceOf(DeclarationProblems.class);
    assertThat(more.problems()).hasSizeGreaterThan(wrong.problems().size());
  }

  @Test
  void argumentsAreTold() throws Exception {
    assertThat(Arguments.parse("check", "--config", "x"))
        .isEqualTo(new Arguments(Arguments.Command.CHECK, Path.of("x"), null, false));
    assertThat(Arguments.parse("check", "--offline").offline()).isTrue();
    assertThat(Arguments.parse("--help").command()).isEqualTo(Arguments.Command.HELP);
    assertThat(Arguments.parse("--version").command()).isEqualTo(Arguments.Command.VERSION);
    assertThat(Arguments.parse("hash-token").command()).isEqualTo(Arguments.Command.HASH_TOKEN);
    ConfigProblems wrong =
        catchThrowableOfType(
            ConfigProblems.class, () -> Arguments.parse("chekc", "--confg", "--log"));
    assertThat(wrong.problems())
        .containsExactly(
            "unknown argument 'chekc'; did you mean 'check'?",
            "unknown argument '--confg'; did you mean '--config'?",
            "--log needs a value");
  }

  @Test
  void theHelpListsEverySetting() {
    for (Setting setting : Setting.values()) {
      assertThat(Arguments.HELP).contains(setting.key(), setting.variable(), setting.sentence());
    }
  }

  @Test
  void theHelpTellsEveryExitCode() {
    assertThat(Arguments.HELP.lines())
        .filteredOn(line -> line.matches(" +[0-9] .*"))
        .extracting(line -> line.strip().charAt(0))
        .containsExactly('0', '1', '2', '3');
  }

  private Config read(String yaml, Map<String, String> environment) throws Exception {
    Path file = Files.writeString(dir.resolve("m.conf"), yaml);
    return Config.read(Arguments.parse("--config", file.toString()), environment);
  }

  private List<String> problems(String yaml, Map<String, String> environment) throws Exception {
    Path file = Files.writeString(dir.resolve("m.conf"), yaml);
    ConfigProblems thrown =
        catchThrowableOfType(
            ConfigProblems.class,
            () -> Config.read(Arguments.parse("--config", file.toString()), environment));
    assertThat(thrown).isNotNull();
    return thrown.problems();
  }
}
