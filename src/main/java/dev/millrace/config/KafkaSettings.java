package dev.millrace.config;

import dev.millrace.document.KafkaPropertyRules;
import java.util.HashSet;
import java.util.List;

/**
 * What the operator allows the Kafka properties of sources.
 *
 * @param urls that Kafka's OAuth client may call
 * @param files that it may read
 */
public record KafkaSettings(KafkaPropertyRules rules, List<String> urls, List<String> files) {
  private static final String URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
  private static final String FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";

  public KafkaSettings {
    urls = List.copyOf(urls);
    files = List.copyOf(files);
  }

  static KafkaSettings read(ConfigSources configSources, SecretRules secrets) {
    return new KafkaSettings(
        new KafkaPropertyRules(
            new HashSet<>(configSources.texts(Setting.KAFKA_ALLOWED_CLASSES)), secrets.roots()),
        configSources.texts(Setting.KAFKA_ALLOWED_URLS),
        configSources.texts(Setting.KAFKA_ALLOWED_FILES));
  }

  /** Once, before anything of Kafka's client is used: it has these of the JVM alone. */
  public void apply() {
    KafkaPropertyRules.set(rules);
    if (!urls.isEmpty()) {
      System.setProperty(URLS, String.join(",", urls));
    }
    if (!files.isEmpty()) {
      System.setProperty(FILES, String.join(",", files));
    }
  }
}
