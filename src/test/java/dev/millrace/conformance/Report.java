package dev.millrace.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the named inputs, as Markdown: a table for each family, a column for each type.
 */
public final class Report {
  private static final int LONGEST_CELL = 72;

  private final Map<Family, Map<String, Map<String, String>>> cells = new EnumMap<>(Family.class);

  /** Tells what became of an input in a column; columns stand in the order of first mention. */
  public void add(ColumnCase column, Input input, Outcome outcome) {
    cells
        .computeIfAbsent(column.family(), family -> new LinkedHashMap<>())
        .computeIfAbsent(column.title(), title -> new LinkedHashMap<>())
        .put(input.name(), cell(input, outcome));
  }

  private static String cell(Input input, Outcome outcome) {
    if (outcome.code() != null) {
      return "*" + outcome.code() + "*";
    }
    if (outcome.stored() == null) {
      return "NULL";
    }
    JsonValue value = JsonValue.of(input.json());
    return outcome.stored().equals(value.text()) ? "=" : code(outcome.stored());
  }

  /** What Markdown or an editor would make something of is told by its number. */
  private static String code(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= 0x20 && c != '|' && c != '`' && (c < 0x7F || Character.isLetter(c));
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (shown.length() > LONGEST_CELL) {
        return "`" + shown + "…` (" + String.format("%,d", text.length()) + " characters)";
      }
      if (pair) {
        shown.append(c).append(text.charAt(++i));
      } else {
        shown.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
      }
    }
    return shown.toString().isBlank() ? "`\"" + shown + "\"`" : "`" + shown + "`";
  }

  public String markdown() {
    List<String> lines = new ArrayList<>(preface());
    cells.forEach((family, columns) -> table(lines, family, columns));
    return String.join("\n", lines) + "\n";
  }

  private static void table(
      List<String> lines, Family family, Map<String, Map<String, String>> columns) {
    lines.add("");
    lines.add("## " + family.title());
    lines.add("");
    StringBuilder head = new StringBuilder("| JSON |");
    StringBuilder rule = new StringBuilder("|---|");
    for (String title : columns.keySet()) {
      head.append(' ').append(title.replace("|", "\\|")).append(" |");
      rule.append("---|");
    }
    lines.add(head.toString());
    lines.add(rule.toString());
    for (Input input : family.inputs()) {
      StringBuilder line = new StringBuilder("| ").append(code(input.name())).append(" |");
      columns
          .values()
          .forEach(cells -> line.append(' ').append(cells.get(input.name())).append(" |"));
      lines.add(line.toString());
    }
  }

  private static List<String> preface() {
    try (var in = Report.class.getResourceAsStream("/conformance-preface.md")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
