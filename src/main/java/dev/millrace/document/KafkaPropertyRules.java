package dev.millrace.document;

import dev.millrace.error.References;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the values of a source's Kafka properties may name: classes that run in this process, and
 * files that it reads. Sources are written through the API and in {@code jobs.d}, by others than
 * the operator. Any thread.
 *
 * @param classes allowed beside Kafka's own, by the setting {@code kafka.allowedClasses}
 * @param roots directories below which files may lie, by the setting {@code secrets.files}
 */
public record KafkaPropertyRules(Set<String> classes, List<Path> roots) {
  private static final String OAUTH = "org.apache.kafka.common.security.oauthbearer.";
  private static final String ASSIGNOR = "org.apache.kafka.clients.consumer.";

  private static final Set<String> KAFKAS_CLASSES =
      Set.of(
          OAUTH + "OAuthBearerLoginCallbackHandler",
          OAUTH + "OAuthBearerLoginModule",
          OAUTH + "BrokerJwtValidator",
          OAUTH + "ClientJwtValidator",
          OAUTH + "DefaultJwtValidator",
          OAUTH + "ClientCredentialsJwtRetriever",
          OAUTH + "DefaultJwtRetriever",
          OAUTH + "FileJwtRetriever",
          OAUTH + "JwtBearerJwtRetriever",
          OAUTH + "internals.unsecured.OAuthBearerUnsecuredLoginCallbackHandler",
          ASSIGNOR + "CooperativeStickyAssignor",
          ASSIGNOR + "RangeAssignor",
          ASSIGNOR + "RoundRobinAssignor",
          ASSIGNOR + "StickyAssignor");

  private static final Set<String> LOGIN_MODULES =
      Set.of(
          "org.apache.kafka.common.security.plain.PlainLoginModule",
          "org.apache.kafka.common.security.scram.ScramLoginModule",
          OAUTH + "OAuthBearerLoginModule",
          "com.sun.security.auth.module.Krb5LoginModule");

  private static final List<String> PROTOCOLS =
      List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");

  private static final String KINIT = "/usr/bin/kinit";
  private static volatile KafkaPropertyRules inForce =
      new KafkaPropertyRules(Set.of(), List.of(Path.of("/run/secrets")));

  public KafkaPropertyRules {
    classes = Set.copyOf(classes);
    roots = List.copyOf(roots);
  }

  /** From now on these count in this process. */
  public static void set(KafkaPropertyRules rules) {
    inForce = rules;
  }

  public static KafkaPropertyRules inForce() {
    return inForce;
  }

  /**
   * What keeps a source with these properties, references resolved, from being used. Follows links
   * of files: worker threads only.
   */
  public static List<String> faultsInUse(Map<String, String> properties) {
    List<String> found = new ArrayList<>();
    new TreeMap<>(properties)
        .forEach(
            (name, value) -> {
              inForce.fault(name, value, true).ifPresent(found::add);
            });
    return found;
  }

  /** Why a source may not have this; empty where it may. Asks no file. */
  Optional<String> fault(String name, String value) {
    return fault(name, value, false);
  }

  private Optional<String> fault(String name, String value, boolean followLinks) {
    Optional<String> unknown = KafkaPropertyNames.whyNot(name);
    if (unknown.isPresent()) {
      return unknown;
    }
    if (name.endsWith(".class") || name.equals("partition.assignment.strategy")) {
      return notAllowed(name, value.split(",", -1), KAFKAS_CLASSES);
    }
    if (name.equals("security.protocol")) {
      return protocol(value);
    }
    if (name.equals("sasl.jaas.config")) {
      return jaas(value, followLinks);
    }
    if (name.equals("sasl.kerberos.kinit.cmd")) {
      return value.equals(KINIT)
          ? Optional.empty()
          : Optional.of("only " + KINIT + " is run, which is the default; leave it out");
    }
    return isPath(name, value) ? below(name, value, followLinks) : Optional.empty();
  }

  /**
   * Kafka's client takes them in any case; that a reference may not stand here is told elsewhere.
   */
  private static Optional<String> protocol(String value) {
    return References.in(value) || PROTOCOLS.contains(value.toUpperCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of(
            "expected one of "
                + String.join(", ", PROTOCOLS)
                + " (those with SSL are the ones with TLS), found "
                + Fields.quoted(value));
  }

  private Optional<String> notAllowed(String name, String[] names, Set<String> kafkas) {
    for (String one : names) {
      String type = one.strip();
      if (!type.isEmpty() && !kafkas.contains(type) && !classes.contains(type)) {
        return Optional.of(
            "'"
                + name
                + "' names a class that the engine does not run: "
                + Fields.quoted(type)
                + "; it is not one of Kafka's own for this, nor in the setting"
                + " kafka.allowedClasses");
      }
    }
    return Optional.empty();
  }

  /** Where the text is a reference, or cannot be read, that is judged when it is used. */
  private Optional<String> jaas(String text, boolean followLinks) {
    for (JaasText.Entry entry : JaasText.read(text).map(JaasText::entries).orElse(List.of())) {
      Optional<String> refused =
          notAllowed("sasl.jaas.config", new String[] {entry.module()}, LOGIN_MODULES);
      if (refused.isPresent()) {
        return refused;
      }
      for (Map.Entry<String, String> option : entry.options().entrySet()) {
        refused = option(option.getKey(), option.getValue(), followLinks);
        if (refused.isPresent()) {
          return refused;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> option(String option, String value, boolean followLinks) {
    String name = option.toLowerCase(Locale.ROOT);
    // OAuth's handlers read options of these names as if they were properties.
    if (name.startsWith("ssl.") || name.startsWith("sasl.")) {
      return fault(name, value, followLinks);
    }
    if (References.in(value)) {
      return Optional.empty();
    }
    // Those of Krb5LoginModule: files that it reads, and tickets written to the standard output.
    if (name.equals("keytab") || name.equals("ticketcache")) {
      return below(option, value, followLinks);
    }
    return name.equals("debug") && !value.equalsIgnoreCase("false")
        ? Optional.of(
            "'sasl.jaas.config' has the option debug, with which a login module prints what it"
                + " knows of the log-in; leave it out")
        : Optional.empty();
  }

  /** A reference is no path; that it may not stand there is told elsewhere. */
  private static boolean isPath(String name, String value) {
    return !References.in(value)
        && (name.endsWith(".location")
            || name.endsWith(".file")
            || value.strip().toLowerCase(Locale.ROOT).startsWith("file:"));
  }

  private Optional<String> below(String name, String value, boolean followLinks) {
    Optional<Path> path = path(value.strip());
    if (path.isEmpty()) {
      return Optional.of("'" + name + "' is not a file path");
    }
    Path real = followLinks ? real(path.get()) : path.get();
    boolean allowed =
        roots.stream()
            .map(root -> followLinks ? real(root) : root.toAbsolutePath().normalize())
            .anyMatch(real::startsWith);
    boolean kubernetes = real.toString().contains("kubernetes.io");
    return allowed && !kubernetes
        ? Optional.empty()
        : Optional.of(
            "'"
                + name
                + "' names a file that does not lie below a directory of the setting secrets.files:"
                + " put it there, or give certificates and keys as PEM"
                + " (ssl.truststore.certificates, ssl.keystore.certificate.chain,"
                + " ssl.keystore.key)");
  }

  private static Optional<Path> path(String value) {
    try {
      Path path =
          value.toLowerCase(Locale.ROOT).startsWith("file:")
              ? Path.of(URI.create(value))
              : Path.of(value);
      return Optional.of(path.toAbsolutePath().normalize());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Links are followed as far as the path is there. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path parent = path.getParent();
      return parent == null ? path : real(parent).resolve(path.getFileName());
    }
  }
}
