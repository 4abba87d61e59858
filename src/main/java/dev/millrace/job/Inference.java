package dev.millrace.job;

import dev.millrace.infer.Profiler;
import dev.millrace.infer.Suggestion;
import dev.millrace.model.Fault;
import dev.millrace.model.JobSpec;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import java.util.List;
import java.util.Optional;

/** The mapping of a job that has none, from the newest records of its topic. */
final class Inference {
  private Inference() {}

  /**
   * The suggested mapping; where the table exists, those of its entries that the table has columns
   * for.
   *
   * @throws Unready when the samples do not say enough
   */
  static List<MappingEntry> mapping(
      JobSpec spec, List<Sample> samples, Optional<TableSchema> table) {
    Profiler profiler = new Profiler(spec.parse());
    samples.forEach(profiler::add);
    List<MappingEntry> suggested = Suggestion.of(profiler.profile(), spec.parse()).mapping();
    if (suggested.isEmpty()) {
      throw unready(
          "the topic's newest "
              + samples.size()
              + " records hold nothing to infer a mapping from: give a"
              + " mapping, or start when there are records");
    }
    if (table.isEmpty()) {
      return suggested;
    }
    List<MappingEntry> fitting =
        suggested.stream()
            .filter(entry -> table.get().column(entry.column()).isPresent())
            .map(MappingEntry::withoutType)
            .toList();
    if (fitting.isEmpty()) {
      throw unready(
          "none of the "
              + suggested.size()
              + " columns inferred from the topic is in table "
              + table.get().table()
              + ": give a mapping");
    }
    return fitting;
  }

  private static Unready unready(String detail) {
    return new Unready(List.of(new Fault("/mapping", detail)));
  }
}
