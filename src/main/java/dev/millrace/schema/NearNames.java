package dev.millrace.schema;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that may have been meant. */
final class NearNames {
  private static final int MOST = 3;

  private NearNames() {}

  /** The nearest of {@code known}, best first, at most three; none that is quite different. */
  static List<String> of(String name, List<String> known) {
    String plain = plain(name);
    int reach = Math.max(1, plain.length() / 4);
    return known.stream()
        .filter(other -> distance(plain, plain(other)) <= reach)
        .sorted(Comparator.comparingInt(other -> distance(plain, plain(other))))
        .limit(MOST)
        .toList();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** Insertions, deletions and changes of one character that lead from one to the other. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
