package dev.millrace.http;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.Conflict;
import dev.millrace.answer.NotFound;
import dev.millrace.answer.PreconditionFailed;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.NotStored;
import dev.millrace.error.Warning;
import dev.millrace.render.ErrorsJson;
import dev.millrace.render.WarningJson;
import dev.millrace.secret.PlainText;
import dev.millrace.secret.SecretMask;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An error answer.
 *
 * @param errors faults of a document, else empty
 * @param warnings what a check found beside them; null where nothing was looked for
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> its form
 */
public record Problem(
    int status, String title, String detail, List<FieldError> errors, List<Warning> warnings) {
  static final String CONTENT_TYPE = "application/problem+json";

  /** The title where a check or a start found faults. */
  public static final String CANNOT_RUN = "The job cannot run as it is";

  private static final int MAX_DETAIL_CHARS = 2_000;

  public Problem {
    detail = PlainText.of(SecretMask.mask(detail), MAX_DETAIL_CHARS);
    errors = List.copyOf(errors);
  }

  /** One without faults, its title that of the status. */
  public static Problem of(int status, String detail) {
    return new Problem(
        status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail, List.of(), null);
  }

  /**
   * @param title what cannot be done with these faults
   */
  static Problem ofFaults(int status, String title, List<FieldError> faults) {
    int more = faults.size() - InvalidDocument.MAX_FAULTS;
    if (more > 0) {
      return new Problem(
          status,
          title,
          "more faults were found than are listed; fix these first",
          Stream.concat(
                  faults.stream().limit(InvalidDocument.MAX_FAULTS),
                  Stream.of(new FieldError("", "and " + more + " more")))
              .toList(),
          null);
    }
    String detail =
        faults.size() == 1 ? faults.get(0).detail() : faults.size() + " faults were found";
    return new Problem(status, title, detail, faults, null);
  }

  /** A check that found faults. */
  public static Problem of(CheckReport report) {
    Problem faults = ofFaults(422, CANNOT_RUN, report.faults());
    return new Problem(
        faults.status, faults.title, faults.detail, faults.errors, report.warnings());
  }

  /** The answer to a failure that the caller can mend; empty for a bug. */
  static Optional<Problem> of(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return Optional.of(refusal.problem());
    }
    if (failure instanceof NotFound) {
      return Optional.of(of(404, failure.getMessage()));
    }
    if (failure instanceof PreconditionFailed) {
      return Optional.of(of(412, failure.getMessage()));
    }
    if (failure instanceof NotStored) {
      return Optional.of(of(507, failure.getMessage()));
    }
    if (failure instanceof Conflict) {
      return Optional.of(of(409, failure.getMessage()));
    }
    if (failure instanceof InvalidDocument invalid) {
      return Optional.of(ofFaults(400, "The document has faults", invalid.faults()));
    }
    return Optional.empty();
  }

  JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .put("detail", detail)
            .put("errors", ErrorsJson.list(errors));
    return warnings == null ? json : json.put("warnings", WarningJson.list(warnings));
  }

  /** A problem on its way to the one place that answers it. */
  public static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public Refusal(Problem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }

    public Refusal(int status, String detail) {
      this(Problem.of(status, detail));
    }

    Problem problem() {
      return problem;
    }
  }
}
