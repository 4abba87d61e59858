package dev.millrace.document;

import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.spec.BatchSpec;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A job as the JSON object that users send and see. Values are what a JSON or YAML reader makes:
 * maps with text keys, lists, texts, numbers, booleans, null.
 */
public final class JobDocument {
  private JobDocument() {}

  /**
   * Reads a job and fills in the defaults.
   *
   * @throws InvalidDocument with all faults of the document
   */
  public static JobSpec read(Map<String, Object> doc) {
    List<FieldError> faults = new ArrayList<>();
    return spec(new JobReader(new Fields(doc, "", faults)), faults);
  }

  /**
   * Reads a job that this program stored, perhaps an earlier version of it: what is refused in new
   * documents alone (such as options that have no effect) is taken, and defaults are those of then.
   *
   * @throws InvalidDocument with all faults of the document
   */
  public static JobSpec readStored(Map<String, Object> doc) {
    List<FieldError> faults = new ArrayList<>();
    return spec(JobReader.ofStored(new Fields(doc, "", faults, true)), faults);
  }

  private static JobSpec spec(JobReader reader, List<FieldError> faults) {
    JobSpec spec = reader.read();
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return spec;
  }

  /**
   * The whole job, defaults included; {@link #read} makes an equal job of it when secrets are
   * revealed.
   *
   * @param revealSecrets false for everything that leaves the process: a literal password then
   *     reads {@code "***"}
   */
  public static Map<String, Object> write(JobSpec spec, boolean revealSecrets) {
    Map<String, Object> doc = new LinkedHashMap<>();
    // What is said of one table stands in the job itself.
    TableSpec only = spec.tables().size() == 1 ? spec.tables().get(0) : null;
    doc.put("source", spec.source());
    doc.put(
        "destination",
        DestinationDocument.write(
            spec.destination(), only == null ? null : only.table(), revealSecrets));
    doc.put("parse", object("layers", spec.parse().layers(), "root", spec.parse().root().label()));
    if (only == null) {
      doc.put("tables", spec.tables().stream().map(JobDocument::table).toList());
    } else {
      doc.put("mapping", MappingDocument.write(only.mapping()));
      doc.put("createTable", only.createTable().label());
    }
    doc.put("start", PositionDocument.write(spec.start()));
    spec.end().ifPresent(end -> doc.put("stopAt", PositionDocument.write(end)));
    doc.put("onLostOffsets", spec.onLostOffsets().label());
    doc.put("dirtyData", spec.dirtyData().label());
    doc.put("rounding", spec.rounding().label());
    doc.put("malformed", spec.malformed().label());
    doc.put("refused", spec.refused().label());
    doc.put("maxQuarantined", spec.maxQuarantined());
    doc.put("maxQuarantinedRatio", spec.maxQuarantinedRatio());
    String delivery = spec.delivery().label();
    doc.put(
        "write",
        only == null
            ? object("delivery", delivery)
            : object(
                "mode", only.write().mode().label(),
                "delivery", delivery,
                "method", only.write().method().label()));
    doc.put("lanes", spec.lanes());
    BatchSpec batch = spec.batch();
    doc.put(
        "batch",
        object("rows", batch.rows(), "bytes", batch.bytes(), "lingerMs", batch.lingerMs()));
    doc.put("maxInFlight", spec.maxInFlight());
    if (only != null) {
      doc.put("infer", only.infer().label());
    }
    doc.put("timeZone", spec.timeZone().getId());
    if (spec.group() != null) {
      doc.put("group", spec.group());
    }
    doc.put("groupProtocol", spec.groupProtocol().label());
    return doc;
  }

  /** One of several tables. */
  private static Map<String, Object> table(TableSpec table) {
    return object(
        "table", table.table(),
        "mapping", MappingDocument.write(table.mapping()),
        "createTable", table.createTable().label(),
        "write",
            object("mode", table.write().mode().label(), "method", table.write().method().label()),
        "infer", table.infer().label());
  }

  /** A mapping as it stands in a job. */
  public static List<Object> mapping(List<MappingEntry> mapping) {
    return MappingDocument.write(mapping);
  }

  /**
   * The job with the stored secrets where {@code "***"} was sent back.
   *
   * @param stored the job as it is, or null where there is none
   * @throws InvalidDocument when nothing is stored, or when a secret would go to another server or
   *     user, or less protected, than it was given for
   */
  public static JobSpec keepSecrets(JobSpec sent, JobSpec stored) {
    return sent.withDestination(
        DestinationDocument.keepSecrets(
            sent.destination(), stored == null ? null : stored.destination()));
  }

  private static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }
}
