package dev.millrace.cli;

import dev.millrace.secret.PlainText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Where a command writes, and the environment that it reads. */
record Console(Map<String, String> environment, PrintWriter out) {
  private static final int MOST_CHARS = 4_000;

  /** What a server or a record says, safe for a terminal: it cannot move the cursor. */
  static String plain(String text) {
    return PlainText.of(text, MOST_CHARS);
  }

  void print(String text) {
    out.println(text);
  }

  void print(TextTable table) {
    table.lines().forEach(out::println);
  }

  /** Under a heading, or nothing where there are none. */
  void print(String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println(heading);
      lines.forEach(line -> out.println("  - " + line));
    }
  }
}
