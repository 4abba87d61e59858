package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.WriteOutcome.Refused;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What it costs to find the rows that a server refuses, counted by the server. */
class BisectionCostIT extends DatabaseIT {
  private static final int ROWS = 4_096;

  /** How rows offend, by the tuple of row {@code i}. */
  private enum Offence {
    DUPLICATE(RejectCode.DUPLICATE_KEY, null),
    CHECK(RejectCode.CHECK_VIOLATED, null),
    FOREIGN(RejectCode.FOREIGN_KEY, null),
    SIGNAL(RejectCode.REFUSED_BY_SERVER, null),
    RANGE(RejectCode.REFUSED_BY_SERVER, "n"),
    LENGTH(RejectCode.REFUSED_BY_SERVER, "v");

    final RejectCode code;
    final String column;

    Offence(RejectCode code, String column) {
      this.code = code;
      this.column = column;
    }

    String tuple(int i) {
      return switch (this) {
        case DUPLICATE -> "(-1,1,'a',NULL)";
        case CHECK -> "(" + i + ",77,'a',NULL)";
        case FOREIGN -> "(" + i + ",1,'a',9)";
        case SIGNAL -> "(" + i + ",13,'a',NULL)";
        case RANGE -> "(" + i + ",3000000000,'a',NULL)";
        case LENGTH -> "(" + i + ",1,'aaaa',NULL)";
      };
    }
  }

  @Test
  void guiltyRowsCostTwiceTheirNumberTimesTheLogarithmOfTheRowsAtMost() {
    sql("CREATE TABLE parent (id INT PRIMARY KEY)");
    sql(
        "CREATE TABLE r (id INT PRIMARY KEY, n INT, v VARCHAR(3), p INT, CHECK (n<>77),"
            + " FOREIGN KEY (p) REFERENCES parent(id))");
    sql("INSERT INTO r VALUES (-1,1,'there',NULL)".replace("there", "a"));
    sql(
        "CREATE TRIGGER g BEFORE INSERT ON r FOR EACH ROW IF NEW.n=13 THEN"
            + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT='unlucky'; END IF");
    Lane lane = lane(place("r"), "id", "n", "v", "p");
    lane.claimed(0, 0);
    Random random = new Random(4);

    for (int refusedRows : List.of(0, 1, 3, 10)) {
      Map<Integer, Offence> offences = new TreeMap<>();
      while (offences.size() < refusedRows) {
        offences.put(
            random.nextInt(ROWS), Offence.values()[offences.size() % Offence.values().length]);
      }
      String[] tuples =
          IntStream.range(0, ROWS)
              .mapToObj(
                  i ->
                      offences.containsKey(i) ? offences.get(i).tuple(i) : "(" + i + ",1,'a',NULL)")
              .toArray(String[]::new);
      sql("DELETE FROM r WHERE id>=0");
      int before = inserts();

      List<RefusedRow> found =
          refusedRows == 0
              ? none(lane.write(batch(0, ROWS, tuples)))
              : ((Refused) lane.write(batch(ROWS, 2 * ROWS, tuples))).refused();

      int statements = inserts() - before;
      List<String> expected = new ArrayList<>();
      offences.forEach((row, o) -> expected.add(row + " " + o.code + " " + o.column));
      assertThat(found)
          .extracting(r -> r.row() + " " + r.code() + " " + r.column())
          .isEqualTo(expected);
      // The batch itself, the guards before and behind its move, and for each refused row both
      // halves of each halving.
      int bound = 4 + 2 * refusedRows * 12;
      assertThat(statements).as(refusedRows + " refusedRows of " + ROWS).isBetween(1, bound);
      assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo(refusedRows == 0 ? "" + (ROWS + 1) : "1");
    }
  }

  private static List<RefusedRow> none(dev.millrace.flow.WriteOutcome outcome) {
    assertThat(outcome).isInstanceOf(dev.millrace.flow.WriteOutcome.Committed.class);
    return List.of();
  }

  private int inserts() {
    int sum = 0;
    for (List<String> row : sql("SHOW GLOBAL STATUS LIKE 'Com_insert%'")) {
      sum += Integer.parseInt(row.get(1));
    }
    return sum;
  }
}
