package dev.millrace.job;

import dev.millrace.answer.PreviewRequest;
import dev.millrace.document.JobDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.spec.JobSpec;
import java.util.List;
import java.util.Map;

/** The job that a request is about. */
final class RequestedJob {
  private RequestedJob() {}

  /** The one that the request brings, or the stored one that it names. */
  static JobSpec of(PreviewRequest request, Map<String, Supervisor> supervisors) {
    if (request.spec() == null) {
      return of(request.name(), supervisors);
    }
    // As at a PUT: to the same account, no less protected.
    JobSpec stored =
        request.name() == null ? null : stored("/secretsOf", request.name(), supervisors);
    return JobDocument.keepSecrets(request.spec(), stored);
  }

  /** The stored job that a request's field {@code job} names. */
  static JobSpec of(String job, Map<String, Supervisor> supervisors) {
    return stored("/job", job, supervisors);
  }

  private static JobSpec stored(String pointer, String job, Map<String, Supervisor> supervisors) {
    Supervisor supervisor = supervisors.get(job);
    if (supervisor == null) {
      throw new InvalidDocument(List.of(new FieldError(pointer, "there is no job " + job)));
    }
    return supervisor.view().spec();
  }
}
