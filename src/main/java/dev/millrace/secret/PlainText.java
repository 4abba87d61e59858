package dev.millrace.secret;

/**
 * Text from outside (a server, a caller) made safe for a message: on one line, without characters
 * that a terminal obeys or that turn the line round, and not longer than a message.
 */
public final class PlainText {
  private PlainText() {}

  /**
   * Control characters as {@code \}{@code u001b}, line breaks as blanks, cut at {@code mostChars}
   * with a word on how much is missing. Null stays null.
   */
  public static String of(String text, int mostChars) {
    if (text == null || (text.length() <= mostChars && isPlain(text))) {
      return text;
    }
    int end = Math.min(text.length(), mostChars);
    if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    StringBuilder plain = new StringBuilder(end + 64);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' || c == '\t') {
        plain.append(' ');
      } else if (isHarmful(c)) {
        plain.append("\\u%04x".formatted((int) c));
      } else {
        plain.append(c);
      }
    }
    if (end < text.length()) {
      plain.append("… (").append(text.length() - end).append(" more characters)");
    }
    return plain.toString();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isHarmful(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Control characters, also those of 8 bits; separators of lines; what changes the direction. */
  public static boolean isHarmful(char c) {
    return c < ' '
        || (c >= 0x7F && c <= 0x9F)
        || (c >= 0x200E && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0xFEFF;
  }
}
