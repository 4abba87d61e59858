package dev.millrace.explore;

import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.infer.Profile;
import dev.millrace.infer.Profiler;
import dev.millrace.infer.Suggestion;
import dev.millrace.model.Sample;
import dev.millrace.preflight.Preflight;
import dev.millrace.schema.TablePointers;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;

/** The types of entries that say none, where there is no table to say them. */
final class TypedByRecords {
  private TypedByRecords() {}

  /**
   * What was found, each entry with a type. Worker thread.
   *
   * @throws InvalidDocument with what was found and the entries of which the records tell nothing
   */
  static Preflight.Report of(Preflight.Report found, List<Sample> samples) {
    JobSpec spec = found.spec();
    Profile profile = null;
    List<TablePointers> pointers = TablePointers.of(spec);
    List<FieldError> faults = new ArrayList<>(found.faults());
    List<TableSpec> tables = new ArrayList<>();
    boolean whole = true;
    for (int i = 0; i < spec.tables().size(); i++) {
      TableSpec table = spec.tables().get(i);
      if (table.mapping().stream().anyMatch(entry -> entry.type() == null)) {
        profile = profile == null ? profile(spec, samples) : profile;
        table = table.withMapping(typed(table.mapping(), profile, spec));
      }
      whole &= !table.mapping().isEmpty();
      for (int e = 0; e < table.mapping().size(); e++) {
        if (table.mapping().get(e).type() == null) {
          whole = false;
          faults.add(
              new FieldError(
                  pointers.get(i).mapping() + "/" + e + "/type",
                  "the newest records have no value at "
                      + table.mapping().get(e).path().text()
                      + " that tells the type, and no database is named whose table could: give the"
                      + " type"));
        }
      }
      tables.add(table);
    }
    if (!whole) {
      throw new InvalidDocument(faults);
    }
    return found.of(spec.withTables(tables));
  }

  private static Profile profile(JobSpec spec, List<Sample> samples) {
    Profiler profiler = new Profiler(spec.parse());
    samples.forEach(profiler::add);
    return profiler.profile();
  }

  /** A suggestion begins with the entries that were given. */
  private static List<MappingEntry> typed(List<MappingEntry> given, Profile profile, JobSpec spec) {
    return Suggestion.of(profile, spec.parse(), given, false).mapping().subList(0, given.size());
  }
}
