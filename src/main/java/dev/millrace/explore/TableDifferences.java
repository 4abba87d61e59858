package dev.millrace.explore;

import dev.millrace.answer.PreviewedRecord;
import dev.millrace.answer.TableDifference;
import dev.millrace.infer.PathProfile;
import dev.millrace.infer.Profile;
import dev.millrace.lane.RowPreview;
import dev.millrace.model.Column;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import dev.millrace.spec.Policy;
import dev.millrace.spec.TableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Samples held against a table as it is. A path goes to the column that the job's mapping gives it,
 * else to the one of the suggested name, compared without case. Whether a column holds the values
 * is found by encoding them, not by comparing types.
 */
final class TableDifferences {
  private final JobSpec job;
  private final TableSpec spec;
  private final TableSchema table;
  private final ParseSpec parse;
  private final Profile profile;

  /**
   * @param spec of the job's tables the one that is compared
   */
  TableDifferences(
      JobSpec job, TableSpec spec, TableSchema table, ParseSpec parse, Profile profile) {
    this.job = job;
    this.spec = spec;
    this.table = table;
    this.parse = parse;
    this.profile = profile;
  }

  List<TableDifference> of(List<MappingEntry> suggested, List<Sample> samples) {
    List<TableDifference> found = new ArrayList<>();
    List<MappingEntry> matched = new ArrayList<>();
    Map<String, MappingEntry> own =
        spec.mapping().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.path().text(), Function.identity(), (first, second) -> first));
    for (MappingEntry entry : suggested) {
      Optional<Column> column = table.column(entry.column());
      if (own.containsKey(entry.path().text()) || isTakenApart(entry, own) || isTaken(entry, own)) {
        continue;
      }
      if (column.isEmpty()) {
        found.add(
            TableDifference.missingInTable(
                entry.column(), entry.path().text(), entry.type().sql()));
      } else {
        matched.add(entry.onto(column.get().name()));
      }
    }
    for (MappingEntry entry : own.values()) {
      Optional<Column> column = table.column(entry.column());
      if (column.isEmpty()) {
        found.add(TableDifference.missingInTable(entry.column(), entry.path().text(), null));
      } else if (entry.path().meta() != null || isMet(entry.path().text())) {
        matched.add(entry.onto(column.get().name()));
      }
    }
    Set<String> filled = matched.stream().map(MappingEntry::column).collect(Collectors.toSet());
    for (Column column : table.columns()) {
      if (!filled.contains(column.name()) && !column.generated()) {
        found.add(
            TableDifference.missingInData(
                column.name(), column.type().sql(), !column.nullable() && !column.hasDefault()));
      }
    }
    if (!matched.isEmpty()) {
      found.addAll(misfits(matched, samples));
      found.addAll(nulls(matched));
    }
    return found;
  }

  /** Whether the job maps something inside of what the suggestion keeps whole. */
  private static boolean isTakenApart(MappingEntry entry, Map<String, MappingEntry> own) {
    String inside = entry.path().text() + "/";
    return own.keySet().stream().anyMatch(path -> path.startsWith(inside));
  }

  /** Whether the job fills the column of that name from elsewhere. */
  private static boolean isTaken(MappingEntry entry, Map<String, MappingEntry> own) {
    return own.values().stream().anyMatch(o -> o.column().equalsIgnoreCase(entry.column()));
  }

  /** Whether the samples have the path, or a value that may hold it. */
  private boolean isMet(String path) {
    return profile.paths().stream()
        .anyMatch(p -> path.equals(p.path()) || path.startsWith(p.path() + "/"));
  }

  /** Columns whose type cannot hold some of the values, each with the first of them. */
  private List<TableDifference> misfits(List<MappingEntry> matched, List<Sample> samples) {
    RowPreview preview =
        new RowPreview(
            job.withTables(List.of(spec.withMapping(matched)))
                .withParse(parse)
                .withDirtyData(Policy.NULL),
            List.of(table.takingNull()));
    Map<String, PreviewedRecord.Problem> firsts = new LinkedHashMap<>();
    Map<String, Long> values = new HashMap<>();
    for (Sample sample : samples) {
      for (PreviewedRecord.Problem problem : preview.add(sample, 0).problems()) {
        if (problem.column() != null) {
          firsts.putIfAbsent(problem.column(), problem);
          values.merge(problem.column(), 1L, Long::sum);
        }
      }
    }
    return firsts.values().stream().map(p -> misfit(p, values.get(p.column()))).toList();
  }

  private TableDifference misfit(PreviewedRecord.Problem first, long values) {
    return TableDifference.typeCannotHold(
        first.column(),
        first.path(),
        table.column(first.column()).orElseThrow().type().sql(),
        values,
        first.code(),
        first.value(),
        first.reason());
  }

  private List<TableDifference> nulls(List<MappingEntry> matched) {
    List<TableDifference> found = new ArrayList<>();
    for (MappingEntry entry : matched) {
      Column column = table.column(entry.column()).orElseThrow();
      Optional<PathProfile> path =
          profile.paths().stream().filter(p -> p.path().equals(entry.path().text())).findFirst();
      // Of what is not profiled by itself nothing is said.
      long values = path.map(p -> p.present() - p.nulls()).orElse(profile.records());
      if (!column.nullable() && !column.hasDefault() && values < profile.records()) {
        found.add(
            TableDifference.nullNotAllowed(
                column.name(), entry.path().text(), profile.records() - values));
      }
    }
    return found;
  }
}
