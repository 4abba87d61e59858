package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Eventually;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Tables that are altered while jobs write to them. */
final class Alterations {
  private static final String CHANGED = "table-changed";

  /** No payload is longer. */
  private static final int LONGEST = 400;

  private final Stage stage;
  private final Map<String, Integer> widths = new HashMap<>();
  private boolean ascii;

  Alterations(Stage stage) {
    this.stage = stage;
  }

  void widened() {
    widened(stage.anyJob());
  }

  void widened(String job) {
    harmless(job, payload(Math.max(600, widths.getOrDefault(job, 600) + 50), job));
  }

  void narrowed() {
    String job = stage.anyJob();
    int width = LONGEST + stage.random().nextInt(100);
    harmless(job, payload(width == widths.getOrDefault(job, 600) ? width + 1 : width, job));
  }

  /** At once, with nobody looking. */
  void narrowTo(String job, int width) {
    alter(job, payload(width, job));
  }

  private String payload(int width, String job) {
    widths.put(job, width);
    return "MODIFY payload VARCHAR(" + width + ") NOT NULL";
  }

  /** The column holds hexadecimal digits alone. */
  void characterSet() {
    ascii = !ascii;
    String set = ascii ? "ascii" : "utf8mb4";
    String both = "MODIFY hash CHAR(32) CHARACTER SET " + set + " NOT NULL";
    alter(OracleTables.INSERT_JOB, both);
    harmless(OracleTables.UPSERT_JOB, both);
  }

  /** A process that was started since knows the table as it is now, and nothing of a change. */
  private void harmless(String job, String change) {
    List<JobOn> pair = stage.running(job);
    List<Integer> lives = pair.stream().map(on -> on.node().lives()).toList();
    List<List<String>> before = pair.stream().map(on -> on.warnings(CHANGED)).toList();
    alter(job, change);
    stage.meanwhile();
    for (int i = 0; i < pair.size(); i++) {
      JobOn on = pair.get(i);
      int life = lives.get(i);
      List<String> known = before.get(i);
      Eventually.until(
          on + " says that its table was altered, and goes on",
          JobOn.PATIENCE,
          () -> on.runs() && (on.node().lives() > life || !on.warnings(CHANGED).equals(known)));
    }
  }

  void withoutTransactions() {
    unfit(stage.anyJob(), "ENGINE=MyISAM", "ENGINE=InnoDB", "exactly-once.*MyISAM");
  }

  void renamed() {
    unfit(
        stage.anyJob(), "RENAME COLUMN qty TO quantity", "RENAME COLUMN quantity TO qty", "'qty'");
  }

  void required() {
    unfit(stage.anyJob(), "ADD COLUMN extra INT NOT NULL", "DROP COLUMN extra", "'extra'");
  }

  /** It is the records to come that do not fit. */
  void checkAdded() {
    // What arrives while the server holds all rows against it must fit.
    AtomicLong more = new AtomicLong(500);
    unfit(
        OracleTables.INSERT_JOB,
        () -> {
          long limit = newest() + more.getAndUpdate(m -> 2 * m);
          return "ADD CONSTRAINT earlier CHECK (n<" + limit + ")";
        },
        "DROP CONSTRAINT earlier",
        "check-violated");
  }

  private long newest() {
    return stage.database().number("SELECT COALESCE(MAX(n),0) FROM oracle.inserted");
  }

  private void unfit(String job, String change, String back, String words) {
    unfit(job, () -> change, back, words);
  }

  /** Every node says so, in status and log, and goes on when the table is as it was. */
  private void unfit(String job, Supplier<String> change, String back, String words) {
    Pattern expected = Pattern.compile(words, Pattern.DOTALL);
    List<JobOn> pair = stage.running(job);
    String table = "oracle." + OracleTables.table(job);
    stage
        .tolerated()
        .during(
            job,
            expected,
            () -> {
              alter(job, change);
              String held = rows(table);
              stage.meanwhile();
              for (JobOn on : pair) {
                Eventually.get(
                    on + " fails with " + words,
                    JobOn.PATIENCE,
                    on::status,
                    status ->
                        status.path("state").asText().equals("FAILED")
                            && expected.matcher(status.path("error").toString()).find());
                assertThat(on.node().log()).contains("job " + job + " is FAILED: ");
              }
              if (!words.equals("check-violated")) {
                assertThat(rows(table)).as("what is in %s, which is unfit", table).isEqualTo(held);
                assertThat(pair.get(0).check().body().toString()).containsPattern(expected);
              }
              alter(job, back);
              pair.forEach(JobOn::run);
            });
  }

  private String rows(String table) {
    return stage
        .database()
        .value("SELECT CAST(CONCAT(COUNT(*),' ',COALESCE(SUM(off),0)) AS CHAR) FROM " + table);
  }

  /** Somebody whose transaction the server has not given up yet may hold the table for a while. */
  private void alter(String job, String change) {
    alter(job, () -> change);
  }

  /**
   * @param change asked for each try
   */
  private void alter(String job, Supplier<String> change) {
    String table = "ALTER TABLE oracle." + OracleTables.table(job) + " ";
    Eventually.until(
        table,
        JobOn.PATIENCE,
        () -> {
          stage.database().execute("SET SESSION lock_wait_timeout=20; " + table + change.get());
          return true;
        });
  }
}
