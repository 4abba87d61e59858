package dev.millrace.lane;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Reads a row tuple, {@code (1,"a",NULL)}, back into values, as MySQL's lexer would without
 * ANSI_QUOTES and NO_BACKSLASH_ESCAPES.
 *
 * <p>{@code NULL} is null, numbers are Long, BigInteger or BigDecimal, quoted literals text. What
 * JSON has no form for is an object: {@code DEFAULT} is {@code {"default": true}}, {@code x'00FF'}
 * is {@code {"hex": "00FF"}}.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/string-literals.html">String literals</a>
 */
final class SqlTupleReader {
  private static final Map<String, Object> DEFAULT = Map.of("default", true);

  private final byte[] sql;
  private final int to;
  private final int maxChars;
  private int at;

  /**
   * @param maxChars of one value as text; 0 for values of their own types
   */
  private SqlTupleReader(byte[] sql, int from, int to, int maxChars) {
    this.sql = sql;
    this.maxChars = maxChars;
    this.at = from;
    this.to = to;
  }

  /**
   * The values of the tuple that fills {@code [from, to)}.
   *
   * @throws IllegalArgumentException when it is none, which would be a bug of a coercion
   */
  static List<Object> read(byte[] sql, int from, int to) {
    return new SqlTupleReader(sql, from, to, 0).values();
  }

  /**
   * The same with every value as text: numbers digit by digit as they are sent. NULL, DEFAULT and
   * bytes are as above, for no text says them. What has more than {@code maxChars} characters, or
   * bytes, is cut: {@code {"text": "the beginning…", "chars": 16777216}}, {@code {"hex": "00FF",
   * "bytes": 16777216}}.
   */
  static List<Object> readText(byte[] sql, int from, int to, int maxChars) {
    return new SqlTupleReader(sql, from, to, maxChars).values();
  }

  private List<Object> values() {
    List<Object> values = new ArrayList<>();
    expect('(');
    do {
      values.add(value());
    } while (next() == ',');
    check(sql[at - 1] == ')' && at == to);
    return values;
  }

  private Object value() {
    char first = peek();
    if (first == '"' || first == '\'') {
      return text(quoted());
    }
    if (first == 'x') {
      at++;
      String hex = quoted();
      check(hex.length() % 2 == 0 && hex.chars().allMatch(HexFormat::isHexDigit));
      return bytes(hex);
    }
    int start = at;
    while (peek() != ',' && peek() != ')') {
      at++;
    }
    String word = new String(sql, start, at - start, StandardCharsets.US_ASCII);
    return switch (word) {
      case "NULL" -> null;
      case "DEFAULT" -> DEFAULT;
      default -> maxChars == 0 ? number(word) : text(word);
    };
  }

  private Object text(String whole) {
    if (maxChars == 0 || whole.length() <= maxChars) {
      return whole;
    }
    int end = Character.isHighSurrogate(whole.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
    return Map.of(
        "text", whole.substring(0, end), "chars", whole.codePointCount(0, whole.length()));
  }

  private Object bytes(String hex) {
    return maxChars == 0 || hex.length() / 2 <= maxChars
        ? Map.of("hex", hex)
        : Map.of("hex", hex.substring(0, 2 * maxChars), "bytes", hex.length() / 2);
  }

  private static Object number(String word) {
    BigDecimal number = new BigDecimal(word);
    if (!word.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
      return number;
    }
    BigInteger whole = number.toBigIntegerExact();
    return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
  }

  private String quoted() {
    char quote = next();
    check(quote == '"' || quote == '\'');
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      // Runs without anything special are copied whole: a value may have megabytes.
      int run = at;
      while (peek() != quote && peek() != '\\') {
        at++;
      }
      text.write(sql, run, at - run);
      if (next() == '\\') {
        escape(next(), text);
      } else if (at < to && peek() == quote) {
        text.write(next());
      } else {
        return text.toString(StandardCharsets.UTF_8);
      }
    }
  }

  private static void escape(char letter, ByteArrayOutputStream text) {
    switch (letter) {
      case '0' -> text.write(0);
      case 'b' -> text.write('\b');
      case 'n' -> text.write('\n');
      case 'r' -> text.write('\r');
      case 't' -> text.write('\t');
      case 'Z' -> text.write(0x1A);
      case '%', '_' -> {
        text.write('\\');
        text.write(letter);
      }
      default -> text.write(letter);
    }
  }

  private void expect(char wanted) {
    check(next() == wanted);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private char peek() {
    check(at < to);
    return (char) (sql[at] & 0xFF);
  }

  private void check(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("no SQL tuple: byte " + at);
    }
  }
}
