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
import dev.millrace.schema.TableInspection;
import dev.millrace.schema.TablePointers;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mappings of a job that leaves them, or the rest of them, to the engine: from the newest
 * records of its topic.
 *
 * @param spec the job with its whole mappings
 * @param warnings what to know of these
 */
record Inference(JobSpec spec, List<Warning> warnings) {
  /**
   * The suggested mappings; where a table exists, those of its entries that it has columns for.
   *
   * @param topic where the samples are from
   * @param inspections of the job's tables; empty where the database could not be asked
   * @throws NotStartableException when the samples do not say enough
   */
  static Inference of(
      JobSpec job, String topic, List<Sample> samples, List<TableInspection> inspections) {
    Profiler profiler = new Profiler(job.parse());
    samples.forEach(profiler::add);
    Profile profile = profiler.profile();
    List<TablePointers> pointers = TablePointers.of(job);
    List<TableSpec> tables = new ArrayList<>();
    List<Warning> warnings = new ArrayList<>(InferenceWarnings.changeEvents(samples, job.parse()));
    for (int i = 0; i < job.tables().size(); i++) {
      TableSpec table = job.tables().get(i);
      TableInspection found = inspections.isEmpty() ? null : inspections.get(i);
      tables.add(
          table.infers()
              ? new OfTable(job, table, pointers.get(i), found, profile, warnings)
                  .of(topic, samples)
              : table);
    }
    return new Inference(job.withTables(tables), warnings);
  }

  /**
   * One of the tables.
   *
   * @param found null where the database could not be asked
   * @param warnings where those of this table go
   */
  private record OfTable(
      JobSpec job,
      TableSpec spec,
      TablePointers at,
      TableInspection found,
      Profile profile,
      List<Warning> warnings) {

    TableSpec of(String topic, List<Sample> samples) {
      Optional<TableSchema> table = Optional.ofNullable(found).flatMap(TableInspection::table);
      Suggestion suggestion =
          Suggestion.of(
              profile,
              job.parse(),
              spec.mapping(),
              table.isEmpty() && mayKey(job, spec),
              topic,
              spec.table());
      if (profile.records() == 0 || suggestion.mapping().isEmpty()) {
        if (spec.mapping().isEmpty()) {
          throw unready(NothingInferred.sentence(topic, samples, job.parse()));
        }
        return spec;
      }
      if (table.isPresent()) {
        List<MappingEntry> fitting = fitting(suggestion, table.get());
        warnings.addAll(InferenceWarnings.depthReduced(suggestion));
        return spec.withInferred(fitting);
      }
      warnings.addAll(InferenceWarnings.of(suggestion, profile, spec.mapping(), at.mapping()));
      if (found != null && found.details().demandsPrimaryKey() != null) {
        // The record's place is the key where no other is safe.
        return spec.withInferred(CreateTable.withRecordKey(suggestion.mapping()));
      }
      if (job.exactlyOnce()) {
        warnings.addAll(
            InferenceWarnings.noKey(suggestion.mapping(), suggestion.key().reason(), at.mapping()));
      }
      return spec.withInferred(suggestion.mapping());
    }

    private List<MappingEntry> fitting(Suggestion suggestion, TableSchema table) {
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

    private NotStartableException unready(String detail) {
      return new NotStartableException(List.of(new FieldError(at.mapping(), detail)));
    }
  }

  /**
   * Where replays are to be harmless, the record's place is the better key: a row that another
   * record has the key of would be passed over.
   */
  private static boolean mayKey(JobSpec job, TableSpec spec) {
    Mode mode = spec.write().mode();
    return job.exactlyOnce() || mode == Mode.UPSERT || mode == Mode.REPLACE;
  }
}
