package dev.millrace.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Every setting of the process: its key in the YAML file, its default as text, and one sentence.
 */
public enum Setting {
  HTTP_HOST(
      "http.host",
      "127.0.0.1",
      "Address to listen on; one that is not loopback needs auth.tokens."),
  HTTP_PORT("http.port", "8080", "Port to listen on, 0 to 65535; 0 takes any free one."),
  HTTP_ALLOWED_HOSTS(
      "http.allowedHosts",
      "",
      "Names in the Host header beside http.host and localhost; * for any."),
  HTTP_TLS_CERTIFICATE(
      "http.tls.certificate", "", "PEM file of the API's certificate with its chain; with a key."),
  HTTP_TLS_KEY("http.tls.key", "", "PEM file of its private key, unencrypted (PKCS 8)."),
  HTTP_TLS_CLIENT_CA(
      "http.tls.clientCa", "", "PEM file of authorities; then each client needs a certificate."),
  DATA_DIR(
      "data.dir",
      "./data",
      "Directory of the catalog: sources, jobs, and which of them shall run."),
  JOBS_DIR("jobs.dir", "jobs.d", "Directory whose *.yaml files declare sources and jobs; watched."),
  JOBS_PRUNE(
      "jobs.prune",
      "false",
      "true or false: whether a job that no file declares any more is stopped and deleted."),
  AUTH_TOKENS(
      "auth.tokens", "", "List of {name, role: viewer|operator, hash} (or token instead of hash)."),
  SECRET_KEY(
      "secretKey", "", "32 bytes as base64 or hex; encrypts literal passwords in the catalog."),
  SECRETS_FILES(
      "secrets.files",
      "",
      "Directories below which ${file:…} of documents may lie; /run/secrets,"
          + " $CREDENTIALS_DIRECTORY and data.dir/secrets where left out."),
  SECRETS_ENV(
      "secrets.env",
      "",
      "Names that ${env:…} of documents may have, with *; those with PASSWORD, PASS, PWD, SECRET,"
          + " TOKEN, JAAS or CREDENTIAL in them where left out."),
  KAFKA_ALLOWED_CLASSES(
      "kafka.allowedClasses",
      "",
      "Classes that a source's Kafka properties may name beside Kafka's own."),
  KAFKA_ALLOWED_URLS(
      "kafka.allowedUrls", "", "URLs that Kafka's OAuth client may call; none where left out."),
  KAFKA_ALLOWED_FILES(
      "kafka.allowedFiles", "", "Files that Kafka's OAuth client may read; none where left out."),
  NOTIFY(
      "notify",
      "",
      "List of {url, on: [FAILED, RETRYING, retention], secret}: webhooks that are told of jobs in"
          + " trouble."),
  METRICS_PARTITIONS(
      "metrics.partitions",
      "true",
      "true or false: whether /metrics has a series for each partition, or one for the job."),
  LOG_FORMAT("log.format", "text", "text or json: one line per event on stderr."),
  LOG_LEVEL("log.level", "info", "error, warn, info or debug.");

  private final String key;
  private final String usual;
  private final String sentence;

  Setting(String key, String usual, String sentence) {
    this.key = key;
    this.usual = usual;
    this.sentence = sentence;
  }

  public String key() {
    return key;
  }

  /** The default as text; empty for none. */
  public String usual() {
    return usual;
  }

  /**
   * Name of the environment variable: {@code http.allowedHosts} is {@code
   * MILLRACE_HTTP_ALLOWED_HOSTS}.
   */
  public String variable() {
    return "MILLRACE_"
        + key.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** What it is for, for people. */
  public String sentence() {
    return sentence;
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }

  /** One line per setting, for the help. */
  static String table() {
    List<String> lines = new ArrayList<>();
    for (Setting s : values()) {
      String usual = s.usual.isEmpty() ? "" : " (" + s.usual + ")";
      lines.add("  %-18s %-28s %s%s%n".formatted(s.key, s.variable(), s.sentence, usual));
    }
    return String.join("", lines);
  }
}
