package dev.millrace.document;

import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.References;
import dev.millrace.secret.Secret;
import dev.millrace.spec.SourceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A source as the JSON object that users send and see: {@code {"bootstrapServers", "topic",
 * "format", "properties", "description"}}, of which the first two are required.
 */
public final class SourceDocument {
  private static final String JAAS = "sasl.jaas.config";
  private static final int MAX_DESCRIPTION_CHARS = 4_000;

  private SourceDocument() {}

  /**
   * Reads a source and fills in the defaults.
   *
   * @throws InvalidDocument with all faults of the document
   */
  public static SourceSpec read(Map<String, Object> doc) {
    List<FieldError> faults = new ArrayList<>();
    Fields fields = new Fields(doc, "", faults);
    fields.misplacedReferences(References::allowedInSource);
    Fields properties = fields.object("properties");
    checkLogIn(properties);
    checkRules(properties);
    return read(fields, faults);
  }

  /**
   * Reads the way to a cluster, {@code {"bootstrapServers", "properties"}}, under the same rules:
   * the topic of the answer is the empty text.
   *
   * @throws InvalidDocument with all faults of the document
   */
  static SourceSpec readCluster(Map<String, Object> doc) {
    List<FieldError> faults = new ArrayList<>();
    Fields fields = new Fields(doc, "", faults);
    fields.misplacedReferences(References::allowedInSource);
    Fields properties = fields.object("properties");
    checkLogIn(properties);
    checkRules(properties);
    String servers = servers(fields);
    Map<String, String> read = properties(properties);
    fields.end();
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return keepSecrets(new SourceSpec(servers, "", "json", read, ""), null);
  }

  /**
   * Reads a source that this program stored, perhaps an earlier version of it: what is refused in
   * new documents alone is taken.
   *
   * @throws InvalidDocument with all faults of the document
   */
  public static SourceSpec readStored(Map<String, Object> doc) {
    List<FieldError> faults = new ArrayList<>();
    return read(new Fields(doc, "", faults), faults);
  }

  private static SourceSpec read(Fields fields, List<FieldError> faults) {
    String servers = servers(fields);
    String topic = fields.text("topic", "the topic's name");
    fields.check("topic", topic, Names::faultOfTopic);
    String format = fields.text("format", "only json is known", "json");
    if (!format.equals("json")) {
      fields.fault("format", "expected one of json, found " + Fields.quoted(format));
    }
    Map<String, String> properties = properties(fields.object("properties"));
    String description = fields.text("description", "a note for people", "");
    if (description.length() > MAX_DESCRIPTION_CHARS) {
      fields.fault("description", "at most " + MAX_DESCRIPTION_CHARS + " characters are kept");
    }
    fields.end();
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return new SourceSpec(servers, topic, format, properties, description);
  }

  private static String servers(Fields fields) {
    String servers = fields.text("bootstrapServers", "Kafka brokers as host:port, comma-separated");
    fields.check("bootstrapServers", servers, SourceDocument::faultOfServers);
    return servers;
  }

  /**
   * The whole source, defaults included; {@link #read} makes an equal source of it when secrets are
   * revealed.
   *
   * @param revealSecrets false for everything that leaves the process
   */
  public static Map<String, Object> write(SourceSpec spec, boolean revealSecrets) {
    Map<String, Object> properties = new LinkedHashMap<>();
    new TreeMap<>(spec.properties())
        .forEach(
            (name, value) -> {
              properties.put(name, revealSecrets ? value : KafkaProperties.shown(name, value));
            });
    Map<String, Object> doc = new LinkedHashMap<>();
    doc.put("bootstrapServers", spec.bootstrapServers());
    doc.put("topic", spec.topic());
    doc.put("format", spec.format());
    doc.put("properties", properties);
    doc.put("description", spec.description());
    return doc;
  }

  /**
   * The source with the stored secrets where {@code "***"} was sent back.
   *
   * @param stored the source as it is, or null where there is none
   * @throws InvalidDocument when nothing is stored, or when a secret would go to other brokers, or
   *     less protected, than it was given for
   */
  public static SourceSpec keepSecrets(SourceSpec sent, SourceSpec stored) {
    return KeptProperties.of(sent, stored);
  }

  /** Before Kafka's own reader sees it, whose messages repeat the text in pieces. */
  private static void checkLogIn(Fields properties) {
    if (properties.value(JAAS) instanceof String text
        && !text.equals(Secret.MASK)
        && !References.looksLikeOne(text)
        && !new Secret(text).isReference()) {
      Optional<JaasText> read = JaasText.read(JaasText.resolve(text, reference -> "x"));
      if (read.isEmpty()) {
        properties.fault(JAAS, JaasText.EXPECTED);
      } else if (read.get().hasLikeReference()) {
        properties.fault(JAAS, "an option " + References.NOT_ONE);
      } else if (!References.in(text)) {
        read.get().learn();
      }
    }
  }

  /** What stored sources of earlier versions are told when they are used. */
  private static void checkRules(Fields properties) {
    for (String name : properties.keys()) {
      Object value = properties.value(name);
      boolean plain =
          value instanceof String || value instanceof Number || value instanceof Boolean;
      if (plain && KafkaProperties.whyOwned(name).isEmpty() && !Secret.MASK.equals(value)) {
        KafkaPropertyRules.inForce()
            .fault(name, value.toString())
            .ifPresent(fault -> properties.fault(name, fault));
        if (References.allowedInProperty(name) && References.looksLikeOne(value.toString())) {
          properties.fault(name, References.NOT_ONE);
        }
      }
    }
  }

  private static Map<String, String> properties(Fields fields) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String name : fields.keys()) {
      Object value = fields.value(name);
      Optional<String> owned = KafkaProperties.whyOwned(name);
      if (owned.isPresent()) {
        fields.fault(
            name, "the engine sets '" + name + "' itself: " + owned.get() + "; leave it out");
      } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        properties.put(name, value.toString());
        KafkaProperties.learn(name, value.toString());
      } else {
        fields.fault(name, "expected text, a number or a boolean");
      }
    }
    return properties;
  }

  private static Optional<String> faultOfServers(String servers) {
    for (String server : servers.split(",", -1)) {
      String trimmed = server.strip();
      int colon = trimmed.lastIndexOf(':');
      String port = trimmed.substring(colon + 1);
      boolean good =
          colon > 0
              && trimmed.chars().noneMatch(c -> c <= ' ' || c == '/' || c == '@')
              && port.matches("[0-9]{1,5}")
              && Integer.parseInt(port) >= 1
              && Integer.parseInt(port) <= 65_535;
      if (!good) {
        return Optional.of(
            "expected host:port, comma-separated; " + Fields.quoted(trimmed) + " is not that");
      }
    }
    return Optional.empty();
  }
}
