package dev.millrace.document;

import dev.millrace.answer.DatabaseProbeRequest;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.References;
import dev.millrace.spec.Destination;
import dev.millrace.spec.SourceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Requests to look at servers that nothing stored names yet, under the rules of stored documents.
 * Each is read whole: an {@link InvalidDocument} has all its faults.
 */
public final class ProbeDocument {
  private static final String DESTINATION = "destination";

  private ProbeDocument() {}

  /** The fields {@code bootstrapServers} and {@code properties} are those of a source. */
  public static SourceSpec kafka(Map<String, Object> doc) {
    return SourceDocument.readCluster(doc);
  }

  /** The field {@code destination} is that of a job; database and table may be left out. */
  public static DatabaseProbeRequest database(Map<String, Object> doc) {
    List<FieldError> faults = new ArrayList<>();
    Fields fields = new Fields(doc, "", faults);
    fields.misplacedReferences(References::allowedInJob);
    if (!fields.has(DESTINATION)) {
      fields.fault(DESTINATION, "required: an object with host, user, password, …");
    }
    Fields to = fields.object(DESTINATION);
    String table = to.text("table", "the table to look at", null);
    to.check("table", table, Names::faultOfIdentifier);
    String database = to.text("database", "the database to look at", null);
    to.check("database", database, Names::faultOfIdentifier);
    if (table != null && database == null) {
      to.fault("database", "required where a table is named: the database that holds it");
    }
    Destination read = null;
    if (doc.get(DESTINATION) instanceof Map) {
      read =
          DestinationDocument.read(
              to, Destination.Tls.PREFERRED, () -> database == null ? "" : database);
      to.end();
    }
    fields.end();
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return new DatabaseProbeRequest(DestinationDocument.keepSecrets(read, null), table);
  }
}
