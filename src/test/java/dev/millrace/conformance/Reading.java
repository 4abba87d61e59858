package dev.millrace.conformance;

import java.util.function.UnaryOperator;

/** How a column's value is asked for, exactly, and turned into the canonical text of its family. */
enum Reading {
  PLAIN("CAST(%s AS CHAR)", ServerText::asIs),
  INTEGER("CAST(%s+0 AS CHAR)", ServerText::integer),
  DECIMAL("CAST(%s AS CHAR)", ServerText::decimal),
  FLOATING("%s+0e0", ServerText::floating),
  INSTANT("CAST(UNIX_TIMESTAMP(%s) AS CHAR)", ServerText::instant),
  TEXT("HEX(CONVERT(%s USING utf8mb4))", ServerText::utf8),
  BYTES("HEX(%s)", ServerText::asIs);

  private final String sql;
  private final UnaryOperator<String> canonical;

  Reading(String sql, UnaryOperator<String> canonical) {
    this.sql = sql;
    this.canonical = canonical;
  }

  String sql(String column) {
    return String.format(sql, column);
  }

  String canonical(String serverText) {
    return serverText == null ? null : canonical.apply(serverText);
  }
}
