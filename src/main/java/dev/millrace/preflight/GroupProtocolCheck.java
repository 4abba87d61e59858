package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.spec.GroupProtocol;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import java.util.List;

/** Holds the properties of a source against the group protocol of a job. */
final class GroupProtocolCheck {
  private GroupProtocolCheck() {}

  /** What the source's properties say that the job's group protocol leaves to the broker. */
  static List<FieldError> refused(JobSpec spec, SourceSpec source) {
    return spec.groupProtocol().refusedProperties().stream()
        .filter(source.properties()::containsKey)
        .map(
            name ->
                new FieldError(
                    "/groupProtocol",
                    "source "
                        + spec.source()
                        + " sets "
                        + name
                        + ", which the protocol "
                        + spec.groupProtocol().label()
                        + " leaves to the broker: remove it from the source's properties, or use"
                        + " the protocol "
                        + GroupProtocol.CLASSIC.label()))
        .toList();
  }
}
