package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.dialect.Dialects;
import dev.millrace.error.FieldError;
import dev.millrace.flow.Addresses;
import dev.millrace.flow.Claim;
import dev.millrace.flow.ClaimOutcome;
import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TableSchema;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.schema.TableCheck;
import dev.millrace.schema.TableInspection;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.statement.QuarantineSql;
import dev.millrace.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationDatabaseIT extends DatabaseIT {
  private static final String[] TYPES = {
    "TINYINT",
    "TINYINT UNSIGNED",
    "BOOLEAN",
    "SMALLINT",
    "MEDIUMINT",
    "INT",
    "INT UNSIGNED",
    "BIGINT",
    "BIGINT UNSIGNED",
    "DECIMAL(12,2)",
    "DECIMAL(65,38)",
    "FLOAT",
    "DOUBLE",
    "CHAR(3)",
    "VARCHAR(64)",
    "TINYTEXT",
    "TEXT",
    "MEDIUMTEXT",
    "LONGTEXT",
    "JSON",
    "DATE",
    "DATETIME",
    "DATETIME(6)",
    "TIMESTAMP",
    "TIMESTAMP(3)",
    "TIME",
    "TIME(2)",
    "YEAR",
    "BINARY(4)",
    "VARBINARY(9)",
    "TINYBLOB",
    "BLOB",
    "MEDIUMBLOB",
    "LONGBLOB",
    "ENUM('a','it''s','ü','b\\c')",
    "SET('x','y')",
    "BIT(5)"
  };

  @Test
  void aClaimIsHeldAgainstWhatTheWritingServerHasAndNotAgainstAnEarlierRow() {
    sql("CREATE TABLE r (id INT)");
    DestinationDatabase db = new DestinationDatabase(vertx, destination());
    LedgerRow earlier = LedgerRow.startingAt(new PartitionId("t", 0), 0);
    LedgerRow known = new LedgerRow("t", 0, 0, 0, 5, Counts.of(Count.WRITTEN, 5));
    on(() -> db.initLedger("j", target("r"), List.of(earlier)));
    Lane lane = lane(place("r"), "id");
    // What a plain read finds is behind until this is committed, as it is on a replica.
    sql("BEGIN");
    sql("UPDATE millrace_ledger SET next_offset=5,written=5");

    Future<ClaimOutcome> claimed =
        vertx
            .eventBus()
            .<ClaimOutcome>request(
                Addresses.claims(lane.id),
                new Claim(List.of(known), List.of(known)),
                new DeliveryOptions().setSendTimeout(60_000))
            .map(m -> m.body());
    Eventually.until(
        "it waits for the row, or is answered",
        Duration.ofSeconds(40),
        () ->
            claimed.isComplete()
                || !sql("SELECT 1 FROM information_schema.processlist WHERE info LIKE"
                        + " '%millrace_ledger%FOR UPDATE' AND id<>CONNECTION_ID()")
                    .isEmpty());
    sql("COMMIT");

    assertThat(get(claimed)).isEqualTo(new ClaimOutcome.Claimed(List.of(known.withEpoch(1))));
    assertThat(on(() -> db.readLedgerFromWriter("j", target("r"))))
        .extracting(LedgerEntry::row)
        .containsExactly(known.withEpoch(1));
    assertThat(on(() -> db.readLedgerFromWriter("none", target("r")))).isEmpty();
    sql("SET SESSION innodb_lock_wait_timeout=1");
    sql("DELETE FROM millrace_ledger"); // nothing is locked any more
    sql("DROP TABLE millrace_ledger");
    assertThat(on(() -> db.readLedgerFromWriter("j", target("r")))).isEmpty();
    on(db::close);
  }

  @Test
  void aCreatedTableReadsBackAsItWasAskedForAndAgreesWithItsMapping() {
    List<MappingEntry> mapping = new ArrayList<>();
    mapping.add(MappingEntry.of("/id", "sch`lüssel 漢", "VARCHAR(20)").asKey());
    mapping.add(MappingEntry.of("/no", "no", "INT").asKey());
    for (int i = 0; i < TYPES.length; i++) {
      mapping.add(MappingEntry.of("/c" + i, "c" + i, type(i)));
    }
    Place place = place("tabelle `ü`");
    var spec = job(place, Mode.UPSERT, Delivery.EXACTLY_ONCE, mapping.toArray(MappingEntry[]::new));
    DestinationDatabase db = new DestinationDatabase(vertx, place.at());
    assertThat(on(() -> db.inspect(place.table())).table()).isEmpty();

    on(() -> db.createTable(place.table(), mapping));
    on(() -> db.createTable(place.table(), mapping));

    TableInspection found = on(() -> db.inspect(place.table()));
    TableSchema table = found.table().orElseThrow();
    assertThat(table.engine()).isEqualTo("InnoDB");
    assertThat(table.transactional()).isTrue();
    assertThat(table.primaryKey()).containsExactly("sch`lüssel 漢", "no");
    assertThat(found.uniqueKeys()).containsExactly(table.primaryKey());
    for (int i = 0; i < TYPES.length; i++) {
      Column column = table.columns().get(i + 2);
      ColumnType asked = ColumnType.parse(type(i));
      if (asked.base() == ColumnType.Base.BOOLEAN) {
        assertThat(column.type().base()).isEqualTo(ColumnType.Base.TINYINT);
      } else {
        assertThat(column.type().base()).isEqualTo(asked.base());
        assertThat(column.type().scale()).isEqualTo(asked.scale());
        assertThat(column.type().unsigned()).isEqualTo(asked.unsigned());
        assertThat(column.type().members()).isEqualTo(asked.members());
      }
      assertThat(column.nullable()).isTrue();
      assertThat(column.hasDefault()).isFalse();
    }
    assertThat(table.column("C14").orElseThrow().charset()).isEqualTo("utf8mb4");
    assertThat(table.column("c20").orElseThrow().charset()).isNull();
    assertThat(TableCheck.faults(inspected(spec, found).job(), found)).isEmpty();
    on(db::close);
  }

  /** MySQL's DECIMAL has at most 30 digits behind the point. */
  private String type(int i) {
    return server.isMySql() ? TYPES[i].replace("(65,38)", "(65,30)") : TYPES[i];
  }

  @Test
  void defaultsGeneratedColumnsAndStrangeTypesAreRead() {
    sql(
        "CREATE TABLE odd (id BIGINT AUTO_INCREMENT PRIMARY KEY, d INT NOT NULL DEFAULT 3, t"
            + " TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, g INT GENERATED ALWAYS AS (d+1)"
            + " STORED, g2 INT AS (d+2) VIRTUAL, n INT NOT NULL, z INT(8) ZEROFILL, "
            + (server.isMySql() ? "u CHAR(36), i6 CHAR(39)" : "u UUID, i6 INET6")
            + ", p POINT, l VARCHAR(10) CHARACTER SET latin1, x TEXT"
            + (server.isMySql() ? "" : " COMPRESSED")
            + ", lt LONGTEXT CHECK (CHAR_LENGTH(lt)>1), UNIQUE KEY (n,d)) ENGINE=MyISAM");
    TableInspection found = on(() -> new DestinationDatabase(vertx, destination()).inspect("odd"));
    TableSchema table = found.table().orElseThrow();

    assertThat(table.transactional()).isFalse();
    assertThat(table.engine()).isEqualTo("MyISAM");
    assertThat(table.columns().stream().filter(Column::hasDefault).map(Column::name))
        .containsExactly("id", "d", "t", "g", "g2");
    assertThat(table.columns().stream().filter(Column::generated).map(Column::name))
        .containsExactly("g", "g2");
    assertThat(table.column("z").orElseThrow().type().unsigned()).isTrue();
    assertThat(table.column("u").orElseThrow().type()).isEqualTo(ColumnType.parse("CHAR(36)"));
    assertThat(table.column("i6").orElseThrow().type()).isEqualTo(ColumnType.parse("CHAR(39)"));
    assertThat(table.column("l").orElseThrow().charset()).isEqualTo("latin1");
    assertThat(table.column("x").orElseThrow().type()).isEqualTo(ColumnType.parse("TEXT"));
    assertThat(table.column("lt").orElseThrow().type()).isEqualTo(ColumnType.parse("LONGTEXT"));
    assertThat(found.unreadable()).containsExactly("p point");
    assertThat(found.uniqueKeys()).containsExactlyInAnyOrder(List.of("id"), List.of("n", "d"));
  }

  @Test
  void theLedgerIsReadInitialisedAndReset() {
    DestinationDatabase db = new DestinationDatabase(vertx, destination());
    LedgerRow first = LedgerRow.startingAt(new PartitionId("t", 0), 5);

    assertThat(on(() -> db.readLedger("j", target("r")))).isEmpty();
    on(() -> db.resetLedger("j", target("r")));
    on(() -> db.initLedger("j", target("r"), List.of(first)));
    on(
        () ->
            db.initLedger(
                "j",
                target("r"),
                List.of(
                    LedgerRow.startingAt(new PartitionId("t", 0), 9),
                    LedgerRow.startingAt(new PartitionId("t", 1), 9))));
    on(
        () ->
            db.initLedger(
                "J", target("r"), List.of(LedgerRow.startingAt(new PartitionId("t", 0), 9))));

    assertThat(on(() -> db.readLedger("j", target("r"))))
        .extracting(LedgerEntry::row)
        .containsExactly(first, LedgerRow.startingAt(new PartitionId("t", 1), 9));
    on(() -> db.resetLedger("j", target("r")));
    assertThat(on(() -> db.readLedger("j", target("r")))).isEmpty();
    assertThat(on(() -> db.readLedger("J", target("r")))).hasSize(1);
    assertThat(lane(place("r"), "id").claimed(0, 77)).isEqualTo(77);
  }

  @Test
  void lackingPrivilegesAreFoundWithoutDoingAnything() {
    sql("CREATE TABLE r (id INT NOT NULL PRIMARY KEY, v INT)");
    sql("CREATE USER poor@'%' IDENTIFIED BY 'p'");
    sql("GRANT SELECT ON " + database + ".* TO poor@'%'");

    assertThat(faults(Mode.INSERT)).hasSize(2).allMatch(f -> f.detail().contains("poor"));
    sql("GRANT INSERT ON " + database + ".r TO poor@'%'");
    assertThat(faults(Mode.INSERT))
        .extracting(FieldError::pointer)
        .containsExactly("/write/delivery");
    assertThat(faults(Mode.REPLACE)).hasSize(2);
    assertThat(faults(Mode.UPSERT)).hasSize(2);
    sql("GRANT CREATE ON " + database + ".* TO poor@'%'");
    assertThat(faults(Mode.INSERT)).isEmpty();
    assertThat(sql("SHOW TABLES")).hasSize(1);
    sql("REVOKE CREATE ON " + database + ".* FROM poor@'%'");
    sql(LedgerTable.CREATE);
    assertThat(faults(Mode.INSERT)).hasSize(2);
    sql("GRANT INSERT,UPDATE,DELETE,SELECT ON " + database + ".millrace_ledger TO poor@'%'");
    assertThat(faults(Mode.INSERT)).isEmpty();
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("0");
    Lane lane = lane(as(place("r"), "poor", "p"), "id");
    lane.writeAfterClaim(batch(0, 1, "(1)"));
    sql("DROP USER poor@'%'");
  }

  @Test
  void troubleIsOneExceptionAndEndsInTime() {
    DestinationDatabase nowhere = new DestinationDatabase(vertx, destination(dialect(), 1));

    Throwable failure = catchThrowable(() -> on(() -> nowhere.inspect("r")));

    assertThat(failure).isInstanceOf(DestinationException.class);
    assertThat(((DestinationException) failure).mayPass()).isTrue();
    assertThat(((DestinationException) failure).error().code()).isEqualTo("unreachable");
    Throwable denied =
        catchThrowable(
            () ->
                on(
                    () ->
                        new DestinationDatabase(vertx, as(destination(), "nobody", "secret"))
                            .inspect("r")));
    assertThat(((DestinationException) denied).mayPass()).isFalse();
    assertThat(denied.getMessage()).contains("access-denied").doesNotContain("secret");
  }

  @Test
  void theRightToDeleteIsAskedForOnlyWhereRowsAreDeleted() {
    sql("CREATE TABLE r (id BIGINT PRIMARY KEY, v TEXT)");
    sql("CREATE USER poor@'%' IDENTIFIED BY 'p'");
    try {
      sql("GRANT SELECT,INSERT,UPDATE ON " + database + ".r TO poor@'%'");
      sql(
          "GRANT CREATE,SELECT,INSERT,UPDATE,DELETE ON "
              + database
              + ".millrace_ledger TO poor@'%'");

      assertThat(faults(Mode.UPSERT, false)).isEmpty();
      assertThat(faults(Mode.UPSERT, true))
          .singleElement()
          .satisfies(
              fault -> {
                assertThat(fault.pointer()).isEqualTo("/destination/user");
                assertThat(fault.detail()).contains("poor", "DELETE");
              });
      sql("GRANT DELETE ON " + database + ".r TO poor@'%'");
      assertThat(faults(Mode.UPSERT, true)).isEmpty();
    } finally {
      sql("DROP USER poor@'%'");
    }
  }

  @Test
  void whoMayNotAddTheColumnsThatAnEarlierQuarantineLacksIsTold() {
    sql("CREATE TABLE r (id BIGINT PRIMARY KEY, v TEXT)");
    sql(QuarantineSql.create(Dialects.of(dialect())));
    sql("ALTER TABLE millrace_quarantine DROP COLUMN table_name");
    sql("CREATE USER poor@'%' IDENTIFIED BY 'p'");
    try {
      sql("GRANT CREATE,SELECT,INSERT,UPDATE,DELETE ON " + database + ".* TO poor@'%'");

      assertThat(quarantineFaults())
          .singleElement()
          .satisfies(
              fault -> {
                assertThat(fault.pointer()).isEqualTo("/destination/user");
                assertThat(fault.detail())
                    .contains("ALTER", "millrace_quarantine was made by an earlier version");
              });
      sql("GRANT ALTER ON " + database + ".millrace_quarantine TO poor@'%'");
      assertThat(quarantineFaults()).isEmpty();
    } finally {
      sql("DROP USER poor@'%'");
    }
  }

  private List<FieldError> quarantineFaults() {
    Place place = as(place("r"), "poor", "p");
    DestinationDatabase db = new DestinationDatabase(vertx, place.at());
    List<FieldError> faults = on(() -> db.checkPrivileges(List.of(), false, true));
    on(db::close);
    return faults;
  }

  private List<FieldError> faults(Mode mode) {
    return faults(mode, false);
  }

  private List<FieldError> faults(Mode mode, boolean deletes) {
    Place place = as(place("r"), "poor", "p");
    DestinationDatabase db = new DestinationDatabase(vertx, place.at());
    JobSpec job =
        job(
            place,
            mode,
            Delivery.EXACTLY_ONCE,
            MappingEntry.of("/id", "id", null).asKey(),
            MappingEntry.of("/v", "v", null));
    TableSpec table = job.tables().get(0);
    TableSpec wanted =
        new TableSpec(
            table.table(),
            table.mapping(),
            table.infer(),
            table.createTable(),
            table.write(),
            deletes);
    List<FieldError> faults =
        on(
            () ->
                db.inspect("r")
                    .compose(
                        found ->
                            db.checkPrivileges(
                                List.of(inspected(job.withTables(List.of(wanted)), found)),
                                true,
                                false)));
    on(db::close);
    return faults;
  }
}
