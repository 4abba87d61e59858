package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.WriteOutcome;
import dev.millrace.model.Destination;
import dev.millrace.model.FieldError;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.WriteSpec.Delivery;
import dev.millrace.model.WriteSpec.Mode;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ledger of an earlier version is taken over in place, and such a version may go on with it. */
class LedgerMigrationIT extends DatabaseIT {
  /** As the version before the columns of {@link LedgerTable#LATER} made it. */
  private static final String EARLIER =
      "CREATE TABLE millrace_ledger (job VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT"
          + " NULL,topic VARCHAR(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,`partition`"
          + " INT NOT NULL,epoch BIGINT NOT NULL,start_offset BIGINT NOT NULL,next_offset BIGINT"
          + " NOT NULL,written BIGINT NOT NULL,nulled_fields BIGINT NOT NULL,quarantined BIGINT NOT"
          + " NULL,tombstones BIGINT NOT NULL,gaps BIGINT NOT NULL,updated_at DATETIME(3) NOT"
          + " NULL,PRIMARY KEY (job,topic,`partition`)) ENGINE=InnoDB";

  /** As that version names its columns. */
  private static final String EARLIER_INSERT =
      "INSERT INTO millrace_ledger(job,topic,`partition`,epoch,start_offset,next_offset,written,"
          + "nulled_fields,quarantined,tombstones,gaps,updated_at) VALUES ";

  private static final LedgerRow ROW = new LedgerRow("t", 0, 7, 0, 2, 1, 3, 0, 1, 0, 0);

  @BeforeEach
  void earlierLedger() {
    sql("CREATE TABLE r (id INT NOT NULL PRIMARY KEY)");
    sql(EARLIER);
    sql(EARLIER_INSERT + "('j','t',0,7,0,2,1,3,1,0,0,UTC_TIMESTAMP(3))");
  }

  @Test
  void itsRowsGoOnAndRoundedFieldsAreCountedFromNowOn() {
    Lane lane = lane(destination("r"), "id");

    assertThat(lane.claimed(0, 0)).isEqualTo(2);
    LedgerMove move = new LedgerMove("t", 0, 2, 4, 2, 0, 5, 0, 0, 0, -1);
    WriteOutcome written = lane.write(batch(List.of(move), List.of(), "(1)", "(2)"));

    assertThat(written).isInstanceOf(WriteOutcome.Committed.class);
    assertThat(((WriteOutcome.Committed) written).rows())
        .containsExactly(new LedgerRow("t", 0, 8, 0, 4, 3, 3, 5, 1, 0, 0));
    assertThat(readLedger()).containsExactly(new LedgerRow("t", 0, 8, 0, 4, 3, 3, 5, 1, 0, 0));
    sql(EARLIER_INSERT + "('other','t',0,1,0,0,0,0,0,0,0,UTC_TIMESTAMP(3))");
    assertThat(one("SELECT rounded_fields FROM millrace_ledger WHERE job='other'")).isEqualTo("0");
  }

  @Test
  void toLookAtItDoesNotAlterIt() {
    assertThat(readLedger()).containsExactly(ROW);
    assertThat(sql("SHOW COLUMNS FROM millrace_ledger LIKE 'rounded_fields'")).isEmpty();
  }

  @Test
  void severalMayMigrateItAtOnce() {
    List<DestinationDatabase> all =
        List.of(
            new DestinationDatabase(vertx, destination("r")),
            new DestinationDatabase(vertx, destination("r")),
            new DestinationDatabase(vertx, destination("r")),
            new DestinationDatabase(vertx, destination("r")));
    List<LedgerRow> fresh = List.of(LedgerRow.startingAt("t", 1, 0));

    on(() -> Future.all(all.stream().map(db -> db.initLedger("j", fresh)).toList()));

    assertThat(readLedger()).containsExactly(ROW, LedgerRow.startingAt("t", 1, 0));
  }

  @Test
  void whoMayNotAlterItIsToldWhatToDo() {
    sql("CREATE USER keeper@'%' IDENTIFIED BY 'p'");
    try {
      sql("GRANT SELECT,INSERT,UPDATE,DELETE,CREATE ON " + database + ".* TO keeper@'%'");
      List<FieldError> faults = faults();
      assertThat(faults).extracting(FieldError::pointer).containsExactly("/write/delivery");
      assertThat(faults.get(0).detail()).contains("ALTER", "keeper");
      String statement =
          faults.get(0).detail().substring(faults.get(0).detail().indexOf("ALTER TABLE"));

      sql(statement);

      assertThat(faults()).isEmpty();
      assertThat(lane(keeper(), "id").claimed(0, 0)).isEqualTo(2);
    } finally {
      sql("DROP USER keeper@'%'");
    }
  }

  private Destination keeper() {
    return as(destination("r"), "keeper", "p");
  }

  private List<FieldError> faults() {
    DestinationDatabase db = new DestinationDatabase(vertx, keeper());
    return on(
        () ->
            db.checkPrivileges(
                job(keeper(), Mode.INSERT, Delivery.EXACTLY_ONCE), true, List.of("id")));
  }

  private List<LedgerRow> readLedger() {
    return on(() -> new DestinationDatabase(vertx, destination("r")).readLedger("j")).stream()
        .map(LedgerEntry::row)
        .toList();
  }
}
