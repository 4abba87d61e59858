package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.TableSchema;
import dev.millrace.sink.DatabaseIT;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableCheckTest {
  private static final TableSchema TABLE =
      new TableSchema(
          "d",
          "t",
          "InnoDB",
          true,
          List.of(
              Column.of("id", "BIGINT"),
              Column.of("device_os", "VARCHAR(16)"),
              new Column("total", ColumnType.parse("INT"), true, true, true, null),
              new Column("must", ColumnType.parse("INT"), false, false, false, null)),
          List.of("id"));

  @Test
  void everyDisagreementHasItsPlace() {
    JobTable job =
        job(
            Dialect.MARIADB,
            Mode.UPSERT,
            Delivery.EXACTLY_ONCE,
            MappingEntry.of("/a", "ID", "VARCHAR(3)"),
            MappingEntry.of("/b", "deviceOs", "VARCHAR(16)"),
            MappingEntry.of("/c", "total", null),
            MappingEntry.of("/d", "id", null),
            MappingEntry.of("/e", "place", null));
    TableInspection found =
        new TableInspection(
            "11",
            1 << 24,
            Optional.of(new TableSchema("d", "t", "MyISAM", false, TABLE.columns(), List.of())),
            List.of(),
            List.of("place point"));

    assertThat(TableCheck.faults(job, found))
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrder(
            "/mapping/0/type",
            "/mapping/1/column",
            "/mapping/2/column",
            "/mapping/3/column",
            "/mapping/4/column",
            "/mapping",
            "/write/delivery",
            "/write/mode");
    assertThat(TableCheck.faults(job, found).toString())
        .contains("did you mean 'device_os'?")
        .contains("MyISAM")
        .contains("'must'")
        .contains("place point");
  }

  /** It says that it has transactions, and the rows are another server's. */
  @Test
  void rowsThatAnotherServerKeepsAreNotWrittenExactlyOnce() {
    TableInspection found =
        new TableInspection(
            "11",
            1 << 24,
            Optional.of(
                new TableSchema(
                    "d", "t", "FEDERATED", true, TABLE.columns().subList(0, 1), List.of("id"))),
            List.of(List.of("id")),
            List.of());

    assertThat(TableCheck.faults(federated(Delivery.EXACTLY_ONCE), found))
        .singleElement()
        .satisfies(
            fieldError -> {
              assertThat(fieldError.pointer()).isEqualTo("/write/delivery");
              assertThat(fieldError.detail()).contains("FEDERATED", "on another");
            });
    assertThat(TableCheck.faults(federated(Delivery.AT_LEAST_ONCE), found)).isEmpty();
  }

  private static JobTable federated(Delivery delivery) {
    return job(Dialect.MARIADB, Mode.REPLACE, delivery, MappingEntry.of("/a", "id", "BIGINT"));
  }

  @Test
  void ofSeveralTablesEachIsPointedToWhereItStands() {
    TableSpec written =
        DatabaseIT.table(
            "t", Mode.UPSERT, MappingEntry.of("/x", "x", "INT"), MappingEntry.of("/b", "B", "INT"));
    // The engine has put an entry before them.
    TableSpec effective =
        written.withMapping(
            Stream.concat(
                    Stream.of(MappingEntry.of("$offset", "__offset", null)),
                    written.mapping().stream())
                .toList());
    JobTable job =
        new JobTable(
            new Destination(Dialect.MARIADB, "h", 1, "d", "u", null, Destination.Tls.DISABLED),
            true,
            effective,
            TablePointers.of("/tables/3", written));
    TableInspection found =
        new TableInspection("11", 1 << 24, Optional.of(TABLE), List.of(), List.of());

    assertThat(TableCheck.faults(job, found))
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrder(
            "/tables/3/mapping",
            "/tables/3/mapping/0/column",
            "/tables/3/mapping/1/column",
            "/tables/3/mapping",
            "/tables/3/write/mode");
    TableInspection none =
        new TableInspection("11", 1 << 24, Optional.empty(), List.of(), List.of());
    TableSpec never =
        new TableSpec(
            "t",
            written.mapping(),
            TableSpec.Infer.NONE,
            TableSpec.CreateTable.NEVER,
            written.write(),
            false);
    assertThat(
            TableCheck.faults(
                new JobTable(job.to(), true, never, TablePointers.of("/tables/0", never)), none))
        .extracting(FieldError::pointer)
        .containsExactly("/tables/0/table");
  }

  @ParameterizedTest
  @CsvSource({
    "UPSERT,id;e,upsert changes",
    "REPLACE,id;e,replace deletes",
    "INSERT,id;e,",
    "IGNORE,id;e,",
    "UPSERT,id;n,",
    "UPSERT,id,"
  })
  void aSecondUniqueKeyThatTheJobFillsIsAWarningWhereRowsAreOverwritten(
      Mode mode, String keys, String warned) {
    TableInspection found =
        new TableInspection(
            "11",
            1 << 24,
            Optional.of(TABLE),
            Stream.of(keys.split(";")).map(List::of).toList(),
            List.of());
    JobTable job =
        job(
            Dialect.MARIADB,
            mode,
            Delivery.EXACTLY_ONCE,
            MappingEntry.of("/a", "ID", null),
            MappingEntry.of("/e", "e", null));

    List<Warning> warnings = TableCheck.warnings(job, found);

    if (warned == null) {
      assertThat(warnings).isEmpty();
    } else {
      assertThat(warnings).extracting(Warning::pointer).containsExactly("/write/mode");
      assertThat(warnings.get(0).message()).contains(warned, "(id) and (e)", "insert");
    }
  }

  @Test
  void aMissingTableIsAFaultOnlyWhereItMayNotBeCreated() {
    TableInspection none =
        new TableInspection("11", 1 << 24, Optional.empty(), List.of(), List.of());
    JobTable job =
        job(
            Dialect.MARIADB,
            Mode.INSERT,
            Delivery.EXACTLY_ONCE,
            MappingEntry.of("/a", "a", "INT").asKey());

    assertThat(TableCheck.faults(job, none)).isEmpty();
    assertThat(
            TableCheck.faults(
                job(
                    Dialect.MARIADB,
                    Mode.INSERT,
                    Delivery.EXACTLY_ONCE,
                    MappingEntry.of("/a", "a", null),
                    MappingEntry.of("/b", "b", "TEXT").asKey()),
                none))
        .extracting(FieldError::pointer)
        .containsExactly("/mapping/0/type", "/mapping/1/type");
  }

  @Test
  void atLeastOnceInsertsNeedAModeThatBearsReplays() {
    TableInspection found =
        new TableInspection("11", 1 << 24, Optional.of(TABLE), List.of(List.of("id")), List.of());
    MappingEntry[] mapping = {
      MappingEntry.of("/a", "id", null), MappingEntry.of("/m", "must", null)
    };

    assertThat(
            TableCheck.faults(
                job(Dialect.MYSQL, Mode.INSERT, Delivery.AT_LEAST_ONCE, mapping), found))
        .extracting(FieldError::pointer)
        .containsExactly("/write/mode");
    assertThat(
            TableCheck.faults(
                job(Dialect.MYSQL, Mode.UPSERT, Delivery.AT_LEAST_ONCE, mapping), found))
        .isEmpty();
    assertThat(
            TableCheck.faults(
                job(Dialect.ANALYTICDB, Mode.INSERT, Delivery.AT_LEAST_ONCE, mapping), found))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT | INT(11) | true",
        "BIGINT | INT | true",
        "INT | BIGINT | false",
        "INT UNSIGNED | INT | false",
        "BIGINT | INT UNSIGNED | true",
        "TINYINT(1) | BOOLEAN | true",
        "VARCHAR(20) | INT | true",
        "VARCHAR(5) | INT | false",
        "VARCHAR(64) | VARCHAR(65) | false",
        "TEXT | VARCHAR(65) | true",
        "DECIMAL(12,2) | DECIMAL(12,3) | false",
        "DECIMAL(14,3) | DECIMAL(12,2) | true",
        "DATETIME(3) | TIMESTAMP(3) | true",
        "DATETIME | DATETIME(3) | false",
        "JSON | JSON | true",
        "LONGTEXT | JSON | true",
        "JSON | TEXT | false",
        "DOUBLE | FLOAT | true",
        "DOUBLE | BIGINT | false",
        "BLOB | VARBINARY(9) | true",
        "ENUM('a','b') | ENUM('b') | true",
        "ENUM('a') | ENUM('a','b') | false",
        "DATE | DATETIME | false",
        "VARCHAR(64) | BLOB | false"
      })
  void aColumnHoldsWhatIsNotWider(String real, String declared, boolean holds) {
    assertThat(TypeCompatibility.holds(ColumnType.parse(real), ColumnType.parse(declared)))
        .isEqualTo(holds);
  }

  private static JobTable job(
      Dialect dialect, Mode mode, Delivery delivery, MappingEntry... mapping) {
    TableSpec spec = DatabaseIT.table("t", mode, mapping);
    return new JobTable(
        new Destination(dialect, "h", 1, "d", "u", null, Destination.Tls.DISABLED),
        delivery == Delivery.EXACTLY_ONCE,
        spec,
        TablePointers.ofOnly(spec));
  }
}
