package dev.millrace.mysql;

import static dev.millrace.mysql.HostileDatabase.GEOMETRY;
import static dev.millrace.mysql.HostileDatabase.LONG_BLOB;
import static dev.millrace.mysql.HostileDatabase.NUMERIC;
import static dev.millrace.mysql.HostileDatabase.VARCHAR;

import dev.millrace.mysql.HostileDatabase.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

/** Answers of a database that harm a client which believes them. */
public final class HostileAnswers {
  private static final byte[] MIB = new byte[1 << 20];
  private static final int LONGEST = 0xFFFFFF;

  private HostileAnswers() {}

  /** What it does to a statement → the code of the failure. */
  public static Stream<Map.Entry<String, Map.Entry<String, Script>>> all() {
    return Stream.of(
        harm("endless rows", "answer-too-large", (sql, to) -> endlessRows(to)),
        harm(
            "endless empty rows",
            "answer-too-large",
            (sql, to) -> {
              to.columns(VARCHAR, "a");
              while (true) {
                to.packet(new byte[] {(byte) 0xFB});
              }
            }),
        harm(
            "endless results",
            "answer-too-large",
            (sql, to) -> {
              while (true) {
                to.packet(new byte[] {0, 0, 0, 10, 0, 0, 0});
              }
            }),
        harm(
            "2^31 columns",
            "answer-too-large",
            (sql, to) -> {
              to.packet(new byte[] {(byte) 0xFE, -1, -1, -1, 0x7F, 0, 0, 0, 0});
              return true;
            }),
        harm(
            "many columns",
            "answer-too-large",
            (sql, to) -> {
              to.packet(new byte[] {(byte) 0xFC, 0, 4});
              return true;
            }),
        harm(
            "a column's name of megabytes",
            "answer-too-large",
            (sql, to) -> {
              to.packet(new byte[] {1});
              to.column(VARCHAR, "x".repeat(5 << 20));
              return true;
            }),
        harm(
            "16 MiB packets in a row",
            "answer-too-large",
            (sql, to) -> {
              to.columns(LONG_BLOB, "a");
              to.packet(to.sequence(), LONGEST, new byte[] {(byte) 0xFE, 0, 0, 0, 4, 0, 0, 0, 0});
              while (true) {
                to.raw(MIB);
              }
            }),
        harm(
            "an error without end",
            "answer-too-large",
            (sql, to) -> {
              to.packet(to.sequence(), LONGEST, new byte[] {(byte) 0xFF, 1, 4, '#'});
              while (true) {
                to.raw(MIB);
              }
            }),
        harm(
            "a blob that announces 2 GiB",
            "bad-answer",
            (sql, to) -> {
              to.columns(LONG_BLOB, "a");
              to.packet(new byte[] {(byte) 0xFE, -1, -1, -1, 0x7F, 0, 0, 0, 0});
              to.end();
              return true;
            }),
        harm(
            "a text that ends behind its packet",
            "bad-answer",
            (sql, to) -> {
              to.columns(VARCHAR, "a");
              to.packet(new byte[] {100, 'x'});
              to.end();
              return true;
            }),
        harm(
            "a row with too many values",
            "bad-answer",
            (sql, to) -> {
              to.columns(VARCHAR, "a");
              to.row("x", "y");
              to.end();
              return true;
            }),
        harm(
            "a number of a million digits",
            "bad-answer",
            (sql, to) -> {
              to.columns(NUMERIC, "a");
              to.row("1".repeat(1_000_000));
              to.end();
              return true;
            }),
        harm(
            "geometry",
            "bad-answer",
            (sql, to) -> {
              to.columns(GEOMETRY, "a");
              return true;
            }),
        harm(
            "packets out of order",
            "bad-answer",
            (sql, to) -> {
              to.columns(VARCHAR, "a");
              to.packet(to.sequence() + 3, 2, new byte[] {1, 'x'});
              return true;
            }),
        harm(
            "an OK that ends too early",
            "bad-answer",
            (sql, to) -> {
              to.packet(new byte[] {0});
              return true;
            }),
        harm(
            "an empty packet",
            "bad-answer",
            (sql, to) -> {
              to.packet(new byte[0]);
              return true;
            }),
        harm(
            "a result of no columns",
            "bad-answer",
            (sql, to) -> {
              to.packet(new byte[] {(byte) 0xFC, 0, 0});
              return true;
            }),
        harm(
            "a file that was not offered",
            "file-asked",
            (sql, to) -> {
              to.packet("\u00FB/etc/hostname".getBytes(StandardCharsets.ISO_8859_1));
              return true;
            }),
        harm(
            "a file without name",
            "file-asked",
            (sql, to) -> {
              to.packet(new byte[] {(byte) 0xFB});
              return true;
            }));
  }

  private static Map.Entry<String, Map.Entry<String, Script>> harm(
      String name, String code, Script script) {
    return Map.entry(name, Map.entry(code, script));
  }

  private static boolean endlessRows(HostileDatabase.Wire to) throws IOException {
    to.columns(VARCHAR, "a", "b", "c", "d");
    while (true) {
      to.row("x".repeat(100), "y", "z", "1");
    }
  }
}
