package dev.millrace.render;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.JobView;
import dev.millrace.answer.KnownJob;
import dev.millrace.document.JobDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A job, and what a check of it found. */
public final class JobJson {
  private JobJson() {}

  /** With the document, secrets hidden; {@code declaredIn} only where a file declares it. */
  public static JsonObject of(JobView job) {
    JsonObject json =
        new JsonObject()
            .put("name", job.name())
            .put("spec", new JsonObject(JobDocument.write(job.spec(), false)))
            .put("state", job.state().name());
    return job.declaredIn() == null ? json : json.put("declaredIn", job.declaredIn());
  }

  /** Each with its status. */
  public static JsonArray list(List<KnownJob> jobs) {
    JsonArray list = new JsonArray();
    jobs.forEach(known -> list.add(of(known.job()).put("status", StatusJson.of(known.status()))));
    return list;
  }

  /** A check that found no fault; one that did is a problem document. */
  public static JsonObject ofCheck(String name, CheckReport report) {
    return new JsonObject()
        .put("name", name)
        .put("errors", new JsonArray())
        .put("warnings", WarningJson.list(report.warnings()));
  }
}
