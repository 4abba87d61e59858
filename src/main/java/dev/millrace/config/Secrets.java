package dev.millrace.config;

import dev.millrace.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes passwords of secrets, at use: a file that was rotated or a variable that was mended counts
 * from the next connection on. Any thread; reads a small local file where a secret says so.
 */
public final class Secrets {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  private final Map<String, String> environment;

  public Secrets(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The text with all references in it replaced, also inside a longer one such as {@code
   * sasl.jaas.config}.
   *
   * @throws IllegalArgumentException with a sentence for the user, when what it points at is not
   *     there
   */
  public String resolve(Secret secret) {
    return replaced(secret.reveal());
  }

  private String replaced(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1).equals("env")
                        ? variable(match.group(2))
                        : file(match.group(2))));
  }

  private String variable(String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "${env:" + name + "}: the environment of the process has no variable " + name);
    }
    return value;
  }

  /** One line break at the end does not belong to the secret: editors put it there. */
  private static String file(String path) {
    try {
      return Files.readString(Path.of(path)).replaceFirst("\r?\n\\z", "");
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "${file:" + path + "}: the file cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }
}
