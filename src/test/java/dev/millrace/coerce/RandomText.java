package dev.millrace.coerce;

import java.util.Random;

/** Text with more than its share of quotes, backslashes, controls and wide characters. */
final class RandomText {
  private static final String AWKWARD = "\"\\'\0\n\r\t\b\f\u001a%_;-#/*`\u007f\u0080\u00ff\u2028";

  private RandomText() {}

  /** At most {@code maxCodePoints} code points, none of them a surrogate. */
  static String of(Random random, int maxCodePoints) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(maxCodePoints + 1); left > 0; left--) {
      int codePoint =
          switch (random.nextInt(5)) {
            case 0 -> AWKWARD.charAt(random.nextInt(AWKWARD.length()));
            case 1 -> random.nextInt(0x80);
            case 2 -> random.nextInt(0x800);
            case 3 -> random.nextInt(0x10000);
            default -> random.nextInt(0x110000);
          };
      text.appendCodePoint(
          codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE
              ? 'x'
              : codePoint);
    }
    return text.toString();
  }
}
