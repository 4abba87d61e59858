package dev.millrace.job;

import dev.millrace.model.Fault;
import dev.millrace.model.JobError;
import java.util.List;
import java.util.stream.Collectors;

/** A job that cannot start as it is, with all faults. */
final class Unready extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  Unready(List<Fault> faults) {
    super(
        faults.stream().map(f -> f.pointer() + ": " + f.detail()).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.faults = List.copyOf(faults);
  }

  List<Fault> faults() {
    return faults;
  }

  JobError error() {
    return JobError.of("engine", "unready", getMessage());
  }
}
