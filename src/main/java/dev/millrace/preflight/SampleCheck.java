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
import dev.millrace.schema.TableInspection;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.Policy;
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
  private final JobSpec document;
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
      JobSpec document, JobSpec effective, List<MappingEntry> entries, TableSchema table) {
    this.document = document;
    this.entries = entries;
    this.table = table;
    // Fields that do not fit become NULL here, so that one does not hide the next.
    preview =
        new RowPreview(
            effective.withMapping(entries).withDirtyData(Policy.NULL), table.takingNull());
    presence = new Presence(entries.stream().map(MappingEntry::path).toList(), effective.parse());
    entries.forEach(entry -> dirty.add(new LinkedHashMap<>()));
  }

  /**
   * @param document the job as its document has it, which the pointers lead into
   * @param report what was found of broker and database; entries that these already find without a
   *     column are not looked at again
   */
  static List<Warning> warnings(JobSpec document, Preflight.Report report, List<Sample> samples) {
    Optional<TableSchema> real =
        Optional.ofNullable(report.inspection()).flatMap(TableInspection::table);
    JobSpec effective = report.spec();
    List<MappingEntry> entries =
        effective.mapping().stream()
            .filter(
                entry ->
                    real.isEmpty()
                        ? entry.type() != null
                        : real.get().column(entry.column()).isPresent())
            .toList();
    if (entries.isEmpty() || samples.isEmpty()) {
      return List.of();
    }
    TableSchema table = real.orElseGet(() -> CreateTable.schema(effective.destination(), entries));
    SampleCheck check = new SampleCheck(document, effective, entries, table);
    samples.forEach(check::add);
    List<Warning> found = check.found(samples.size());
    List<String> unmapped = check.preview.takeUnmapped();
    found.addAll(UnmappedWarnings.elements(unmapped, samples.size()));
    // Entries without a column are faults, and of an inferred mapping without a table it is said
    // already which paths it leaves out.
    boolean told = report.inferred() && real.isEmpty();
    boolean keepsAll = entries.stream().anyMatch(entry -> entry.path().text().equals("$value"));
    if (entries.size() == effective.mapping().size() && !told && !keepsAll) {
      found.addAll(UnmappedWarnings.paths(unmapped, samples.size()));
    }
    return found;
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

  private List<Warning> found(int records) {
    List<Warning> found = new ArrayList<>();
    if (!malformed.isEmpty()) {
      found.add(
          Warning.at(
              "/malformed",
              WarningCode.MALFORMED_RECORDS,
              "%d of the newest %d records cannot be read (%s; the first: %s); %s"
                  .formatted(
                      sum(malformed),
                      records,
                      codes(malformed),
                      firstReason,
                      consequence(document.malformed(), "malformed"))));
    }
    for (int i = 0; i < entries.size(); i++) {
      if (presence.rows() > 0 && !presence.has(i)) {
        found.add(
            Warning.at(
                pointer(entries.get(i), "/path"),
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
                pointer(entries.get(i), ""),
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
    recordTimes(records).ifPresent(found::add);
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
    boolean falls = document.dirtyData() == Policy.NULL && !column.nullable();
    return Warning.at(
        pointer(entry, ""),
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
                    ? consequence(document.malformed(), "malformed")
                    : consequence(document.dirtyData(), "dirtyData")));
  }

  /** Into the document; an entry that the engine made stands for the mapping as a whole. */
  private String pointer(MappingEntry entry, String field) {
    for (int i = 0; i < document.mapping().size(); i++) {
      MappingEntry written = document.mapping().get(i);
      if (written.path().equals(entry.path()) && written.column().equals(entry.column())) {
        return "/mapping/" + i + field;
      }
    }
    return "/mapping";
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
