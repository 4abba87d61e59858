package dev.millrace.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What references in documents may point at, for documents are written by others than the operator:
 * through the API, in {@code jobs.d}.
 *
 * @param roots directories below which files may be read
 * @param variables globs of names, {@code *} for any text, case aside
 * @param reserved variables that the operator's own configuration uses
 */
public record SecretRules(List<Path> roots, List<String> variables, Set<String> reserved) {
  private static final List<String> USUAL_ROOTS = List.of("/run/secrets");
  private static final List<String> USUAL_VARIABLES =
      List.of("*PASSWORD*", "*PASS*", "*PWD*", "*SECRET*", "*TOKEN*", "*JAAS*", "*CREDENTIAL*");

  /** Names of the engine's own and of the cloud's credentials, whatever the globs say. */
  private static final List<String> NEVER = List.of("MILLRACE_", "AWS_");

  public SecretRules {
    roots = List.copyOf(roots);
    variables = List.copyOf(variables);
    reserved = Set.copyOf(reserved);
  }

  static SecretRules read(
      ConfigSources configSources,
      Path dataDir,
      Map<String, String> environment,
      Set<String> reserved) {
    List<String> roots = configSources.texts(Setting.SECRETS_FILES);
    if (!configSources.has(Setting.SECRETS_FILES)) {
      roots = new ArrayList<>(USUAL_ROOTS);
      if (environment.containsKey("CREDENTIALS_DIRECTORY")) {
        roots.add(environment.get("CREDENTIALS_DIRECTORY"));
      }
      roots.add(dataDir.resolve("secrets").toString());
    }
    List<Path> paths = new ArrayList<>();
    for (String root : roots) {
      try {
        if (!root.isBlank()) {
          paths.add(Path.of(root).toAbsolutePath().normalize());
        }
      } catch (InvalidPathException e) {
        configSources.problem(Setting.SECRETS_FILES, "not a path: " + e.getReason());
      }
    }
    List<String> variables =
        configSources.has(Setting.SECRETS_ENV)
            ? configSources.texts(Setting.SECRETS_ENV)
            : USUAL_VARIABLES;
    return new SecretRules(
        paths, variables.stream().filter(glob -> !glob.isBlank()).toList(), reserved);
  }

  /** Why a document may not have this variable; empty where it may. */
  Optional<String> whyNotVariable(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (NEVER.stream().anyMatch(upper::startsWith) || reserved.contains(name)) {
      return Optional.of("this variable belongs to the process; documents must not refer to it");
    }
    boolean allowed = variables.stream().anyMatch(glob -> pattern(glob).matcher(name).matches());
    return allowed
        ? Optional.empty()
        : Optional.of(
            "documents may refer only to variables whose name is like "
                + String.join(", ", variables)
                + " (secrets.env)");
  }

  private static Pattern pattern(String glob) {
    return Pattern.compile(
        Pattern.compile("\\*")
            .splitAsStream(glob)
            .map(Pattern::quote)
            .collect(Collectors.joining(".*", "", glob.endsWith("*") ? ".*" : "")),
        Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }
}
