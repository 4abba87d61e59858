package dev.millrace.conformance;

import static dev.millrace.conformance.TextRules.ASCII;
import static dev.millrace.conformance.TextRules.LATIN1;
import static dev.millrace.conformance.TextRules.UTF8MB3;
import static dev.millrace.conformance.TextRules.UTF8MB4;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The columns that are tried: every row of the table in src/docs/conformance.md. */
public final class Columns {
  static final List<String> MEMBERS = List.of("new", "dön'e", "7", "true", "a\"b\\c", "水", "a");
  static final List<String> SET_MEMBERS = List.of("a", "b", "it's", "1", "a\"b\\c", "水");

  private static final String DAYS = "\"epoch\":\"d\"";
  private static final ZoneId UTC = ZoneId.of("UTC");

  private final ZoneId zone;
  private final List<ColumnCase> cases = new ArrayList<>();
  private Family family;

  private Columns(ZoneId zone) {
    this.zone = zone;
  }

  /** One list for each table and job. */
  public static List<List<ColumnCase>> tables() {
    Columns utc = new Columns(UTC);
    utc.numbers();
    utc.texts();
    utc.times();
    utc.bytes();
    utc.members();
    Columns berlin = new Columns(ZoneId.of("Europe/Berlin"));
    berlin.longText();
    berlin.localTimes();
    return List.of(utc.cases, berlin.cases);
  }

  private void add(String type, String entry, Rule rule, Reading reading) {
    cases.add(new ColumnCase(family, type, entry, zone, rule, reading));
  }

  private void numbers() {
    family = Family.INTEGERS;
    String[] types = {"TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT"};
    int[] bits = {8, 16, 24, 32, 64};
    for (int i = 0; i < types.length; i++) {
      add(types[i], "", NumberRules.signed(bits[i]), Reading.INTEGER);
      add(types[i] + " UNSIGNED", "", NumberRules.unsigned(bits[i]), Reading.INTEGER);
    }
    family = Family.TRUTH;
    add("BOOLEAN", "\"type\":\"BOOLEAN\"", NumberRules.bool(), Reading.INTEGER);
    add("INT", "\"type\":\"BOOLEAN\"", NumberRules.bool(), Reading.INTEGER);
    add("TINYINT(1)", "", NumberRules.tinyint1(), Reading.INTEGER);
    for (int n : new int[] {1, 8, 64}) {
      add("BIT(" + n + ")", "", NumberRules.unsigned(n), Reading.INTEGER);
    }
    family = Family.DECIMALS;
    int[][] decimals = {{5, 2}, {2, 2}, {10, 0}, {20, 17}, {65, 0}, {65, 30}};
    for (int[] d : decimals) {
      decimal(d[0], d[1], false);
    }
    decimal(5, 2, true);
    decimal(20, 0, true);
    family = Family.FLOATS;
    add("FLOAT", "", NumberRules.floating(true, false), Reading.FLOATING);
    add("FLOAT UNSIGNED", "", NumberRules.floating(true, true), Reading.FLOATING);
    add("FLOAT(7,2)", "", NumberRules.rounding(7, 2), Reading.DECIMAL);
    add("DOUBLE", "", NumberRules.floating(false, false), Reading.FLOATING);
    add("DOUBLE UNSIGNED", "", NumberRules.floating(false, true), Reading.FLOATING);
    add("DOUBLE(10,3)", "", NumberRules.rounding(10, 3), Reading.DECIMAL);
  }

  private void decimal(int precision, int scale, boolean unsigned) {
    add(
        "DECIMAL(" + precision + "," + scale + ")" + (unsigned ? " UNSIGNED" : ""),
        "",
        NumberRules.decimal(precision, scale, unsigned),
        Reading.DECIMAL);
  }

  private void texts() {
    family = Family.CHARACTERS;
    text("CHAR(4)", TextRules.character(4, UTF8MB4));
    text("CHAR(255)", TextRules.character(255, UTF8MB4));
    text("VARCHAR(4)", TextRules.varchar(4, UTF8MB4));
    text("VARCHAR(255)", TextRules.varchar(255, UTF8MB4));
    text("VARCHAR(255) CHARACTER SET utf8mb3", TextRules.varchar(255, UTF8MB3));
    text("VARCHAR(255) CHARACTER SET latin1", TextRules.varchar(255, LATIN1));
    text("VARCHAR(255) CHARACTER SET ascii", TextRules.varchar(255, ASCII));
    family = Family.TEXT;
    text("TINYTEXT", TextRules.utf8Text(255, UTF8MB4));
    text("TINYTEXT CHARACTER SET latin1", TextRules.singleByteText(255, LATIN1));
    text("TEXT", TextRules.utf8Text(65_535, UTF8MB4));
    text("TEXT CHARACTER SET utf8mb3", TextRules.utf8Text(65_535, UTF8MB3));
    text("TEXT CHARACTER SET latin1", TextRules.singleByteText(65_535, LATIN1));
    text("TEXT CHARACTER SET ascii", TextRules.singleByteText(65_535, ASCII));
    text("MEDIUMTEXT", TextRules.utf8Text(16_777_215, UTF8MB4));
    text("LONGTEXT", TextRules.utf8Text(4_294_967_295L, UTF8MB4));
    family = Family.JSON;
    text("JSON", TextRules.json());
  }

  private void text(String type, Rule rule) {
    add(type, "", rule, Reading.TEXT);
  }

  /** Alone in its table nearly: all columns of a row but the TEXTs have 65,535 bytes. */
  private void longText() {
    family = Family.CHARACTERS;
    text("VARCHAR(65000) CHARACTER SET latin1", TextRules.varchar(65_000, LATIN1));
  }

  private void times() {
    int[] units = {1_000, 1, 1_000_000, 1_000_000_000};
    String[] names = {"", "\"epoch\":\"s\"", "\"epoch\":\"us\"", "\"epoch\":\"ns\""};
    family = Family.DATES;
    add("YEAR", "", TimeRules.year(), Reading.INTEGER);
    for (int i = 0; i < units.length; i++) {
      add("DATE", names[i], TimeRules.date(units[i], zone), Reading.PLAIN);
    }
    add("DATE", DAYS, TimeRules.date(TimeRules.DAYS, zone), Reading.PLAIN);
    family = Family.DATE_TIMES;
    add("DATETIME", DAYS, TimeRules.dateTime(0, TimeRules.DAYS, zone), Reading.PLAIN);
    int[] digits = {0, 3, 6};
    for (int f : digits) {
      for (int i = 0; i < (f == 6 ? 4 : 1); i++) {
        String fraction = f == 0 ? "" : "(" + f + ")";
        family = Family.DATE_TIMES;
        Rule rule = TimeRules.dateTime(f, units[i], zone);
        add("DATETIME" + fraction, names[i], rule, Reading.PLAIN);
        family = Family.TIMESTAMPS;
        rule = TimeRules.timestamp(f, units[i], zone);
        add("TIMESTAMP" + fraction, names[i], rule, Reading.INSTANT);
        family = Family.TIME;
        add("TIME" + fraction, names[i], TimeRules.time(f, units[i]), Reading.PLAIN);
      }
    }
  }

  private void localTimes() {
    family = Family.DATES;
    add("DATE", "", TimeRules.date(1_000, zone), Reading.PLAIN);
    family = Family.DATE_TIMES;
    add("DATETIME(3)", "", TimeRules.dateTime(3, 1_000, zone), Reading.PLAIN);
    family = Family.TIMESTAMPS;
    add("TIMESTAMP(3)", "", TimeRules.timestamp(3, 1_000, zone), Reading.INSTANT);
    add("TIMESTAMP", DAYS, TimeRules.timestamp(0, TimeRules.DAYS, zone), Reading.INSTANT);
    family = Family.TIME;
    add("TIME(3)", "", TimeRules.time(3, 1_000), Reading.PLAIN);
  }

  private void bytes() {
    family = Family.BYTES;
    String base64 = "\"encoding\":\"base64\"";
    String hex = "\"encoding\":\"hex\"";
    add("BINARY(4)", "", TextRules.utf8Bytes(4, 4), Reading.BYTES);
    add("BINARY(4)", hex, TextRules.hexBytes(4, 4), Reading.BYTES);
    add("VARBINARY(4)", "", TextRules.utf8Bytes(4, 0), Reading.BYTES);
    add("VARBINARY(4)", base64, TextRules.base64Bytes(4, 0), Reading.BYTES);
    add("VARBINARY(4)", hex, TextRules.hexBytes(4, 0), Reading.BYTES);
    add("TINYBLOB", "", TextRules.utf8Bytes(255, 0), Reading.BYTES);
    add("TINYBLOB", base64, TextRules.base64Bytes(255, 0), Reading.BYTES);
    add("TINYBLOB", hex, TextRules.hexBytes(255, 0), Reading.BYTES);
    add("BLOB", "", TextRules.utf8Bytes(65_535, 0), Reading.BYTES);
    add("BLOB", base64, TextRules.base64Bytes(65_535, 0), Reading.BYTES);
    add("BLOB", hex, TextRules.hexBytes(65_535, 0), Reading.BYTES);
    add("MEDIUMBLOB", "", TextRules.utf8Bytes(16_777_215, 0), Reading.BYTES);
    add("LONGBLOB", base64, TextRules.base64Bytes(4_294_967_295L, 0), Reading.BYTES);
  }

  private void members() {
    family = Family.MEMBER;
    text("ENUM" + list(MEMBERS), TextRules.member(MEMBERS));
    text("SET" + list(SET_MEMBERS), TextRules.members(SET_MEMBERS));
  }

  private static String list(List<String> members) {
    return members.stream()
        .map(name -> "'" + name.replace("\\", "\\\\").replace("'", "''") + "'")
        .collect(Collectors.joining(",", "(", ")"));
  }
}
