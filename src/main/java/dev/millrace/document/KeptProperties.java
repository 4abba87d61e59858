package dev.millrace.document;

import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.secret.Secret;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.SourceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Puts a source's stored secrets back where {@code "***"} was sent, unless they would go to others,
 * or less protected, than they were given for: who can alter a source must not learn its password
 * that way.
 */
final class KeptProperties {
  private static final String PROTOCOL = "security.protocol";

  /** Not shown, yet it decides whom a secret is given to. */
  private static final String TRUSTED = "truststore";

  private static final String MECHANISM = "sasl.mechanism";

  /** Each safer than those before it. */
  private static final List<String> MECHANISMS = List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

  /** What decides who gets a secret, and how well it is protected on its way. */
  private static final Pattern SECURITY = Pattern.compile("^(security|sasl|ssl)\\..*");

  /** Of those what only says how often something is tried. */
  private static final Pattern HARMLESS =
      Pattern.compile("\\.(ms|seconds|jitter|factor)$|^sasl\\.login\\.refresh\\.");

  private KeptProperties() {}

  static SourceSpec of(SourceSpec sent, SourceSpec stored) {
    List<FieldError> faults = new ArrayList<>();
    Map<String, String> kept = new LinkedHashMap<>(sent.properties());
    for (String name : sent.properties().keySet()) {
      if (!kept.get(name).equals(Secret.MASK)) {
        continue;
      }
      String old = stored == null ? null : stored.properties().get(name);
      String pointer = FieldPath.ofSegments(List.of("properties", name)).text();
      if (old == null) {
        faults.add(
            new FieldError(
                pointer, "\"***\" stands for a stored secret, but none is stored; give it"));
      } else if (new Secret(old).isReference()) {
        kept.put(name, old);
      } else if (!stored.bootstrapServers().equals(sent.bootstrapServers())) {
        faults.add(
            new FieldError(pointer, "the stored secret belongs to other brokers; give it again"));
      } else {
        Set<String> changed = lowered(sent.properties(), stored.properties());
        if (!changed.isEmpty()) {
          faults.add(
              new FieldError(
                  pointer,
                  "the stored secret was given for other security settings ("
                      + String.join(", ", changed)
                      + "); give it again, or leave those as they are"));
        }
        kept.put(name, old);
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return new SourceSpec(
        sent.bootstrapServers(), sent.topic(), sent.format(), kept, sent.description());
  }

  /** The settings of which it is not known that they are as safe as before. */
  private static Set<String> lowered(Map<String, String> to, Map<String, String> was) {
    Set<String> names = new TreeSet<>(to.keySet());
    names.addAll(was.keySet());
    boolean wasEncrypted = isEncrypted(was);
    names.removeIf(
        name ->
            !SECURITY.matcher(name).matches()
                || HARMLESS.matcher(name).find()
                || (KafkaProperties.isSecret(name) && !name.contains(TRUSTED))
                || (Secret.MASK.equals(to.get(name)) && was.containsKey(name))
                || Objects.equals(to.get(name), was.get(name))
                || (name.startsWith("ssl.") && !wasEncrypted)
                || (name.equals(PROTOCOL) && (isEncrypted(to) || !wasEncrypted))
                || (name.equals(MECHANISM) && isSafer(to.get(name), was.get(name))));
    return names;
  }

  private static boolean isEncrypted(Map<String, String> properties) {
    return properties.getOrDefault(PROTOCOL, "PLAINTEXT").toUpperCase(Locale.ROOT).endsWith("SSL");
  }

  private static boolean isSafer(String to, String was) {
    int from = MECHANISMS.indexOf(String.valueOf(was));
    return from >= 0 && MECHANISMS.indexOf(String.valueOf(to)) > from;
  }
}
