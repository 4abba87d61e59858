package dev.millrace.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.config.Arguments;
import dev.millrace.config.Config;
import dev.millrace.config.Setting;
import dev.millrace.testkit.ChildProcesses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What can be checked of the packaging without Docker and without a cluster. */
class PackagingTest {
  private static final Path DIRECTORY = Path.of("src/packaging");

  @TempDir Path dir;

  @Test
  void theDockerfileCopiesWhatThereIsAndRunsItAsNobodySpecial() throws IOException {
    List<String> lines = Files.readAllLines(DIRECTORY.resolve("docker/Dockerfile"));

    for (String line : lines) {
      if (line.startsWith("COPY ") && !line.startsWith("COPY --from")) {
        List<String> words = List.of(line.split(" "));
        words.subList(1, words.size() - 1).forEach(source -> assertThat(Path.of(source)).exists());
      }
    }
    assertThat(lines)
        .contains("USER 10001", "STOPSIGNAL SIGTERM")
        .contains("COPY --from=build /build/target/millrace.jar /opt/millrace/millrace.jar")
        .contains("ENTRYPOINT [\"java\", \"-jar\", \"/opt/millrace/millrace.jar\"]");
    assertThat(lines.stream().filter(line -> line.startsWith("FROM "))).hasSize(2);
    assertThat(String.join("\n", lines)).contains("-XX:+ExitOnOutOfMemoryError", "HEALTHCHECK");
    // The environment wins over the configuration file: both must name the same places.
    assertThat(String.join("\n", lines))
        .contains("MILLRACE_DATA_DIR=/var/lib/millrace", "MILLRACE_JOBS_DIR=/etc/millrace-jobs");
    assertThat((String) at(manifests("kubernetes/millrace.yaml").get(0), "data", "millrace.yaml"))
        .contains("jobs: {dir: /etc/millrace-jobs}", "data: {dir: /var/lib/millrace}");
  }

  @Test
  void theListOfTheBrowsersLibrariesForTheSbomIsOfTheFilesThatThereAre() throws Exception {
    Map<String, String> listed = new TreeMap<>();
    String list = Files.readString(DIRECTORY.resolve("release/browser-libraries.json")).strip();
    assertThat(list).as("other components follow").endsWith(",");
    for (Object library : new JsonArray("[" + list.substring(0, list.length() - 1) + "]")) {
      for (Object file : ((JsonObject) library).getJsonArray("components")) {
        JsonObject hash = ((JsonObject) file).getJsonArray("hashes").getJsonObject(0);
        listed.put(((JsonObject) file).getString("name"), hash.getString("content"));
      }
    }

    Map<String, String> there = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/console/vendor"))) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".LICENSE.txt")).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        there.put("console/vendor/" + file.getFileName(), HexFormat.of().formatHex(digest));
      }
    }
    assertThat(listed).isEqualTo(there);
  }

  @Test
  void theManifestsFitTogether() throws IOException {
    List<Map<String, Object>> manifests = manifests("kubernetes/millrace.yaml");
    manifests.addAll(manifests("kubernetes/podmonitor.yaml"));
    for (Map<String, Object> manifest : manifests) {
      assertThat(manifest).containsKeys("apiVersion", "kind", "metadata");
      assertThat(at(manifest, "metadata", "labels", "app.kubernetes.io/name"))
          .isEqualTo("millrace");
    }
    assertThat(manifests.stream().map(m -> m.get("kind")))
        .containsExactly("ConfigMap", "ConfigMap", "Service", "StatefulSet", "PodMonitor");
    Map<String, Object> pod = map(at(manifests.get(3), "spec", "template", "spec"));
    Map<String, Object> container = map(list(pod.get("containers")).get(0));
    assertThat(names(pod.get("volumes"), "name"))
        .as("every mount has its volume, the data its claim")
        .isEqualTo(
            names(container.get("volumeMounts"), "name").stream()
                .filter(name -> !name.equals("data"))
                .collect(Collectors.toCollection(TreeSet::new)));
    String contract = Files.readString(Path.of("src/main/resources/openapi.yaml"));
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(contract)
          .contains("\n  " + at(map(container.get(probe)), "httpGet", "path") + ":");
      assertThat(at(map(container.get(probe)), "httpGet", "port"))
          .isEqualTo(map(list(container.get("ports")).get(0)).get("name"));
    }
    assertThat((Integer) pod.get("terminationGracePeriodSeconds")).isGreaterThan(12);
    Map<String, Object> endpoint =
        map(list(at(manifests.get(4), "spec", "podMetricsEndpoints")).get(0));
    assertThat(endpoint).containsEntry("path", "/metrics").containsEntry("port", "http");
    assertThat(at(manifests.get(4), "spec", "selector"))
        .isEqualTo(at(manifests.get(3), "spec", "selector"));
  }

  /** By the engine's own readers. */
  @Test
  void theConfigMapsAreAConfigurationAndAJob() throws Exception {
    List<Map<String, Object>> manifests = manifests("kubernetes/millrace.yaml");
    Path secrets = Files.createDirectories(dir.resolve("secrets"));
    for (String name : List.of("operator-token", "viewer-token")) {
      Files.writeString(secrets.resolve(name), name + "-0123456789abcdef");
    }
    Path jobs = Files.createDirectories(dir.resolve("jobs"));
    Files.writeString(
        jobs.resolve("orders.yaml"), (String) at(manifests.get(1), "data", "orders.yaml"));
    String yaml =
        ((String) at(manifests.get(0), "data", "millrace.yaml"))
            .replace("/run/secrets/millrace", secrets.toString())
            .replace("/etc/millrace-jobs", jobs.toString())
            .replace("/var/lib/millrace", dir.resolve("data").toString());
    Path file = Files.writeString(dir.resolve("millrace.yaml"), yaml);

    Config config = Config.read(Arguments.parse("--config", file.toString()), Map.of());

    assertThat(config.jobs().jobs()).containsOnlyKeys("orders");
    assertThat(config.jobs().sources()).containsOnlyKeys("orders");
    assertThat(config.tokens().isEmpty()).isFalse();
    assertThat(config.host()).isEqualTo("0.0.0.0");
  }

  @Test
  void theExampleOfTheConfigurationHasEachSettingAndIsReadAsItStands() throws Exception {
    List<String> lines = Files.readAllLines(DIRECTORY.resolve("config/millrace.yaml"));
    String all =
        lines.stream()
            // Prose has one blank after the mark of comment, a setting none, or as deep as it lies.
            .filter(line -> line.matches("#(\\S.*|  +\\S.*)"))
            .map(line -> line.substring(1))
            .collect(Collectors.joining("\n"))
            .replace("./data", dir.resolve("data").toString())
            .replace("jobs.d", Files.createDirectories(dir.resolve("jobs")).toString());
    Map<String, String> environment =
        Map.of(
            "MILLRACE_DEPLOY_TOKEN",
            "deploy-0123456789abcdef0123456789abcdef",
            "MILLRACE_WEBHOOK_SECRET",
            "webhook-0123456789abcdef0123456789abcdef",
            "MILLRACE_KEY",
            "0123456789abcdef".repeat(4));
    Path file = dir.resolve("millrace.yaml");

    assertThat(settings("", map(new Load(LoadSettings.builder().build()).loadFromString(all))))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Setting.values()).map(Setting::key).toList());
    Files.writeString(file, all);
    assertThat(
            Config.read(Arguments.parse("--config", file.toString()), environment)
                .tokens()
                .isEmpty())
        .isFalse();
    Files.write(file, lines);
    assertThat(Config.read(Arguments.parse("--config", file.toString()), Map.of()).port())
        .isEqualTo(8080);
  }

  private static List<String> settings(String prefix, Map<String, Object> yaml) {
    return yaml.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue() instanceof Map
                    ? settings(prefix + entry.getKey() + ".", map(entry.getValue())).stream()
                    : Stream.of(prefix + entry.getKey()))
        .toList();
  }

  @Test
  void theUnitRestartsAndLeavesTimeToDrain() throws IOException {
    List<String> lines = Files.readAllLines(DIRECTORY.resolve("systemd/millrace.service"));

    assertThat(lines).contains("Restart=always", "TimeoutStopSec=30", "DynamicUser=yes");
    assertThat(lines.stream().filter(line -> line.startsWith("ExecStart=")))
        .singleElement()
        .asString()
        .contains("-XX:+ExitOnOutOfMemoryError", "-jar /opt/millrace/millrace.jar");
  }

  @Test
  void systemdFindsNothingWrongWithTheUnit() throws Exception {
    Path tool =
        Stream.of("/usr/bin/systemd-analyze", "/bin/systemd-analyze")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(tool != null, "systemd-analyze is not there: the unit is not verified");
    String unit =
        Files.readString(DIRECTORY.resolve("systemd/millrace.service"))
            .replace(
                "/usr/bin/java", Path.of(System.getProperty("java.home"), "bin/java").toString());
    Path file = Files.writeString(dir.resolve("millrace.service"), unit);
    Path said = dir.resolve("said");

    Process verify =
        ChildProcesses.start(
            new ProcessBuilder(tool.toString(), "verify", "--man=no", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile()));

    assertThat(verify.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readAllLines(said)).filteredOn(line -> line.contains("millrace")).isEmpty();
  }

  private static List<Map<String, Object>> manifests(String name) throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
        .loadAllFromString(Files.readString(DIRECTORY.resolve(name)))
        .forEach(document -> all.add(map(document)));
    return all;
  }

  private static Object at(Map<String, Object> from, String... path) {
    Object value = from;
    for (String key : path) {
      value = map(value).get(key);
    }
    return value;
  }

  private static TreeSet<String> names(Object entries, String key) {
    TreeSet<String> names = new TreeSet<>();
    list(entries).forEach(entry -> names.add((String) map(entry).get(key)));
    return names;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
