package dev.millrace.document;

import dev.millrace.error.References;
import dev.millrace.secret.SecretMask;
import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The value of {@code sasl.jaas.config}, read by the rules of Kafka's own reader, so that what it
 * would refuse is refused here: its messages repeat the text in pieces, of a password with a quote
 * in it too.
 *
 * @param entries in the text's order
 */
public record JaasText(List<Entry> entries) {
  private static final Pattern SECRET_OPTION =
      Pattern.compile(
          "(?i)password|passwd|passphrase|pwd|secret|token|credential|(?<!first)pass$"
              + "|(api|private|access|shared|signing)[._-]?key$");
  private static final List<String> USER_OPTIONS = List.of("username", "clientId", "user");

  /**
   * One login module.
   *
   * @param options as written, without quotes and escapes
   */
  public record Entry(String module, Map<String, String> options) {
    public Entry {
      options = Map.copyOf(options);
    }
  }

  public JaasText {
    entries = List.copyOf(entries);
  }

  /** What is expected, for people; repeats nothing of the text. */
  public static final String EXPECTED =
      "expected a login module, a control flag and options, as in"
          + " org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\""
          + " password=\"p\"; (the value is not repeated here; a \" or \\ inside of quotes needs a"
          + " \\ before it, but for what a reference inside of quotes resolves to)";

  /** The text's entries; empty where Kafka would not take it. */
  public static Optional<JaasText> read(String text) {
    StreamTokenizer in = new StreamTokenizer(new StringReader(text));
    in.slashSlashComments(true);
    in.slashStarComments(true);
    in.wordChars('-', '-');
    in.wordChars('_', '_');
    in.wordChars('$', '$');
    try {
      List<Entry> entries = new ArrayList<>();
      while (in.nextToken() != StreamTokenizer.TT_EOF) {
        Optional<Entry> entry = entry(in);
        if (entry.isEmpty()) {
          return Optional.empty();
        }
        entries.add(entry.get());
      }
      return entries.isEmpty() ? Optional.empty() : Optional.of(new JaasText(entries));
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory", e);
    }
  }

  private static Optional<Entry> entry(StreamTokenizer in) throws IOException {
    String module = in.sval;
    if (module == null || in.nextToken() == StreamTokenizer.TT_EOF || in.sval == null) {
      return Optional.empty();
    }
    if (!List.of("required", "requisite", "sufficient", "optional")
        .contains(in.sval.toLowerCase(java.util.Locale.ROOT))) {
      return Optional.empty();
    }
    Map<String, String> options = new LinkedHashMap<>();
    while (in.nextToken() != StreamTokenizer.TT_EOF && in.ttype != ';') {
      String key = in.sval;
      if (key == null
          || in.nextToken() != '='
          || in.nextToken() == StreamTokenizer.TT_EOF
          || in.sval == null) {
        return Optional.empty();
      }
      options.put(key, in.sval);
    }
    return in.ttype == ';' ? Optional.of(new Entry(module, options)) : Optional.empty();
  }

  /**
   * The text with its references resolved. Inside of quotes the value is escaped, after an equals
   * sign it is quoted too, so that any password is one value; elsewhere it is taken as it is.
   */
  public static String resolve(String text, UnaryOperator<String> resolve) {
    StringBuilder done = new StringBuilder();
    char quote = 0;
    int read = 0;
    String marked = References.replace(text, reference -> "\u0000" + reference + "\u0000");
    while (read < marked.length()) {
      char c = marked.charAt(read++);
      if (c == '\u0000') {
        int end = marked.indexOf('\u0000', read);
        String value = resolve.apply(marked.substring(read, end));
        read = end + 1;
        boolean assigned = done.toString().stripTrailing().endsWith("=");
        done.append(
            quote != 0
                ? escaped(value, quote)
                : assigned ? '"' + escaped(value, '"') + '"' : value);
      } else {
        done.append(c);
        if (quote != 0 && c == '\\' && read < marked.length()) {
          done.append(marked.charAt(read++));
        } else if (quote == 0 && (c == '"' || c == '\'')) {
          quote = c;
        } else if (c == quote) {
          quote = 0;
        }
      }
    }
    return done.toString();
  }

  /** Whether an option is written as if it were a reference, and is none. */
  boolean hasLikeReference() {
    return entries.stream()
        .flatMap(entry -> entry.options().values().stream())
        .anyMatch(References::looksLikeOne);
  }

  /** Hides what is secret in it from now on. */
  public void learn() {
    for (Entry entry : entries) {
      String user =
          USER_OPTIONS.stream()
              .map(entry.options::get)
              .filter(java.util.Objects::nonNull)
              .findFirst()
              .orElse("");
      entry.options.forEach(
          (key, value) -> {
            if (SECRET_OPTION.matcher(key).find()) {
              SecretMask.learn(user, value);
            }
          });
    }
  }

  private static String escaped(String value, char quote) {
    return value
        .replace("\\", "\\\\")
        .replace(String.valueOf(quote), "\\" + quote)
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }
}
