package dev.millrace.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The secrets that this process knows, and the one place that hides them in text: a server's words,
 * a library's exception, a log line, an answer. One for the process, as the log is one. Any thread.
 *
 * <p>A secret is hidden in every form in which text usually carries it: as it is, escaped as in
 * JSON and JAAS, URL-encoded, in base64, line by line where it has lines. In messages, not in data,
 * also cut off at an ellipsis, or at the end of a text as long as servers cut theirs. One of
 * {@value #ANYWHERE_CHARS} characters or more is hidden anywhere, a shorter one only where it
 * stands alone (else a password {@code root} would make every text unreadable), one of less than
 * {@value #LEAST_CHARS} never: it can be guessed anyway.
 *
 * <p>The {@value #MOST_SECRETS} last used are known; scanning takes time with the text's length,
 * not with their number.
 */
public final class SecretMask {
  static final int MOST_SECRETS = 2_000;
  static final int LEAST_CHARS = 3;
  static final int ANYWHERE_CHARS = 6;

  /** In what users stored, where a chance match is likelier than a leak, only longer ones count. */
  static final int DATA_CHARS = 8;

  /** MySQL and MariaDB cut their messages at 512 bytes without a sign of it. */
  private static final int CUT_BY_SERVER_CHARS = 500;

  private static final int LINE_CHARS = 12;
  private static final int MOST_LINES = 2_000;

  /** Forms by their first three characters, the longest first. */
  private record Index(BitSet starts, Map<Long, List<String>> forms) {}

  private static final Index NOTHING = new Index(new BitSet(), Map.of());

  private static final Map<String, Set<String>> KNOWN =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
          return size() > MOST_SECRETS;
        }
      };

  private static volatile Index index = NOTHING;

  private SecretMask() {}

  /**
   * From now on hides this secret; without effect for the mask, a reference, a boolean, or a short
   * one.
   */
  public static void learn(String secret) {
    if (canBeHidden(secret)) {
      add(secret, secret);
    }
  }

  private static boolean canBeHidden(String secret) {
    return secret.length() >= LEAST_CHARS
        && !secret.equals(Secret.MASK)
        && !secret.equalsIgnoreCase("true")
        && !secret.equalsIgnoreCase("false")
        && !new Secret(secret).isReference();
  }

  /** The same for a password with its user, as HTTP's basic authentication sends them. */
  public static void learn(String user, String password) {
    learn(password);
    if (canBeHidden(password)) {
      add(user + ":" + password, base64(user + ":" + password));
    }
  }

  private static void add(String key, String text) {
    synchronized (KNOWN) {
      if (KNOWN.get(key) == null) {
        KNOWN.put(key, forms(text));
        index = indexed();
      }
    }
  }

  /** The text with every known secret in it hidden; the text itself where there is none. */
  public static String mask(String text) {
    return mask(text, LEAST_CHARS, true);
  }

  /**
   * The same for what is not a message but data: names and values of records and tables. Only whole
   * secrets count, for the beginning of one is likelier a word of the user's own.
   */
  public static String maskData(String text) {
    return mask(text, DATA_CHARS, false);
  }

  private static String mask(String text, int least, boolean cut) {
    Index now = index;
    if (text == null || now == NOTHING) {
      return text;
    }
    StringBuilder masked = null;
    int copied = 0;
    for (int i = 0; i + LEAST_CHARS <= text.length(); i++) {
      if (!now.starts.get(hash(text, i))) {
        continue;
      }
      int end = longest(now.forms.get(start(text, i)), text, i, least, cut);
      if (end > i) {
        masked = masked == null ? new StringBuilder(text.length()) : masked;
        masked.append(text, copied, i).append(Secret.MASK);
        copied = end;
        i = end - 1;
      }
    }
    return masked == null ? text : masked.append(text, copied, text.length()).toString();
  }

  /** Where the longest form that begins at {@code from} ends, or {@code from}. */
  private static int longest(List<String> forms, String text, int from, int least, boolean cut) {
    int end = from;
    for (String form : forms == null ? List.<String>of() : forms) {
      int same = 0;
      int most = Math.min(form.length(), text.length() - from);
      while (same < most && form.charAt(same) == text.charAt(from + same)) {
        same++;
      }
      boolean whole =
          same == form.length() && (same >= ANYWHERE_CHARS || standsAlone(text, from, from + same));
      if (form.length() >= least
          && (whole || (cut && same >= ANYWHERE_CHARS && isCut(text, from + same)))) {
        end = Math.max(end, from + same);
      }
    }
    return end;
  }

  private static boolean standsAlone(String text, int from, int to) {
    return (from == 0 || !isWord(text.charAt(from - 1)))
        && (to == text.length() || !isWord(text.charAt(to)));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static boolean isCut(String text, int at) {
    return at == text.length()
        ? at >= CUT_BY_SERVER_CHARS
        : text.charAt(at) == '…' || text.startsWith("...", at);
  }

  private static Index indexed() {
    BitSet starts = new BitSet(1 << 16);
    Map<Long, List<String>> byStart = new HashMap<>();
    for (Set<String> forms : KNOWN.values()) {
      for (String form : forms) {
        starts.set(hash(form, 0));
        byStart.computeIfAbsent(start(form, 0), key -> new ArrayList<>(1)).add(form);
      }
    }
    return new Index(starts, byStart);
  }

  private static Set<String> forms(String secret) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(secret);
    forms.add(escaped(secret));
    forms.add(secret.replace("'", "''"));
    forms.add(secret.replace("'", "\\'"));
    forms.add(secret.replace("\"", "&quot;"));
    String url = java.net.URLEncoder.encode(secret, StandardCharsets.UTF_8);
    forms.add(url);
    forms.add(url.replace("+", "%20"));
    if (secret.length() >= ANYWHERE_CHARS) {
      forms.add(base64(secret));
      forms.add(
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }
    secret
        .lines()
        .map(String::strip)
        .filter(line -> line.length() >= LINE_CHARS && !line.startsWith("-----"))
        .limit(MOST_LINES)
        .forEach(forms::add);
    return forms;
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String secret) {
    return secret
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }

  private static long start(String text, int at) {
    return (long) text.charAt(at) << 32 | (long) text.charAt(at + 1) << 16 | text.charAt(at + 2);
  }

  private static int hash(String text, int at) {
    return ((text.charAt(at) * 31 + text.charAt(at + 1)) * 31 + text.charAt(at + 2)) & 0xFFFF;
  }
}
