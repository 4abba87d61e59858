package dev.millrace.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Makes JSON texts with few names, so that paths hit, in all the forms that JSON allows; and spoils
 * them.
 */
public final class JsonTexts {
  private static final String[] NAMES = {
    "a",
    "b",
    "c",
    "0",
    "1",
    "",
    "long name beyond eight",
    "é😀",
    "\\u0061",
    "b\\u0063",
    "x\\\"y",
    "~\\/",
    "a"
  };
  private static final String[] STRINGS = {
    "",
    "x",
    "plain text of some length",
    "é",
    "😀 wide",
    "\\n",
    "eight by\\te",
    "\\ud83d\\ude00",
    "\\ud800",
    "//",
    "},{"
  };
  private static final String[] NUMBERS = {
    "0", "-0", "7", "12345678901234567890", "-1.5", "0.0001", "1e5", "2E-7", "-3.25e+10", "1e999"
  };
  private static final String[] BLANKS = {"", "", "", "", " ", "\n  ", "\t", "\r\n"};
  private static final String[] PIECES = {
    ",",
    ":",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    "\\u",
    "null",
    "true",
    "0",
    "-",
    ".",
    "e",
    " ",
    "\u0000",
    "\t",
    "/",
    "/**/",
    "#",
    "\uFEFF",
    "NaN",
    "'",
    "\"a\":",
    "\"a\":{\"b\":1},",
    "01",
    "\u007f",
    "é"
  };

  private final Random random;

  public JsonTexts(Random random) {
    this.random = random;
  }

  public byte[] next() {
    StringBuilder text = new StringBuilder(blank());
    if (random.nextInt(12) == 0) {
      value(text, 0);
    } else {
      object(text, 0);
    }
    return text.append(blank()).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The text with one to three pieces cut out, put in, doubled or overwritten. */
  public byte[] spoil(byte[] text) {
    byte[] spoiled = text;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(spoiled.length + 1);
      int until = Math.min(spoiled.length, at + random.nextInt(6));
      byte[] piece =
          switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {(byte) random.nextInt()};
            case 2 -> pick(PIECES).getBytes(StandardCharsets.UTF_8);
            default -> Arrays.copyOfRange(spoiled, Math.max(0, at - random.nextInt(20)), at);
          };
      spoiled = splice(spoiled, at, random.nextBoolean() ? at : until, piece);
    }
    return spoiled;
  }

  private static byte[] splice(byte[] text, int from, int to, byte[] piece) {
    byte[] spliced = new byte[text.length - (to - from) + piece.length];
    System.arraycopy(text, 0, spliced, 0, from);
    System.arraycopy(piece, 0, spliced, from, piece.length);
    System.arraycopy(text, to, spliced, from + piece.length, text.length - to);
    return spliced;
  }

  private void value(StringBuilder text, int depth) {
    int choice = random.nextInt(depth > 4 ? 6 : 10);
    switch (choice) {
      case 0 -> text.append("null");
      case 1 -> text.append(random.nextBoolean());
      case 2, 3 -> text.append(pick(NUMBERS));
      case 4, 5 -> text.append('"').append(pick(STRINGS)).append('"');
      case 6, 7, 8 -> object(text, depth);
      default -> array(text, depth);
    }
  }

  private void object(StringBuilder text, int depth) {
    text.append('{').append(blank());
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append('"').append(pick(NAMES)).append('"').append(blank()).append(':').append(blank());
      value(text, depth + 1);
      text.append(blank()).append(i > 1 ? "," : "").append(blank());
    }
    text.append('}');
  }

  private void array(StringBuilder text, int depth) {
    text.append('[').append(blank());
    for (int i = random.nextInt(4); i > 0; i--) {
      value(text, depth + 1);
      text.append(blank()).append(i > 1 ? "," : "").append(blank());
    }
    text.append(']');
  }

  private String blank() {
    return pick(BLANKS);
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
