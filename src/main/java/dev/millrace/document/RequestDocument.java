package dev.millrace.document;

import dev.millrace.answer.PreviewRequest;
import dev.millrace.answer.SampleRequest;
import dev.millrace.answer.ValuesAs;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.ParseSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Requests for samples and previews as the JSON objects that users send. Each is read whole: an
 * {@link InvalidDocument} has all its faults.
 */
public final class RequestDocument {
  private RequestDocument() {}

  public static SampleRequest sample(Map<String, Object> doc) {
    List<FieldError> faults = new ArrayList<>();
    Fields fields = new Fields(doc, "", faults);
    Integer layers =
        fields.has("layers") ? (int) fields.whole("layers", 1, 0, ParseSpec.MAX_LAYERS) : null;
    ParseSpec.Root root = fields.choice("root", ParseSpec.Root.class, null);
    int records = records(fields);
    int maxValueChars = (int) fields.whole("maxValueChars", 0, 1, Integer.MAX_VALUE);
    Dialect dialect = fields.choice("dialect", Dialect.class, null);
    String table = fields.text("table", "the table's name in the CREATE TABLE", null);
    fields.check("table", table, Names::faultOfIdentifier);
    String job = fields.text("job", "the name of a job", null);
    fields.check("job", job, Names::faultOfName);
    ValuesAs valuesAs = fields.choice("valuesAs", ValuesAs.class, ValuesAs.JSON);
    List<Instant> timestamps = timestamps(fields);
    fields.end();
    if (layers != null && layers == 0 && root == ParseSpec.Root.ARRAY) {
      fields.fault(
          "root",
          "with \"layers\": 0 messages are not parsed, so no array is seen; use layers 1 or more");
    }
    refuse(faults);
    return new SampleRequest(
        layers, root, records, maxValueChars, dialect, table, job, valuesAs, timestamps);
  }

  private static List<Instant> timestamps(Fields fields) {
    if (!fields.has("timestamps")) {
      return List.of();
    }
    List<Instant> timestamps = new ArrayList<>();
    if (fields.value("timestamps") instanceof List<?> all
        && all.size() <= SampleRequest.MAX_TIMESTAMPS) {
      for (Object one : all) {
        if ((one instanceof Integer || one instanceof Long) && ((Number) one).longValue() >= 0) {
          timestamps.add(Instant.ofEpochMilli(((Number) one).longValue()));
        }
      }
      if (timestamps.size() == all.size()) {
        return timestamps;
      }
    }
    fields.fault(
        "timestamps",
        "expected a list of at most "
            + SampleRequest.MAX_TIMESTAMPS
            + " points in time as epoch milliseconds, such as [1767225600000]");
    return List.of();
  }

  /**
   * The job stands in the field {@code job}: its name, or a whole document, which may name no
   * server yet.
   */
  public static PreviewRequest preview(Map<String, Object> doc) {
    List<FieldError> faults = new ArrayList<>();
    Fields fields = new Fields(doc, "", faults);
    Object job = fields.value("job");
    String name = null;
    JobSpec spec = null;
    if (job instanceof Map) {
      spec = JobReader.ofPreview(fields.object("job")).read();
    } else if (job instanceof String text) {
      name = text;
      fields.check("job", name, Names::faultOfName);
    } else {
      fields.fault("job", "required: the name of a job, or a whole job document");
    }
    String secretsOf = fields.text("secretsOf", "the name of a job", null);
    if (secretsOf != null) {
      fields.check("secretsOf", secretsOf, Names::faultOfName);
      if (job instanceof String) {
        fields.fault(
            "secretsOf", "a stored job has its own secrets; leave this out, or give a document");
      }
      name = secretsOf;
    }
    int records = records(fields);
    ValuesAs valuesAs = fields.choice("valuesAs", ValuesAs.class, ValuesAs.JSON);
    int maxValueChars = (int) fields.whole("maxValueChars", 0, 1, Integer.MAX_VALUE);
    if (maxValueChars > 0 && valuesAs != ValuesAs.TEXT) {
      fields.fault("maxValueChars", "only text is cut; say \"valuesAs\": \"text\", too");
    }
    Duration maxAge = Duration.ofMillis(fields.whole("recordsMaxAgeMs", 0, 0, 60_000));
    fields.end();
    refuse(faults);
    return new PreviewRequest(name, spec, records, valuesAs, maxValueChars, maxAge);
  }

  private static int records(Fields fields) {
    return (int)
        fields.whole("records", SampleRequest.DEFAULT_RECORDS, 1, SampleRequest.MAX_RECORDS);
  }

  private static void refuse(List<FieldError> faults) {
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
  }
}
