package dev.millrace.config;

import dev.millrace.spec.TlsFiles;
import dev.millrace.spec.WebhookSpec;
import java.io.IOException;
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
 * @param jobs what the job files declare at the start
 * @param jobFaults what is wrong with job files of a process that runs, place and sentence each
 * @param jobsPrune whether a job whose declaration goes is stopped and deleted
 * @param secretBox seals literal secrets at rest, or lets them be where no key is configured
 * @param secrets resolves the references of documents
 * @param webhooks that are told of jobs in trouble, with their secrets resolved
 * @param metricsPartitions whether there are meters of single partitions
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
    List<String> jobFaults,
    boolean jobsPrune,
    AccessTokens tokens,
    SecretBox secretBox,
    Secrets secrets,
    List<WebhookSpec> webhooks,
    boolean metricsPartitions,
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
    return read(arguments, environment, false);
  }

  /**
   * The same for a process that runs: what is wrong with one job file keeps neither the process nor
   * other files' jobs from running, and is in {@code jobFaults}.
   */
  public static Config readToRun(Arguments arguments, Map<String, String> environment)
      throws ConfigProblems {
    return read(arguments, environment, true);
  }

  private static Config read(
      Arguments arguments, Map<String, String> environment, boolean fileByFile)
      throws ConfigProblems {
    List<String> problems = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    Secrets secrets = new Secrets(environment);
    ConfigSources configSources = layers(arguments, environment, problems);

    String host = configSources.text(Setting.HTTP_HOST).strip();
    int port = configSources.count(Setting.HTTP_PORT, 0, 65_535);
    AccessTokens tokens = AccessTokens.read(configSources, secrets);
    if (tokens.isEmpty() && !isLoopback(host)) {
      configSources.problem(
          Setting.HTTP_HOST,
          "'"
              + host
              + "' is not a loopback address, so auth.tokens are needed: without them anybody who"
              + " reaches the port could read and alter jobs");
    }
    Path dataDir = path(configSources, Setting.DATA_DIR);
    Path jobsDir = path(configSources, Setting.JOBS_DIR);
    boolean jobsThere = Files.isDirectory(jobsDir);
    if (!jobsThere && configSources.has(Setting.JOBS_DIR)) {
      configSources.problem(Setting.JOBS_DIR, "'" + jobsDir + "' is not a directory");
    }
    SecretBox secretBox = SecretBox.read(configSources, secrets);
    List<WebhookSpec> webhooks = Webhooks.read(configSources, secrets);
    // Last, when it is known which variables the configuration itself uses.
    SecretRules rules =
        SecretRules.read(configSources, dataDir, environment, secrets.usedVariables());
    // Before the job files are read: their sources are judged by these.
    KafkaSettings.read(configSources, rules).apply();
    List<String> jobFaults = new ArrayList<>();
    JobFiles jobs =
        jobsThere && fileByFile
            ? eachByItself(jobsDir, problems, jobFaults)
            : JobFiles.read(jobsThere ? jobsDir : null, problems, faults);
    Config config =
        new Config(
            arguments.config(),
            host,
            port,
            Set.copyOf(configSources.texts(Setting.HTTP_ALLOWED_HOSTS)),
            tls(configSources),
            dataDir,
            jobsDir,
            jobs,
            List.copyOf(jobFaults),
            configSources.choice(Setting.JOBS_PRUNE, List.of("true", "false")).equals("true"),
            tokens,
            secretBox,
            new Secrets(environment, rules),
            webhooks,
            configSources
                .choice(Setting.METRICS_PARTITIONS, List.of("true", "false"))
                .equals("true"),
            configSources.choice(Setting.LOG_FORMAT, List.of("text", "json")).equals("json"),
            configSources.choice(Setting.LOG_LEVEL, List.of("error", "warn", "info", "debug")));
    if (!problems.isEmpty() || !faults.isEmpty()) {
      boolean readable = problems.isEmpty();
      problems.addAll(faults);
      throw readable ? new DeclarationProblems(problems, config) : new ConfigProblems(problems);
    }
    return config;
  }

  private static JobFiles eachByItself(Path dir, List<String> problems, List<String> jobFaults) {
    try {
      JobDirectory.Content content = JobDirectory.read(dir);
      content.faults().values().forEach(jobFaults::addAll);
      return content.files();
    } catch (IOException e) {
      problems.add(dir + " cannot be read: " + e.getMessage());
      return new JobFiles();
    }
  }

  private static ConfigSources layers(
      Arguments arguments, Map<String, String> environment, List<String> problems) {
    ConfigSources configSources = new ConfigSources(problems);
    if (arguments.config() != null) {
      Map<String, Object> root = YamlFile.read(arguments.config(), problems);
      if (root != null) {
        configSources.addFile(arguments.config().toString(), root);
      }
    }
    configSources.addEnvironment(environment);
    configSources.addArgument(Setting.LOG_FORMAT, "--log", arguments.log());
    return configSources;
  }

  /** Whether others than this machine reach the API, and what they send can be read on the way. */
  public boolean isOpenOnTheNetwork() {
    return tls == null && !isLoopback(host);
  }

  private static TlsFiles tls(ConfigSources configSources) {
    boolean certificate = configSources.has(Setting.HTTP_TLS_CERTIFICATE);
    boolean key = configSources.has(Setting.HTTP_TLS_KEY);
    boolean clientCa = configSources.has(Setting.HTTP_TLS_CLIENT_CA);
    if (certificate != key || (clientCa && !certificate)) {
      configSources.problem(
          certificate
              ? Setting.HTTP_TLS_CERTIFICATE
              : key ? Setting.HTTP_TLS_KEY : Setting.HTTP_TLS_CLIENT_CA,
          "http.tls.certificate and http.tls.key belong together: give both");
    }
    return certificate && key
        ? new TlsFiles(
            path(configSources, Setting.HTTP_TLS_CERTIFICATE),
            path(configSources, Setting.HTTP_TLS_KEY),
            clientCa ? path(configSources, Setting.HTTP_TLS_CLIENT_CA) : null)
        : null;
  }

  private static Path path(ConfigSources configSources, Setting setting) {
    try {
      return Path.of(configSources.text(setting));
    } catch (InvalidPathException e) {
      configSources.problem(setting, "not a path: " + e.getReason());
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

  /** Only sources and jobs that files declare are wrong; the rest of the configuration is valid. */
  public static final class DeclarationProblems extends ConfigProblems {
    private static final long serialVersionUID = 1L;

    private final transient Config readable;

    private DeclarationProblems(List<String> problems, Config readable) {
      super(problems);
      this.readable = readable;
    }

    /** All but the sources and jobs that are wrong. */
    public Config readable() {
      return readable;
    }
  }
}
