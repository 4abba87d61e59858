package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.error.JobError;
import java.util.List;
import java.util.stream.Collectors;

/** A job that cannot start as it is, with all faults. */
public final class NotStartableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldError> faults;

  public NotStartableException(List<FieldError> faults) {
    super(
        faults.stream().map(f -> f.pointer() + ": " + f.detail()).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.faults = List.copyOf(faults);
  }

  List<FieldError> faults() {
    return faults;
  }

  JobError error() {
    return JobError.of("engine", "unready", getMessage());
  }
}
