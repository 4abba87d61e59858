package dev.millrace.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What became of the named inputs, as Markdown: a table for each family, a column for each type.
 */
public final class Report {
  private static final int LONGEST_CELL = 60;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");

  private final boolean mariaDb;
  private final Map<Family, Map<String, Map<String, String>>> cells = new EnumMap<>(Family.class);

  /**
   * @param mariaDb whether it is about MariaDB; else it is about MySQL
   */
  public Report(boolean mariaDb) {
    this.mariaDb = mariaDb;
  }

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
    return equals(outcome.stored(), JsonValue.of(input.json())) ? "=" : code(outcome.stored());
  }

  private static boolean equals(String stored, JsonValue value) {
    return stored.equals(value.text())
        || stored.equals(value.raw())
        || (value.is(JsonValue.Kind.NUMBER) && equals(stored, NumberRules.number(value)));
  }

  private static boolean equals(String stored, Optional<BigDecimal> number) {
    return NUMBER.matcher(stored).matches()
        && number.isPresent()
        && new BigDecimal(stored).compareTo(number.get()) == 0;
  }

  /** What Markdown or an editor would make something of is told by its number. */
  private static String code(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          c >= 0x20 && c != '|' && c != '`' && (c < 0x7F || c == '×' || Character.isLetter(c));
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (shown.length() > LONGEST_CELL) {
        return "`"
            + shown
            + "…` ("
            + String.format(Locale.ROOT, "%,d", text.length())
            + " characters)";
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

  /** Lines that begin with a server's name and a colon are for its page only. */
  private List<String> preface() {
    String ours = mariaDb ? "MariaDB: " : "MySQL: ";
    String others = mariaDb ? "MySQL: " : "MariaDB: ";
    try (var in = Report.class.getResourceAsStream("/conformance-preface.md")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith(others))
          .map(line -> line.startsWith(ours) ? line.substring(ours.length()) : line)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
