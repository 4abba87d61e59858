package dev.millrace.infer;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives columns their names: keys joined by {@code _}, what is no letter, digit or {@code _}
 * replaced, at most 64 characters, none twice. Letters of all scripts stay, except those beyond
 * U+FFFF, which MySQL's names cannot have.
 *
 * <p>Names are compared more coarsely than servers do (case, accents and compatibility forms do not
 * count), so that none of their rules finds two the same.
 */
final class ColumnNames {
  private static final int MAX_CHARS = 64;
  private static final Pattern MARKS = Pattern.compile("\\p{M}");

  private final Set<String> taken = new HashSet<>();

  /** The last number given to a name that was wanted more than once. */
  private final Map<String, Integer> suffixes = new HashMap<>();

  /** The name of a column that there is already. */
  void reserve(String name) {
    taken.add(folded(name));
  }

  /** A name for the column of this path, different from all given before. */
  String name(List<String> keys) {
    String wanted = cut(clean(String.join("_", keys)), MAX_CHARS);
    String name = wanted;
    while (!taken.add(folded(name))) {
      String suffix = "_" + suffixes.merge(folded(wanted), 2, (last, two) -> last + 1);
      name = cut(wanted, MAX_CHARS - suffix.length()) + suffix;
    }
    return name;
  }

  private static String clean(String joined) {
    StringBuilder name = new StringBuilder();
    joined.codePoints().forEach(c -> name.append(isKept(c) ? (char) c : '_'));
    if (name.length() == 0 || Character.isDigit(name.charAt(0))) {
      name.insert(0, '_');
    }
    return name.toString();
  }

  private static boolean isKept(int c) {
    return c == '_' || (c <= Character.MAX_VALUE && Character.isLetterOrDigit(c));
  }

  private static String cut(String name, int chars) {
    return name.length() <= chars ? name : name.substring(0, chars);
  }

  private static String folded(String name) {
    if (name.chars().allMatch(c -> c < 0x80)) {
      return name.toLowerCase(Locale.ROOT);
    }
    String plain = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
    return plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
