package dev.millrace.loadtest;

import java.util.Locale;

/** A drawing with two axes; values go to places on the paper here and nowhere else. */
final class Svg {
  static final String[] COLOURS = {
    "#0b6e99", "#d9730d", "#0f7b6c", "#6940a5", "#ad1a72", "#64473a", "#9b9a97"
  };

  private static final int WIDTH = 860;
  private static final int LEFT = 80;
  private static final int RIGHT = 180;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;

  private final StringBuilder out = new StringBuilder();
  private final int height;

  Svg(String title, int height) {
    this.height = height;
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
            .formatted(WIDTH, height));
    out.append("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n".formatted());
    text(WIDTH / 2.0, 22, "middle", title, "font-size=\"15\"");
  }

  /** Place of a share (0 left, 1 right) of the width. */
  double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  /** Place of a share (0 bottom, 1 top) of the height. */
  double y(double share) {
    return height - BOTTOM - share * (height - TOP - BOTTOM);
  }

  void rect(double x, double y, double width, double height, String colour) {
    out.append(
        format(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
            x, y, width, height, colour));
  }

  void line(double x1, double y1, double x2, double y2, String colour) {
    out.append(
        format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
            x1, y1, x2, y2, colour));
  }

  void path(String points, String colour) {
    out.append(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
            .formatted(points, colour));
  }

  static String point(double x, double y) {
    return format("%.1f,%.1f ", x, y);
  }

  void text(double x, double y, String anchor, String text) {
    text(x, y, anchor, text, "");
  }

  private void text(double x, double y, String anchor, String text, String more) {
    out.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
            x, y, anchor, more, text.replace("&", "&amp;").replace("<", "&lt;")));
  }

  /** Names beside the drawing, in the colours of their lines. */
  void legend(int row, String name) {
    double y = TOP + 12 + row * 20;
    rect(WIDTH - RIGHT + 20, y - 10, 12, 12, COLOURS[row % COLOURS.length]);
    text(WIDTH - RIGHT + 38, y, "start", name);
  }

  /** Marks of an axis upwards from 0; returns the value at its top. */
  double scale(double largest, String unit) {
    double step = Math.pow(10, Math.floor(Math.log10(Math.max(largest, 1e-9))));
    if (largest / step < 2) {
      step /= 5;
    } else if (largest / step < 5) {
      step /= 2;
    }
    double top = Math.ceil(largest / step) * step;
    for (double value = 0; value <= top * 1.0001; value += step) {
      line(x(0), y(value / top), x(1), y(value / top), "#e5e5e5");
      text(x(0) - 6, y(value / top) + 4, "end", String.format(Locale.ROOT, "%,.0f", value));
    }
    text(x(0) - 6, TOP - 8, "end", unit);
    return top;
  }

  String end() {
    return out.append("</svg>\n").toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
