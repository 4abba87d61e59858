package dev.millrace.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References to secrets, {@code ${env:NAME}} and {@code ${file:/path}}, and where a document may
 * have them: only where what they resolve to is treated as a secret. Anywhere else a reference
 * would be a way to read the machine's files through error messages.
 */
public final class References {
  /** Where a reference may stand, for people. */
  public static final String PLACES =
      "references are resolved only in secret fields: password, serverPublicKey and tls's ca,"
          + " certificate and key of a destination; passwords, sasl.jaas.config, client secrets and"
          + " ssl keys and certificates of a source's properties";

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:env|file):[^}]+}");
  private static final Pattern JOB_FIELD =
      Pattern.compile("/destination/(password|serverPublicKey|tls/(ca|certificate|key))");
  private static final Pattern PROPERTY =
      Pattern.compile(
          "(^|[._])(password|passphrase|secret)$|sasl\\.jaas\\.config$|\\.client\\.secret$"
              + "|^ssl\\..*certificate.*|^ssl\\..*\\.key$",
          Pattern.CASE_INSENSITIVE);

  /** What people write where they mean a reference: another prefix, none, or without its end. */
  private static final Pattern LIKE_ONE =
      Pattern.compile("\\$\\{[^{}]*\\}|\\$\\{(env|file):.*", Pattern.DOTALL);

  /** What is wrong with a secret that {@link #looksLikeOne}; does not repeat it. */
  public static final String NOT_ONE =
      "looks like a reference, but is none: ${env:NAME} or ${file:/path} is expected; a secret that"
          + " is itself written so goes into such a variable or file";

  private static final String PROPERTIES = "/properties/";

  private References() {}

  /** Whether there is a reference in the text. */
  public static boolean in(String text) {
    return REFERENCE.matcher(text).find();
  }

  /** Whether the whole text is written as if it were a reference, and none is in it. */
  public static boolean looksLikeOne(String text) {
    return !in(text) && LIKE_ONE.matcher(text.strip()).matches();
  }

  /** Whether there is a reference to a file in the text: following it may block. */
  public static boolean toFile(String text) {
    return text.contains("${file:");
  }

  /** Whether the property of a source may be given by a reference. */
  public static boolean allowedInProperty(String name) {
    return PROPERTY.matcher(name).find();
  }

  /** The text with each reference replaced by what {@code resolve} makes of it, once. */
  public static String replace(String text, UnaryOperator<String> resolve) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(resolve.apply(found.group())));
  }

  /** What is wrong with a reference in this field. */
  public static String misplaced(String field) {
    return "'" + field + "' holds a reference, but " + PLACES + "; give the value itself";
  }

  /** Whether a job's field, by its pointer in the document, may be given by a reference. */
  public static boolean allowedInJob(String pointer) {
    return JOB_FIELD.matcher(pointer).matches();
  }

  /** The same for a source's. */
  public static boolean allowedInSource(String pointer) {
    return pointer.startsWith(PROPERTIES)
        && allowedInProperty(pointer.substring(PROPERTIES.length()));
  }

  /**
   * A fault for each text that has a reference where none may be.
   *
   * @param base pointer of the document, for the faults; {@code allowed} is asked without it
   */
  public static List<FieldError> misplaced(
      Map<?, ?> document, String base, Predicate<String> allowed) {
    List<FieldError> found = new ArrayList<>();
    walk(document, "", "", allowed, found);
    return found.stream().map(f -> new FieldError(base + f.pointer(), f.detail())).toList();
  }

  private static void walk(
      Object value,
      String pointer,
      String name,
      Predicate<String> allowed,
      List<FieldError> faults) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> {
            String field = String.valueOf(key);
            walk(
                inner,
                pointer + "/" + field.replace("~", "~0").replace("/", "~1"),
                field,
                allowed,
                faults);
          });
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        walk(list.get(i), pointer + "/" + i, name, allowed, faults);
      }
    } else if (value instanceof String text && in(text) && !allowed.test(pointer)) {
      faults.add(new FieldError(pointer, misplaced(name)));
    }
  }
}
