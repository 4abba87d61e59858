package dev.millrace.config;

import dev.millrace.model.TlsFiles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All settings of the process, read once.
 *
 * @param file what was given with {@code --config}, the only way to have one read; or null
 * @param port 0 for any free one
 * @param allowedHosts names in the Host header beside the usual
 * @param tls files of the API's TLS, or null for none
 * @param jobsDir where job files are looked for; the default one need not be there
 * @param jobs what the job files declare
 * @param secretBox seals literal secrets at rest, or lets them be where no key is configured
 * @param secrets resolves the references of documents
 * @param jsonLog whether log lines are JSON
 */
public record Config(
    Path file,
    String host,
    int port,
    Set<String> allowedHosts,
    TlsFiles tls,
    Path dataDir,
    Path jobsDir,
    JobFiles jobs,
    AccessTokens tokens,
    SecretBox secretBox,
    Secrets secrets,
    boolean jsonLog,
    String logLevel) {

  /**
   * Reads defaults, then the file, the environment and the arguments, the later winning; then the
   * job files.
   *
   * @throws ConfigProblems with everything that is wrong with any of them
   */
  public static Config read(Arguments arguments, Map<String, String> environment)
      throws ConfigProblems {
    List<String> problems = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    Secrets secrets = new Secrets(environment);
    Layers layers = layers(arguments, environment, problems);

    String host = layers.text(Setting.HTTP_HOST).strip();
    int port = layers.count(Setting.HTTP_PORT, 0, 65_535);
    AccessTokens tokens = AccessTokens.read(layers, secrets);
    if (tokens.isEmpty() && !isLoopback(host)) {
      layers.problem(
          Setting.HTTP_HOST,
          "'"
              + host
              + "' is not a loopback address, so auth.tokens are needed: without them anybody who"
              + " reaches the port could read and alter jobs");
    }
    Path dataDir = path(layers, Setting.DATA_DIR);
    Path jobsDir = path(layers, Setting.JOBS_DIR);
    boolean jobsThere = Files.isDirectory(jobsDir);
    if (!jobsThere && layers.has(Setting.JOBS_DIR)) {
      layers.problem(Setting.JOBS_DIR, "'" + jobsDir + "' is not a directory");
    }
    SecretBox secretBox = SecretBox.read(layers, secrets);
    // Last, when it is known which variables the configuration itself uses.
    SecretRules rules = SecretRules.read(layers, dataDir, environment, secrets.usedVariables());
    // Before the job files are read: their sources are judged by these.
    KafkaSettings.read(layers, rules).apply();
    Config config =
        new Config(
            arguments.config(),
            host,
            port,
            Set.copyOf(layers.texts(Setting.HTTP_ALLOWED_HOSTS)),
            tls(layers),
            dataDir,
            jobsDir,
            JobFiles.read(jobsThere ? jobsDir : null, problems, faults),
            tokens,
            secretBox,
            new Secrets(environment, rules),
            layers.choice(Setting.LOG_FORMAT, List.of("text", "json")).equals("json"),
            layers.choice(Setting.LOG_LEVEL, List.of("error", "warn", "info", "debug")));
    if (!problems.isEmpty() || !faults.isEmpty()) {
      Config readable = problems.isEmpty() ? config : null;
      problems.addAll(faults);
      throw new ConfigProblems(problems, readable);
    }
    return config;
  }

  private static Layers layers(
      Arguments arguments, Map<String, String> environment, List<String> problems) {
    Layers layers = new Layers(problems);
    if (arguments.config() != null) {
      Map<String, Object> root = YamlFile.read(arguments.config(), problems);
      if (root != null) {
        layers.addFile(arguments.config().toString(), root);
      }
    }
    layers.addEnvironment(environment);
    layers.addArgument(Setting.LOG_FORMAT, "--log", arguments.log());
    return layers;
  }

  /** Whether others than this machine reach the API, and what they send can be read on the way. */
  public boolean isOpenOnTheNetwork() {
    return tls == null && !isLoopback(host);
  }

  private static TlsFiles tls(Layers layers) {
    boolean certificate = layers.has(Setting.HTTP_TLS_CERTIFICATE);
    boolean key = layers.has(Setting.HTTP_TLS_KEY);
    boolean clientCa = layers.has(Setting.HTTP_TLS_CLIENT_CA);
    if (certificate != key || (clientCa && !certificate)) {
      layers.problem(
          certificate
              ? Setting.HTTP_TLS_CERTIFICATE
              : key ? Setting.HTTP_TLS_KEY : Setting.HTTP_TLS_CLIENT_CA,
          "http.tls.certificate and http.tls.key belong together: give both");
    }
    return certificate && key
        ? new TlsFiles(
            path(layers, Setting.HTTP_TLS_CERTIFICATE),
            path(layers, Setting.HTTP_TLS_KEY),
            clientCa ? path(layers, Setting.HTTP_TLS_CLIENT_CA) : null)
        : null;
  }

  private static Path path(Layers layers, Setting setting) {
    try {
      return Path.of(layers.text(setting));
    } catch (InvalidPathException e) {
      layers.problem(setting, "not a path: " + e.getReason());
      return Path.of(setting.usual());
    }
  }

  /**
   * Names are looked up, as {@code localhost} and its like are loopback too; one lookup, before
   * anything runs.
   */
  private static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return !host.isEmpty();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
