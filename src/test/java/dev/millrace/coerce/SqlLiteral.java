package dev.millrace.coerce;

import java.io.ByteArrayOutputStream;

/**
 * Reads string literals as MySQL's lexer does (manual, "String Literals") without ANSI_QUOTES and
 * NO_BACKSLASH_ESCAPES; written apart from the code under test.
 */
final class SqlLiteral {

  private SqlLiteral() {}

  /** The bytes of a literal that fills {@code [from, to)}; throws when it ends early or late. */
  static byte[] decode(byte[] sql, int from, int to) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    if (sql[from] == 'x') {
      check(sql[from + 1] == '\'' && sql[to - 1] == '\'' && (to - from) % 2 == 1, from);
      for (int i = from + 2; i < to - 1; i += 2) {
        value.write(Integer.parseInt(new String(sql, i, 2), 16));
      }
      return value.toByteArray();
    }
    byte quote = sql[from];
    check(quote == '"' || quote == '\'', from);
    int i = from + 1;
    while (true) {
      check(i < to, i);
      byte c = sql[i++];
      if (c == quote) {
        if (i < to && sql[i] == quote) {
          value.write(quote);
          i++;
          continue;
        }
        check(i == to, i);
        return value.toByteArray();
      }
      check(c != 0, i);
      if (c != '\\') {
        value.write(c);
        continue;
      }
      check(i < to, i);
      byte letter = sql[i++];
      switch (letter) {
        case '0' -> value.write(0);
        case 'b' -> value.write(8);
        case 'n' -> value.write(10);
        case 'r' -> value.write(13);
        case 't' -> value.write(9);
        case 'Z' -> value.write(26);
        case '%', '_' -> {
          value.write('\\');
          value.write(letter);
        }
        default -> value.write(letter);
      }
    }
  }

  private static void check(boolean holds, int at) {
    if (!holds) {
      throw new AssertionError("no literal: wrong at byte " + at);
    }
  }
}
