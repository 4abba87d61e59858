package dev.millrace.schema;

import dev.millrace.dialect.Feature;
import dev.millrace.dialect.SqlDialect;
import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.EntryOptions;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec.Method;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Holds the mapping and the write settings of one table against the table as it is. */
public final class TableCheck {
  private final JobTable job;
  private final TableSpec spec;
  private final TableInspection tableInspection;
  private final SqlDialect dialect;
  private final List<FieldError> faults = new ArrayList<>();

  private TableCheck(JobTable job, TableInspection tableInspection) {
    this.job = job;
    this.spec = job.spec();
    this.tableInspection = tableInspection;
    dialect = job.dialect();
  }

  /**
   * Every disagreement, with its place in the job's document; empty when the job can write. Where
   * the table is missing and may be created, the faults of creating it.
   */
  public static List<FieldError> faults(JobTable job, TableInspection tableInspection) {
    TableCheck check = new TableCheck(job, tableInspection);
    TableSpec spec = job.spec();
    check.columnsTwice();
    if (job.exactlyOnce() && !check.dialect.can(Feature.TRANSACTIONS)) {
      check.fault(
          "/write/delivery", check.dialect.title() + " has no transactions; use at-least-once");
    }
    if (tableInspection.table().isPresent()) {
      check.table(tableInspection.table().get());
    } else if (!spec.creates()) {
      check.fault(
          job.at().table(),
          "there is no table '"
              + spec.table()
              + "' in database '"
              + job.to().database()
              + "'; create it, or let the job do so with createTable: if-missing");
    } else {
      check.faults.addAll(CreateTable.faults(job));
      check.replays(spec.mapping().stream().anyMatch(MappingEntry::key));
      check.demandedKey();
    }
    return check.faults;
  }

  /**
   * What keeps no job from starting and may surprise all the same: a second unique key, by which
   * the server finds rows to overwrite as it does by the first; a default that is asked for and
   * that the column does not have; keys that take different values for equal.
   */
  public static List<Warning> warnings(JobTable job, TableInspection tableInspection) {
    List<Warning> warnings = new ArrayList<>(severalKeys(job, tableInspection));
    tableInspection.table().ifPresent(table -> noDefaults(job, table, warnings));
    tableInspection.table().ifPresent(table -> warnings.addAll(TableKind.warnings(job, table)));
    warnings.addAll(CollationKeys.warnings(job, tableInspection));
    return warnings;
  }

  private static void noDefaults(JobTable job, TableSchema table, List<Warning> warnings) {
    List<MappingEntry> mapping = job.spec().mapping();
    for (int i = 0; i < mapping.size(); i++) {
      MappingEntry entry = mapping.get(i);
      Optional<Column> column = table.column(entry.column());
      if (entry.absent() == MappingEntry.Absent.DEFAULT
          && column.isPresent()
          && !column.get().hasDefault()) {
        warnings.add(
            Warning.at(
                job.entry(i, "absent"),
                WarningCode.OPTION_WITHOUT_EFFECT,
                "column '"
                    + column.get().name()
                    + "' has no default to write; give it one, or leave absent out"));
      }
    }
  }

  private static List<Warning> severalKeys(JobTable job, TableInspection tableInspection) {
    TableSpec spec = job.spec();
    Mode mode = spec.write().mode();
    List<String> keys =
        tableInspection.uniqueKeys().stream()
            .filter(key -> key.stream().anyMatch(column -> spec.fills(column)))
            .map(key -> "(" + String.join(", ", key) + ")")
            .toList();
    List<Warning> warnings = new ArrayList<>(TableTriggers.warnings(job, tableInspection));
    if (keys.size() > 1 && (mode == Mode.REPLACE || mode == Mode.UPSERT)) {
      warnings.add(
          Warning.at(
              job.at().mode(),
              WarningCode.SEVERAL_KEYS,
              "table '"
                  + spec.table()
                  + "' has several unique keys, "
                  + String.join(" and ", keys)
                  + ": "
                  + (mode == Mode.REPLACE ? "replace deletes" : "upsert changes")
                  + " whatever row any of them finds, another record's too; keep one of them, or"
                  + " use mode insert, which refuses such a record (duplicate-key)"));
    }
    return warnings;
  }

  private void table(TableSchema table) {
    FieldError another = TableKind.noTable(job, table, tableInspection);
    if (another != null) {
      faults.add(another);
      return;
    }
    boolean[] mapped = new boolean[table.columns().size()];
    for (int i = 0; i < spec.mapping().size(); i++) {
      MappingEntry entry = spec.mapping().get(i);
      Optional<Column> column = table.column(entry.column());
      if (column.isEmpty()) {
        fault(job.entry(i, "column"), missing(entry.column(), table));
      } else {
        mapped[table.columns().indexOf(column.get())] = true;
        column(i, entry, column.get());
      }
    }
    unmapped(table, mapped);
    unreadableRequired(table);
    defaults(table);
    faults.addAll(TableKind.faults(job, table, tableInspection));
    if (spec.write().method() == Method.LOAD) {
      LoadSupport.objection(job.to().dialect(), job.exactlyOnce(), spec, table)
          .ifPresent(
              why -> fault(job.at().method(), "load is not possible: " + why + "; use auto"));
    }
    replays(tableInspection.uniqueKeys().stream().anyMatch(key -> canMeet(table, key)));
  }

  /** Whether two rows of the job can be equal by this key: not where the server counts them. */
  private boolean canMeet(TableSchema table, List<String> key) {
    return key.stream()
        .flatMap(name -> table.column(name).stream())
        .noneMatch(column -> column.autoIncrement() && !spec.fills(column.name()));
  }

  private void column(int i, MappingEntry entry, Column column) {
    if (column.generated()) {
      fault(
          job.entry(i, "column"),
          "column '" + column.name() + "' is generated by the server and cannot be written to");
    }
    EntryOptions.faults(entry, column.type())
        .forEach((option, why) -> fault(job.entry(i, option), why));
    ColumnType declared = entry.type();
    if (declared == null) {
      return;
    }
    declared = dialect.stored(declared, false);
    if (declared != null && !TypeCompatibility.holds(column.type(), declared)) {
      fault(
          job.entry(i, "type"),
          "the entry says "
              + entry.type()
              + ", but column '"
              + column.name()
              + "' is "
              + column.type()
              + ", which does not hold every such value; make them agree or leave the type out");
    }
  }

  /** Columns that must have a value and get none. */
  private void unmapped(TableSchema table, boolean[] mapped) {
    for (int i = 0; i < mapped.length; i++) {
      Column column = table.columns().get(i);
      if (!mapped[i]
          && !column.nullable()
          && !column.hasDefault()
          && !TableTriggers.fills(tableInspection, column.name())) {
        fault(
            job.at().mapping(),
            "column '"
                + column.name()
                + "' ("
                + column.type()
                + ") is NOT NULL without a default, and no entry fills it; a trigger that does is"
                + " seen only with the privilege TRIGGER");
      }
    }
  }

  /** The server would refuse the CREATE TABLE, in words that name no cure. */
  private void demandedKey() {
    String demand = tableInspection.details().demandsPrimaryKey();
    if (demand != null && spec.mapping().stream().noneMatch(MappingEntry::key)) {
      fault(
          job.at().mapping(),
          "the server makes no table without a primary key ("
              + demand
              + "=ON), and no entry of the mapping is a key; set \"key\": true in the entry that"
              + " identifies a record, or add {\"path\": \"$partition\", \"column\":"
              + " \"__partition\", \"type\": \"INT\", \"key\": true} and {\"path\": \"$offset\","
              + " \"column\": \"__offset\", \"type\": \"BIGINT\", \"key\": true}");
    }
  }

  /** The same for columns whose type no row of ours can have. */
  private void unreadableRequired(TableSchema table) {
    for (String column : tableInspection.details().required()) {
      if (!TableTriggers.fills(tableInspection, column)) {
        fault(
            job.at().mapping(),
            "column '"
                + column
                + "' of table '"
                + table.table()
                + "' is NOT NULL without a default and has a type that the engine cannot write to;"
                + " give it a default, let it be NULL, or have a trigger fill it");
      }
    }
  }

  /** A default that strict mode refuses would have every record refused. */
  private void defaults(TableSchema table) {
    tableInspection
        .details()
        .invalidDefaults()
        .forEach(
            (column, value) -> {
              boolean taken = false;
              for (MappingEntry entry : spec.mapping()) {
                if (entry.column().equalsIgnoreCase(column)) {
                  taken = entry.absent() != MappingEntry.Absent.DEFAULT;
                }
              }
              if (!taken && !TableTriggers.fills(tableInspection, column)) {
                fault(
                    job.at().mapping(),
                    "column '"
                        + column
                        + "' of table '"
                        + table.table()
                        + "' would get its default "
                        + value
                        + ", which strict mode refuses; alter the default, or map the column");
              }
            });
  }

  private void columnsTwice() {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < spec.mapping().size(); i++) {
      String name = spec.mapping().get(i).column();
      Integer first = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), i);
      if (first != null) {
        fault(
            job.entry(i, "column"),
            "column '"
                + name
                + "' is filled by entry "
                + first
                + " already (names of columns are compared without case)");
      }
    }
  }

  /** Whether the mode does what it says, and at-least-once what replays need, with this key. */
  private void replays(boolean unique) {
    Mode mode = spec.write().mode();
    boolean byKey = mode == Mode.REPLACE || mode == Mode.UPSERT;
    if (byKey && !unique) {
      fault(
          job.at().mode(),
          mode.label()
              + " needs a primary or unique key in the table that the server does not count up"
              + " itself; without one every row would be added");
    } else if (!job.exactlyOnce()
        && mode == Mode.INSERT
        && unique
        && dialect.can(Feature.DUPLICATES_REFUSED)) {
      fault(
          job.at().mode(),
          "with at-least-once delivery, rows that are sent again would be refused as"
              + " duplicates; use upsert, replace or ignore");
    }
  }

  private String missing(String name, TableSchema table) {
    for (String unreadable : tableInspection.unreadable()) {
      if (unreadable.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + " ")) {
        return "column '" + unreadable + "' has a type that the engine cannot write to";
      }
    }
    List<String> near = NearNames.of(name, table.columns().stream().map(Column::name).toList());
    return "table '"
        + table.table()
        + "' has no column '"
        + name
        + "'"
        + (near.isEmpty() ? "" : "; did you mean '" + String.join("' or '", near) + "'?");
  }

  private void fault(String pointer, String detail) {
    faults.add(new FieldError(pointer, detail));
  }
}
