package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.infer.NothingInferred;
import dev.millrace.infer.Profile;
import dev.millrace.infer.Profiler;
import dev.millrace.infer.Suggestion;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.schema.CreateTable;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mapping of a job that leaves it, or the rest of it, to the engine: from the newest records of
 * its topic.
 *
 * @param spec the job with its whole mapping
 * @param warnings what to know of that mapping
 */
record Inference(JobSpec spec, List<Warning> warnings) {
  /**
   * The suggested mapping; where the table exists, those of its entries that the table has columns
   * for.
   *
   * @param topic where the samples are from
   * @param keyDemanded whether the server makes no table without a primary key; then the record's
   *     place is the key where no other is safe
   * @throws NotStartableException when the samples do not say enough
   */
  static Inference of(
      JobSpec spec,
      String topic,
      List<Sample> samples,
      Optional<TableSchema> table,
      boolean keyDemanded) {
    Profiler profiler = new Profiler(spec.parse());
    samples.forEach(profiler::add);
    Profile profile = profiler.profile();
    Suggestion suggestion =
        Suggestion.of(
            profile,
            spec.parse(),
            spec.mapping(),
            table.isEmpty() && mayKey(spec),
            topic,
            spec.destination().table());
    List<Warning> warnings = new ArrayList<>(InferenceWarnings.changeEvents(samples, spec.parse()));
    if (profile.records() == 0 || suggestion.mapping().isEmpty()) {
      if (spec.mapping().isEmpty()) {
        throw unready(NothingInferred.sentence(topic, samples, spec.parse()));
      }
      return new Inference(spec, warnings);
    }
    if (table.isPresent()) {
      List<MappingEntry> fitting = fitting(spec, suggestion, table.get());
      warnings.addAll(InferenceWarnings.depthReduced(suggestion));
      return new Inference(spec.withInferred(fitting), warnings);
    }
    warnings.addAll(InferenceWarnings.of(suggestion, profile, spec.mapping()));
    if (keyDemanded) {
      List<MappingEntry> keyed = CreateTable.withRecordKey(suggestion.mapping());
      return new Inference(spec.withInferred(keyed), warnings);
    }
    if (spec.exactlyOnce()) {
      warnings.addAll(InferenceWarnings.noKey(suggestion.mapping(), suggestion.key().reason()));
    }
    return new Inference(spec.withInferred(suggestion.mapping()), warnings);
  }

  /**
   * Where replays are to be harmless, the record's place is the better key: a row that another
   * record has the key of would be passed over.
   */
  private static boolean mayKey(JobSpec spec) {
    Mode mode = spec.write().mode();
    return spec.exactlyOnce() || mode == Mode.UPSERT || mode == Mode.REPLACE;
  }

  private static List<MappingEntry> fitting(
      JobSpec spec, Suggestion suggestion, TableSchema table) {
    int given = spec.mapping().size();
    List<MappingEntry> suggested = suggestion.mapping();
    List<MappingEntry> inferred = new ArrayList<>(suggested.subList(given, suggested.size()));
    inferred.addAll(suggestion.onlyNull());
    List<MappingEntry> fitting = new ArrayList<>(spec.mapping());
    inferred.stream()
        .filter(entry -> table.column(entry.column()).isPresent())
        .map(MappingEntry::withoutType)
        .forEach(fitting::add);
    if (fitting.isEmpty()) {
      throw unready(
          "none of the "
              + suggested.size()
              + " columns inferred from the topic is in table "
              + table.table()
              + ": give a mapping");
    }
    return fitting;
  }

  private static NotStartableException unready(String detail) {
    return new NotStartableException(List.of(new FieldError("/mapping", detail)));
  }
}
