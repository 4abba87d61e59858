package dev.millrace.document;

import dev.millrace.secret.Secret;
import dev.millrace.secret.SecretMask;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which properties of Kafka's consumer are not the user's to set, and which must not be seen. */
public final class KafkaProperties {
  private static final Map<String, String> OWNED =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "it comes from bootstrapServers"),
          Map.entry("group.id", "it comes from the job (field group)"),
          Map.entry("group.instance.id", "lanes that share one would fence each other"),
          Map.entry("key.deserializer", "keys are kept as they are in Kafka"),
          Map.entry("value.deserializer", "messages are read without a copy"),
          Map.entry("enable.auto.commit", "offsets count only once the rows are committed"),
          Map.entry("auto.commit.interval.ms", "offsets count only once the rows are committed"),
          Map.entry(
              "auto.offset.reset", "the job says where to start and what to do about lost offsets"),
          Map.entry("allow.auto.create.topics", "reading never makes a topic"),
          Map.entry("group.protocol", "it comes from the job (field groupProtocol)"),
          Map.entry("interceptor.classes", "records must reach the table as they are in Kafka"));

  /** A name and a password within an address. */
  private static final Pattern USER_INFO = Pattern.compile("//[^/?#\\s]*@");

  /** Of values that are secrets themselves, by the property's name. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)password|passwd|passphrase|pwd|secret|token|credential|jaas|(^|[._-])pass$"
              + "|(^|[._-])(api|private|access|keystore)[._-]?key$");

  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]{1,9}");

  private KafkaProperties() {}

  /** Why the engine sets this property itself; empty where users may. */
  public static Optional<String> whyOwned(String name) {
    return Optional.ofNullable(OWNED.get(name));
  }

  /**
   * Whether the property's value is not shown: only of names that are known to hold no secret it
   * is.
   */
  public static boolean isSecret(String name) {
    return !KafkaPropertyNames.isHarmless(name);
  }

  /**
   * Hides the value in messages from now on, where it is a secret by the property's name: what is
   * not shown because its name is unknown may be any word, and a text without that word would be of
   * no use.
   */
  public static void learn(String name, String value) {
    if (isSecret(name) && SECRET_NAME.matcher(name).find() && !NUMBER.matcher(value).matches()) {
      SecretMask.learn(value);
    }
  }

  /** The value for people: {@code "***"} where it is, or has in it, a secret. */
  static String shown(String name, String value) {
    return isSecret(name)
        ? new Secret(value).shown()
        : USER_INFO.matcher(value).find() ? Secret.MASK : value;
  }
}
