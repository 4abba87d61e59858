package dev.millrace.preflight;

import dev.millrace.answer.PreviewedRecord;
import dev.millrace.error.RejectCode;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.infer.Presence;
import dev.millrace.lane.RowPreview;
import dev.millrace.model.Column;
import dev.millrace.model.FieldSample;
import dev.millrace.model.RecordTime;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.schema.CreateTable;
import dev.millrace.schema.TablePointers;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.Policy;
import dev.millrace.spec.TableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The newest records of a job's topic held against its mapping and its table: what a start does not
 * refuse, but a run would meet. Says codes, counts and paths, and no values. Worker thread.
 */
final class SampleCheck {
  private final JobSpec job;
  private final JobSpec lenient;
  private final TableSpec spec;
  private final TablePointers at;
  private final List<MappingEntry> entries;
  private final TableSchema table;
  private final RowPreview preview;
  private final Presence presence;
  private final List<Map<String, Long>> dirty = new ArrayList<>();
  private String firstReason;
  private long strangeTimes;
  private final Map<String, Long> rounded = new HashMap<>();
  private final Map<String, Long> malformed = new LinkedHashMap<>();

  private SampleCheck(
      JobSpec job,
      TablePointers at,
      TableSpec spec,
      List<MappingEntry> entries,
      TableSchema table) {
    this.job = job;
    // Fields that do not fit become NULL here, so that one does not hide the next.
    this.lenient = job.withDirtyData(Policy.NULL);
    this.spec = spec.withMapping(entries);
    this.at = at;
    this.entries = entries;
    this.table = table;
    preview = new RowPreview(lenient.withTables(List.of(this.spec)), List.of(table.takingNull()));
    presence = new Presence(entries.stream().map(MappingEntry::path).toList(), job.parse());
    entries.forEach(entry -> dirty.add(new LinkedHashMap<>()));
  }

  /**
   * @param document the job as its document has it, which the pointers lead into
   * @param report what was found of broker and database; entries that these already find without a
   *     column are not looked at again
   */
  static List<Warning> warnings(JobSpec document, Preflight.Report report, List<Sample> samples) {
    if (samples.isEmpty()) {
      return List.of();
    }
    List<TablePointers> pointers = TablePointers.of(document);
    List<SampleCheck> checks = new ArrayList<>();
    boolean whole = true;
    boolean told = false;
    for (int i = 0; i < pointers.size(); i++) {
      TableSpec spec = report.spec().tables().get(i);
      Optional<TableSchema> real =
          report.tables().isEmpty() ? Optional.empty() : report.tables().get(i).table();
      List<MappingEntry> entries = withColumn(spec, real);
      // Entries without a column are faults, and of an inferred mapping without a table it is said
      // already which paths it leaves out.
      whole &= entries.size() == spec.mapping().size();
      told |= document.tables().get(i).infers() && real.isEmpty();
      if (!entries.isEmpty()) {
        TableSchema table =
            real.orElseGet(() -> CreateTable.schema(document.destination(), spec.table(), entries));
        checks.add(new SampleCheck(report.spec(), pointers.get(i), spec, entries, table));
      }
    }
    samples.forEach(sample -> checks.forEach(check -> check.add(sample)));
    List<Warning> found = new ArrayList<>();
    for (SampleCheck check : checks) {
      // What is wrong with a whole record is so for each table.
      boolean first = check == checks.get(0);
      if (first) {
        check.ofRecords(samples.size()).ifPresent(found::add);
      }
      found.addAll(check.ofEntries(samples.size()));
      if (first) {
        check.recordTimes(samples.size()).ifPresent(found::add);
      }
    }
    List<String> unmapped = unmapped(checks, samples);
    String mapping =
        pointers.size() == 1 ? pointers.get(0).mapping() : TablePointers.tables(document);
    found.addAll(UnmappedWarnings.elements(mapping, unmapped, samples.size()));
    if (whole && !told && checks.stream().noneMatch(SampleCheck::keepsAll)) {
      found.addAll(UnmappedWarnings.paths(mapping, unmapped, samples.size()));
    }
    return found;
  }

  private static List<MappingEntry> withColumn(TableSpec spec, Optional<TableSchema> real) {
    return spec.mapping().stream()
        .filter(
            entry ->
                real.isEmpty()
                    ? entry.type() != null
                    : real.get().column(entry.column()).isPresent())
        .toList();
  }

  /** Of several tables together: each by itself does not know what the others take. */
  private static List<String> unmapped(List<SampleCheck> checks, List<Sample> samples) {
    if (checks.size() <= 1) {
      return checks.isEmpty() ? List.of() : checks.get(0).preview.takeUnmapped();
    }
    RowPreview all =
        new RowPreview(
            checks.get(0).lenient.withTables(checks.stream().map(check -> check.spec).toList()),
            checks.stream().map(check -> check.table.takingNull()).toList());
    samples.forEach(sample -> all.add(sample, 0));
    return all.takeUnmapped();
  }

  private boolean keepsAll() {
    return entries.stream().anyMatch(entry -> entry.path().text().equals("$value"));
  }

  private void add(Sample sample) {
    presence.add(sample);
    strangeTimes += RecordTime.isPlausible(sample.timestamp(), System.currentTimeMillis()) ? 0 : 1;
    PreviewedRecord row = preview.add(sample, 0);
    for (FieldSample lost : row.rounded()) {
      rounded.merge(lost.column(), 1L, Long::sum);
    }
    long[] nulled = new long[entries.size()];
    for (PreviewedRecord.Problem problem : row.problems()) {
      int i = index(problem);
      if (i < 0) {
        malformed.merge(problem.code(), 1L, Long::sum);
        firstReason = firstReason == null ? problem.reason() : firstReason;
      } else {
        nulled[i]++;
        dirty.get(i).merge(problem.code(), 1L, Long::sum);
      }
    }
    for (int i = 0; i < nulled.length; i++) {
      int at = i;
      long nulls = row.rows().stream().filter(values -> values.get(at) == null).count() - nulled[i];
      Column column = table.column(entries.get(i).column()).orElseThrow();
      if (nulls > 0 && !column.nullable() && !column.hasDefault()) {
        dirty.get(i).merge(RejectCode.NULL_NOT_ALLOWED.label(), nulls, Long::sum);
      }
    }
  }

  /** The entry that the problem is with, or -1 where it is the record. */
  private int index(PreviewedRecord.Problem problem) {
    for (int i = 0; problem.column() != null && i < entries.size(); i++) {
      if (entries.get(i).path().text().equals(problem.path())
          && entries.get(i).column().equalsIgnoreCase(problem.column())) {
        return i;
      }
    }
    return -1;
  }

  private Optional<Warning> ofRecords(int records) {
    return malformed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Warning.at(
                "/malformed",
                WarningCode.MALFORMED_RECORDS,
                "%d of the newest %d records cannot be read (%s; the first: %s); %s"
                    .formatted(
                        sum(malformed),
                        records,
                        codes(malformed),
                        firstReason,
                        consequence(job.malformed(), "malformed"))));
  }

  private List<Warning> ofEntries(int records) {
    List<Warning> found = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (presence.rows() > 0 && !presence.has(i)) {
        found.add(
            Warning.at(
                at.entry(entries.get(i), "path"),
                WarningCode.PATH_NOT_FOUND,
                "none of the newest %d records has %s; names in it are case-sensitive"
                    .formatted(records, entries.get(i).path().text())));
      }
      if (!dirty.get(i).isEmpty()) {
        found.add(dirty(entries.get(i), dirty.get(i), records));
      }
      Column column = table.column(entries.get(i).column()).orElseThrow();
      if (rounded.containsKey(column.name())) {
        found.add(
            Warning.at(
                at.entry(entries.get(i), ""),
                WarningCode.DIGITS_LOST,
                "of the newest %d records, %d values of %s have digits that column '%s' %s does not keep; they would be rounded (rounding: round)"
                    .formatted(
                        records,
                        rounded.get(column.name()),
                        entries.get(i).path().text(),
                        column.name(),
                        column.type().sql())));
      }
    }
    return found;
  }

  private Optional<Warning> recordTimes(int records) {
    return strangeTimes == 0
        ? Optional.empty()
        : Optional.of(
            Warning.at(
                "/source",
                WarningCode.IMPLAUSIBLE_TIMES,
                "%d of the newest %d records have a time that cannot be right (before 2011, in the future or none): lag in seconds is not known by them, and start or stopAt by timestamp does not find them; have the producer set the time in milliseconds, or name offsets"
                    .formatted(strangeTimes, records)));
  }

  private Warning dirty(MappingEntry entry, Map<String, Long> codes, int records) {
    Column column = table.column(entry.column()).orElseThrow();
    // A field that cannot be NULL cannot be nulled.
    boolean falls = job.dirtyData() == Policy.NULL && !column.nullable();
    return Warning.at(
        at.entry(entry, ""),
        WarningCode.VALUES_DO_NOT_FIT,
        "of the newest %d records, %d values of %s do not fit column '%s' %s%s (%s); %s"
            .formatted(
                records,
                sum(codes),
                entry.path().text(),
                column.name(),
                column.type().sql(),
                column.nullable() ? "" : " NOT NULL",
                codes(codes),
                falls
                    ? consequence(job.malformed(), "malformed")
                    : consequence(job.dirtyData(), "dirtyData")));
  }

  private static String consequence(Policy policy, String field) {
    return switch (policy) {
      case STOP -> "the job would stop there (" + field + ": stop)";
      case NULL -> "they would become NULL (" + field + ": null)";
      case QUARANTINE -> "their records would go to the quarantine (" + field + ": quarantine)";
    };
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String codes(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
