package dev.millrace.decode;

import java.util.List;

/**
 * Says what a message probably is that is not JSON, or what in it is not JSON, and what to do about
 * it: looked for only once a message was rejected. Repeats nothing of the message but words of
 * other languages' literals ({@code NaN}, {@code None}) and a schema's number, so that it may be
 * logged.
 */
final class NotJson {
  /** A word where a value should be, and what to say of it. */
  private record Literal(String word, String what) {}

  private static final String NO_NUMBER =
      " is not a JSON value; have the producer write null, or the word as a string";
  private static final String PYTHON =
      " is Python's, not JSON's; have the producer use json.dumps, not str";

  private static final List<Literal> LITERALS =
      List.of(
          new Literal("NaN", "NaN" + NO_NUMBER),
          new Literal("nan", "nan" + NO_NUMBER),
          new Literal("Infinity", "Infinity" + NO_NUMBER),
          new Literal("-Infinity", "-Infinity" + NO_NUMBER),
          new Literal("+Infinity", "+Infinity" + NO_NUMBER),
          new Literal("inf", "inf" + NO_NUMBER),
          new Literal("-inf", "-inf" + NO_NUMBER),
          new Literal("-NaN", "-NaN" + NO_NUMBER),
          new Literal("None", "None" + PYTHON),
          new Literal("True", "True" + PYTHON),
          new Literal("False", "False" + PYTHON),
          new Literal("undefined", "undefined is JavaScript's; have the producer leave it out"),
          new Literal("NULL", "NULL must be written null"),
          new Literal("Null", "Null must be written null"),
          new Literal("nil", "nil must be written null"),
          new Literal("TRUE", "TRUE must be written true"),
          new Literal("FALSE", "FALSE must be written false"));

  private static final int LONGEST_WORD = 12;

  private final byte[] in;
  private final int from;
  private final int to;

  private NotJson(byte[] in, int from, int to) {
    this.in = in;
    this.from = from;
    this.to = to;
  }

  /**
   * What the message is, or what is wrong at a place in it; empty where nothing better is known
   * than the place.
   *
   * @param at index near which reading ended
   */
  static String hint(byte[] in, int from, int to, int at) {
    NotJson message = new NotJson(in, from, to);
    String what = MessageKind.of(in, from, to);
    if (what == null) {
      what = message.at(Math.max(from, Math.min(to - 1, at)));
    }
    return what == null ? "" : "; " + what;
  }

  /** For a root that is a string: whether the string holds JSON itself. */
  static String hintOfString(byte[] in, int from, int to) {
    int first = JsonText.endOfBlanks(in, from, to);
    return first < to && (in[first] == '{' || in[first] == '[')
        ? "; the string holds JSON itself, so the message was encoded twice: have the producer send"
            + " the object, not its text"
        : "";
  }

  /** Where in the text: the line as well, where it has several. */
  static String place(byte[] in, int from, int at) {
    int line = 1;
    for (int i = from; i < at; i++) {
      line += in[i] == '\n' ? 1 : 0;
    }
    return "at byte " + (at - from) + (line > 1 ? " (line " + line + ")" : "");
  }

  private String at(int near) {
    int p = near;
    // The reader stands at what it could not take or just behind it.
    for (int i = 0; i < 2 && p > from && (p >= to || isBlankOrClosing(in[p])); i++) {
      if (closesAfterComma(p)) {
        return "a comma before a closing bracket; have the producer leave it out";
      }
      p--;
    }
    if (closesAfterComma(near) || (near + 1 < to && closesAfterComma(near + 1))) {
      return "a comma before a closing bracket; have the producer leave it out";
    }
    for (int i = Math.max(from, p - 1); i <= Math.min(p + 1, to - 1); i++) {
      String what = ofCharacter(i);
      if (what != null) {
        return what;
      }
    }
    return ofWord(p);
  }

  private static boolean isBlankOrClosing(byte c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '}' || c == ']' || c == ',';
  }

  private boolean closesAfterComma(int p) {
    if (in[p] != '}' && in[p] != ']') {
      return false;
    }
    int i = p - 1;
    while (i > from && (in[i] == ' ' || in[i] == '\n' || in[i] == '\r' || in[i] == '\t')) {
      i--;
    }
    return i >= from && in[i] == ',';
  }

  private String ofCharacter(int i) {
    switch (in[i]) {
      case '\'':
        return "single quotes; JSON allows only double quotes (in Python: json.dumps, not str)";
      case '/':
        return i + 1 < to && (in[i + 1] == '/' || in[i + 1] == '*')
                || (i > from && (in[i - 1] == '/' || in[i - 1] == '*'))
            ? "a comment, which JSON does not have; have the producer leave it out"
            : null;
      case '#':
        return "a comment, which JSON does not have; have the producer leave it out";
      case 0:
        return "a zero byte; have the producer send only the text";
      case '\u0060':
        return "backquotes; JSON allows only double quotes";
      default:
        return ofUnicode(i);
    }
  }

  private String ofUnicode(int i) {
    if (i + 2 < to && in[i] == (byte) 0xE2 && in[i + 1] == (byte) 0x80) {
      int last = in[i + 2] & 0xFF;
      if (last >= 0x98 && last <= 0x9F) {
        return "typographic quotes; JSON allows only straight double quotes";
      }
    }
    boolean noBreak = i + 1 < to && in[i] == (byte) 0xC2 && in[i + 1] == (byte) 0xA0;
    return noBreak ? "a no-break space, which JSON does not allow as a blank" : null;
  }

  /** The word or number that touches {@code p}. */
  private String ofWord(int p) {
    int start = p;
    while (start > from && isWord(in[start - 1])) {
      start--;
    }
    int end = p;
    while (end < to && isWord(in[end])) {
      end++;
    }
    if (start == end) {
      return null;
    }
    for (Literal literal : LITERALS) {
      if (end - start <= LONGEST_WORD
          && end - start == literal.word().length()
          && JsonText.isAt(in, start, end, literal.word())) {
        return literal.what();
      }
    }
    int after = JsonText.endOfBlanks(in, end, to);
    if (after < to && in[after] == ':') {
      return "a name without double quotes";
    }
    return ofNumber(start, end);
  }

  private String ofNumber(int start, int end) {
    if (in[start] == '+') {
      return "a number with a plus in front, which JSON does not have";
    }
    int digits = in[start] == '-' ? start + 1 : start;
    if (digits + 1 < end && in[digits] == '0') {
      if (in[digits + 1] == 'x' || in[digits + 1] == 'X') {
        return "a hexadecimal number; JSON allows only decimal numbers";
      }
      if (isDigit(in[digits + 1])) {
        return "a number with zeros in front; have the producer write it without them, or as a"
            + " string";
      }
    }
    if (digits < end && (in[digits] == '.' || (in[end - 1] == '.' && isDigit(in[digits])))) {
      return "a number without digits on one side of its point";
    }
    return null;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(byte c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || isDigit(c)
        || c == '_'
        || c == '$'
        || c == '.'
        || c == '-'
        || c == '+';
  }

  /** What is wrong where a message goes on after a whole JSON value. */
  static String ofRest(byte[] in, int p, int to) {
    String what = "the message goes on after its JSON value";
    if (in[p] == '{' || in[p] == '[' || in[p] == '"') {
      return what
          + "; another JSON value follows: a message holds one, so have the producer send each as a"
          + " message of its own (newline-delimited JSON is several)";
    }
    String character = new NotJson(in, p, to).ofCharacter(p);
    return character == null ? what : what + "; " + character;
  }
}
