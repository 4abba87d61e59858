package dev.millrace.explore;

import dev.millrace.infer.PathProfile;
import dev.millrace.infer.Profile;
import dev.millrace.lane.RowPreview;
import dev.millrace.model.Column;
import dev.millrace.model.JobSpec;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.ParseSpec;
import dev.millrace.model.Policy;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import java.util.ArrayList;
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
  private final TableSchema table;
  private final ParseSpec parse;
  private final Profile profile;

  TableDifferences(JobSpec job, TableSchema table, ParseSpec parse, Profile profile) {
    this.job = job;
    this.table = table;
    this.parse = parse;
    this.profile = profile;
  }

  /** Kinds: missing-in-table, missing-in-data, type-cannot-hold, null-not-allowed. */
  List<Map<String, Object>> of(List<MappingEntry> suggested, List<Sample> samples) {
    List<Map<String, Object>> found = new ArrayList<>();
    List<MappingEntry> matched = new ArrayList<>();
    Map<String, MappingEntry> own =
        job.mapping().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.path().text(), Function.identity(), (first, second) -> first));
    for (MappingEntry entry : suggested) {
      Optional<Column> column = table.column(entry.column());
      if (own.containsKey(entry.path().text()) || isTakenApart(entry, own) || isTaken(entry, own)) {
        continue;
      }
      if (column.isEmpty()) {
        Map<String, Object> missing = difference("missing-in-table", entry.column(), entry);
        missing.put("type", entry.type().sql());
        found.add(missing);
      } else {
        matched.add(entry.onto(column.get().name()));
      }
    }
    for (MappingEntry entry : own.values()) {
      Optional<Column> column = table.column(entry.column());
      if (column.isEmpty()) {
        found.add(difference("missing-in-table", entry.column(), entry));
      } else if (entry.path().meta() != null || isMet(entry.path().text())) {
        matched.add(entry.onto(column.get().name()));
      }
    }
    Set<String> filled = matched.stream().map(MappingEntry::column).collect(Collectors.toSet());
    for (Column column : table.columns()) {
      if (!filled.contains(column.name()) && !column.generated()) {
        Map<String, Object> missing = difference("missing-in-data", column.name(), null);
        missing.put("columnType", column.type().sql());
        missing.put("required", !column.nullable() && !column.hasDefault());
        found.add(missing);
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
  private List<Map<String, Object>> misfits(List<MappingEntry> matched, List<Sample> samples) {
    RowPreview preview =
        new RowPreview(
            job.withMapping(matched).withParse(parse).withDirtyData(Policy.NULL),
            table.takingNull());
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    for (Sample sample : samples) {
      for (RowPreview.Problem problem : preview.add(sample, 0).problems()) {
        if (problem.column() != null) {
          found
              .computeIfAbsent(problem.column(), column -> misfit(problem))
              .merge("values", 1, (a, b) -> (Integer) a + (Integer) b);
        }
      }
    }
    return List.copyOf(found.values());
  }

  private Map<String, Object> misfit(RowPreview.Problem first) {
    Map<String, Object> misfit = difference("type-cannot-hold", first.column(), null);
    misfit.put("path", first.path());
    misfit.put("columnType", table.column(first.column()).orElseThrow().type().sql());
    misfit.put("code", first.code());
    misfit.put("example", first.value());
    misfit.put("reason", first.reason());
    return misfit;
  }

  private List<Map<String, Object>> nulls(List<MappingEntry> matched) {
    List<Map<String, Object>> found = new ArrayList<>();
    for (MappingEntry entry : matched) {
      Column column = table.column(entry.column()).orElseThrow();
      Optional<PathProfile> path =
          profile.paths().stream().filter(p -> p.path().equals(entry.path().text())).findFirst();
      // Of what is not profiled by itself nothing is said.
      long values = path.map(p -> p.present() - p.nulls()).orElse(profile.records());
      if (!column.nullable() && !column.hasDefault() && values < profile.records()) {
        Map<String, Object> missing = difference("null-not-allowed", column.name(), entry);
        missing.put("values", profile.records() - values);
        found.add(missing);
      }
    }
    return found;
  }

  private static Map<String, Object> difference(String kind, String column, MappingEntry entry) {
    Map<String, Object> difference = new LinkedHashMap<>();
    difference.put("kind", kind);
    difference.put("column", column);
    if (entry != null) {
      difference.put("path", entry.path().text());
    }
    return difference;
  }
}
