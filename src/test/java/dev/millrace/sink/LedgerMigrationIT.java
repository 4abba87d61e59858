package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.FieldError;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ledgers of earlier versions are taken over in place, and such a version may go on with them. */
class LedgerMigrationIT extends DatabaseIT {
  /** As the first version made it. */
  private static final String FIRST =
      "CREATE TABLE millrace_ledger (job VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT"
          + " NULL,topic VARCHAR(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,`partition`"
          + " INT NOT NULL,epoch BIGINT NOT NULL,start_offset BIGINT NOT NULL,next_offset BIGINT"
          + " NOT NULL,written BIGINT NOT NULL,nulled_fields BIGINT NOT NULL,quarantined BIGINT NOT"
          + " NULL,tombstones BIGINT NOT NULL,gaps BIGINT NOT NULL,updated_at DATETIME(3) NOT"
          + " NULL,PRIMARY KEY (job,topic,`partition`)) ENGINE=InnoDB";

  /** As the version that has rounded fields, but none of the later counts, made it. */
  private static final String SECOND =
      FIRST.replace(
          "PRIMARY KEY",
          "rounded_fields BIGINT NOT NULL DEFAULT 0,target VARCHAR(300) CHARACTER SET utf8mb4"
              + " COLLATE utf8mb4_bin NULL,document_digest VARCHAR(64) CHARACTER SET ascii COLLATE"
              + " ascii_bin NULL,PRIMARY KEY");

  /** As the first version names its columns. */
  private static final String FIRST_INSERT =
      "INSERT INTO millrace_ledger(job,topic,`partition`,epoch,start_offset,next_offset,written,"
          + "nulled_fields,quarantined,tombstones,gaps,updated_at) VALUES ";

  private static final LedgerRow ROW =
      new LedgerRow(
          "t",
          0,
          7,
          0,
          2,
          Counts.of(Count.WRITTEN, 1).with(Count.NULLED_FIELDS, 3).with(Count.QUARANTINED, 1));

  private void earlierLedger(String create) {
    sql("CREATE TABLE r (id INT NOT NULL PRIMARY KEY)");
    sql(create);
    sql(FIRST_INSERT + "('j','t',0,7,0,2,1,3,1,0,0,UTC_TIMESTAMP(3))");
  }

  private static Stream<String> earlier() {
    return Stream.of(FIRST, SECOND);
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void itsRowsGoOnAndLaterCountsAreCountedFromNowOn(String create) {
    earlierLedger(create);
    Lane lane = lane(place("r"), "id");

    assertThat(lane.claimed(0, 0)).isEqualTo(2);
    Counts counts =
        Counts.of(Count.WRITTEN, 2)
            .with(Count.ROUNDED_FIELDS, 5)
            .with(Count.DELETED, 7)
            .with(Count.FILTERED, 8)
            .with(Count.SKIPPED, 9);
    WriteOutcome written =
        lane.write(
            batch(List.of(new LedgerMove("t", 0, 2, 28, counts, -1)), List.of(), "(1)", "(2)"));

    LedgerRow expected = new LedgerRow("t", 0, 8, 0, 28, ROW.counts().plus(counts));
    assertThat(written).isInstanceOf(WriteOutcome.Committed.class);
    assertThat(((WriteOutcome.Committed) written).rows()).containsExactly(expected);
    assertThat(readLedger()).containsExactly(expected).allMatch(LedgerRow::balanced);
    sql(FIRST_INSERT + "('other','t',0,1,0,0,0,0,0,0,0,UTC_TIMESTAMP(3))");
    assertThat(one("SELECT rounded_fields+deleted FROM millrace_ledger WHERE job='other'"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void toLookAtItDoesNotAlterIt(String create) {
    earlierLedger(create);
    assertThat(readLedger()).containsExactly(ROW);
    assertThat(sql("SHOW COLUMNS FROM millrace_ledger LIKE 'rounded_fields'"))
        .hasSize(create.equals(FIRST) ? 0 : 1);
    assertThat(sql("SHOW COLUMNS FROM millrace_ledger LIKE 'deleted'")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void severalMayMigrateItAtOnce(String create) {
    earlierLedger(create);
    List<DestinationDatabase> all =
        List.of(
            new DestinationDatabase(vertx, destination()),
            new DestinationDatabase(vertx, destination()),
            new DestinationDatabase(vertx, destination()),
            new DestinationDatabase(vertx, destination()));
    List<LedgerRow> fresh = List.of(LedgerRow.startingAt(new PartitionId("t", 1), 0));

    on(() -> Future.all(all.stream().map(db -> db.initLedger("j", target("r"), fresh)).toList()));

    assertThat(readLedger()).containsExactly(ROW, LedgerRow.startingAt(new PartitionId("t", 1), 0));
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void whoMayNotAlterItIsToldWhatToDo(String create) {
    earlierLedger(create);
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

  private Place keeper() {
    return as(place("r"), "keeper", "p");
  }

  private List<FieldError> faults() {
    DestinationDatabase db = new DestinationDatabase(vertx, keeper().at());
    JobSpec job =
        job(keeper(), Mode.INSERT, Delivery.EXACTLY_ONCE, MappingEntry.of("/id", "id", null));
    return on(
        () ->
            db.inspect("r")
                .compose(found -> db.checkPrivileges(List.of(inspected(job, found)), true, false)));
  }

  private List<LedgerRow> readLedger() {
    return on(() -> new DestinationDatabase(vertx, destination()).readLedger("j", target("r")))
        .stream()
        .map(LedgerEntry::row)
        .toList();
  }
}
