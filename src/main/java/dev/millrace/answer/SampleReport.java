package dev.millrace.answer;

import dev.millrace.error.Warning;
import dev.millrace.spec.MappingEntry;
import java.util.List;
import java.util.OptionalInt;

/**
 * The newest records of a source, what stands at which path, and a mapping and a table for them.
 *
 * @param records oldest first
 * @param valueLimit longest value that is shown whole, in characters of what is shown; empty for
 *     all whole
 * @param valuesAs how extremes of numbers are shown
 * @param rows rows looked at: records that are not malformed, or their elements
 * @param malformed records that cannot be read
 * @param mapping the suggested one; empty where nothing can be inferred
 * @param keyCandidates paths that could be a primary key
 * @param createTable the suggested table's, or null without a mapping
 * @param comparison with the table of the job that was asked for, or null
 * @param times where the asked timestamps are in the topic, or null where none was asked
 */
public record SampleReport(
    List<SampledRecord> records,
    OptionalInt valueLimit,
    ValuesAs valuesAs,
    long rows,
    long malformed,
    List<PathSummary> profile,
    List<MappingEntry> mapping,
    List<String> keyCandidates,
    Key key,
    String createTable,
    List<Warning> warnings,
    TableComparison comparison,
    OffsetsByTime times) {

  /**
   * The key of the suggested table.
   *
   * @param columns empty where no path is safe as a key
   * @param paths where the columns come from
   * @param reason why these, or why none
   * @param offered where there is none: the record's place, which always is a key; else empty
   */
  public record Key(
      List<String> columns, List<String> paths, String reason, List<MappingEntry> offered) {
    public Key {
      columns = List.copyOf(columns);
      paths = List.copyOf(paths);
      offered = List.copyOf(offered);
    }
  }

  /**
   * The samples held against a table.
   *
   * @param differences empty where they agree or there is no table
   */
  public record TableComparison(boolean tableExists, List<TableDifference> differences) {
    public TableComparison {
      differences = List.copyOf(differences);
    }
  }

  public SampleReport {
    records = List.copyOf(records);
    profile = List.copyOf(profile);
    mapping = List.copyOf(mapping);
    keyCandidates = List.copyOf(keyCandidates);
    warnings = List.copyOf(warnings);
  }
}
