package dev.millrace.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Where a command writes, and the environment that it reads. */
record Console(Map<String, String> environment, PrintWriter out) {
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
