package dev.millrace.cli;

import dev.millrace.secret.PlainText;
import java.util.ArrayList;
import java.util.List;

/** Columns of text under their headings: numbers to the right, long cells cut. */
final class TextTable {
  private static final int WIDEST_CELL = 60;
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> headings) {
    rows.add(headings);
  }

  /** Null is an empty cell. Whole numbers stay exact; other text is cut and made plain. */
  void add(List<?> cells) {
    rows.add(cells.stream().map(TextTable::cell).toList());
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  List<String> lines() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    boolean[] numbers = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      int column = c;
      widths[c] = rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
      numbers[c] = rows.stream().skip(1).allMatch(row -> isNumber(row.get(column)));
    }
    return rows.stream().map(row -> line(row, widths, numbers)).toList();
  }

  private static String line(List<String> row, int[] widths, boolean[] numbers) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String blanks = " ".repeat(widths[c] - length(row.get(c)));
      line.append(c == 0 ? "" : GAP);
      line.append(numbers[c] ? blanks + row.get(c) : row.get(c) + blanks);
    }
    return line.toString().stripTrailing();
  }

  private static String cell(Object value) {
    if (value == null) {
      return "";
    }
    String text = PlainText.of(value.toString(), Integer.MAX_VALUE);
    if (length(text) <= WIDEST_CELL) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, WIDEST_CELL - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static boolean isNumber(String text) {
    return text.isEmpty() || text.matches("-?[0-9]+(\\.[0-9]+)?");
  }
}
