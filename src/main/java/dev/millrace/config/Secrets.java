package dev.millrace.config;

import dev.millrace.error.References;
import dev.millrace.error.SecretNotRead;
import dev.millrace.secret.Secret;
import dev.millrace.secret.SecretMask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Makes passwords of secrets, at use: a file that was rotated or a variable that was mended counts
 * from the next connection on. What a reference resolves to is hidden in messages from then on
 * ({@link SecretMask}). Any thread but an event loop: it may read a file.
 */
public final class Secrets {
  private final Map<String, String> environment;

  /** Null for the operator's own configuration, which is not restricted. */
  private final SecretRules rules;

  private final Set<String> used = new ConcurrentSkipListSet<>();

  /** Of the operator's own configuration: any variable, any file. */
  public Secrets(Map<String, String> environment) {
    this(environment, null);
  }

  /** Of documents, which others than the operator write: only what {@code rules} allow. */
  public Secrets(Map<String, String> environment, SecretRules rules) {
    this.environment = Map.copyOf(environment);
    this.rules = rules;
  }

  /**
   * The text with all references in it replaced, also inside a longer one.
   *
   * @throws IllegalArgumentException with a sentence for the user, when what it points at is not
   *     there or may not be read
   * @throws SecretNotRead where it could not be read now
   */
  public String resolve(Secret secret) {
    return References.replace(
        secret.reveal(),
        reference -> {
          String resolved = resolve(reference);
          SecretMask.learn(resolved);
          return resolved;
        });
  }

  /** The variables that were asked for so far. */
  Set<String> usedVariables() {
    return Set.copyOf(used);
  }

  private String resolve(String reference) {
    String target = reference.substring(reference.indexOf(':') + 1, reference.length() - 1);
    return reference.startsWith("${env:") ? variable(target) : file(target);
  }

  private String variable(String name) {
    if (rules != null) {
      rules
          .whyNotVariable(name)
          .ifPresent(
              why -> {
                throw new IllegalArgumentException("${env:" + name + "}: " + why);
              });
    }
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "${env:" + name + "}: the environment of the process has no variable " + name);
    }
    used.add(name);
    return value;
  }

  /** One line break at the end does not belong to the secret: editors put it there. */
  private String file(String path) {
    try {
      byte[] bytes = rules == null ? ownFile(Path.of(path)) : SecretFile.read(path, rules.roots());
      return new String(bytes, StandardCharsets.UTF_8).replaceFirst("\r?\n\\z", "");
    } catch (SecretNotRead e) {
      throw new SecretNotRead("${file:" + path + "}: " + e.getMessage());
    } catch (SecretFile.Refused e) {
      throw new IllegalArgumentException("${file:" + path + "}: " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("${file:" + path + "}: there is no such file");
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException(
          "${file:" + path + "}: the user that the engine runs as may not read the file");
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "${file:" + path + "}: the file cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** A pipe will do, as a shell's {@code <(…)} gives one; no more than a secret can have. */
  private static byte[] ownFile(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(SecretFile.MOST_BYTES + 1);
      if (bytes.length > SecretFile.MOST_BYTES) {
        throw new SecretFile.Refused(SecretFile.TOO_LARGE);
      }
      return bytes;
    }
  }
}
