package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.kafka.BrokerException;
import dev.millrace.kafka.GroupLook;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Holds a job's consumer group against those who are in it: where they are no consumers, the broker
 * lets no lane in, and where they divide partitions by what the lanes do not know, it may not.
 */
public final class GroupAdmission {
  private static final String POINTER = "/group";
  private static final Set<String> CONSUMERS = Set.of("consumer", "");

  private GroupAdmission() {}

  /**
   * What was found so far, and what the group adds to it; as it was where that cannot be asked.
   *
   * @param source its references resolved
   */
  public static Future<StartReport> and(
      StartReport found, String job, Preflight preflight, Supplier<Future<SourceSpec>> source) {
    if (found.findings().topic() == null) {
      return Future.succeededFuture(found);
    }
    JobSpec spec = found.findings().spec();
    String group = spec.groupOf(job);
    return SecretResolver.trying(() -> GroupLook.of(preflight.probe(), group))
        .compose(
            look ->
                source
                    .get()
                    .map(resolved -> GroupLook.assignorsOf(resolved, spec))
                    .map(ours -> with(found, fault(group, look), warning(group, look, ours))))
        .recover(
            e ->
                JobFailure.of(e).isBug()
                    ? Future.failedFuture(e)
                    : Future.succeededFuture(with(found, denied(JobFailure.of(e)), null)));
  }

  private static StartReport with(StartReport found, FieldError fieldError, Warning warning) {
    Preflight.Report report = found.findings();
    return new StartReport(
        fieldError == null
            ? report
            : report.with(
                null, Stream.concat(report.faults().stream(), Stream.of(fieldError)).toList()),
        warning == null
            ? found.warnings()
            : Stream.concat(found.warnings().stream(), Stream.of(warning)).toList());
  }

  /** Who may read with a group may ask of it, too. */
  private static FieldError denied(JobFailure jobFailure) {
    return jobFailure.error().code().equals(BrokerException.AUTHORIZATION)
        ? new FieldError(POINTER, jobFailure.error().message())
        : null;
  }

  private static FieldError fault(String group, GroupLook look) {
    return CONSUMERS.contains(look.protocol())
        ? null
        : new FieldError(
            POINTER,
            "group "
                + group
                + " has members that are no consumers (protocol "
                + look.protocol()
                + "): "
                + String.join(", ", look.clients())
                + ". The broker lets no lane join them; give the job a group of its own, or stop"
                + " that client");
  }

  private static Warning warning(String group, GroupLook look, List<String> ours) {
    return !look.protocol().equals("consumer")
            || look.assignor().isEmpty()
            || ours.isEmpty()
            || ours.contains(look.assignor())
        ? null
        : Warning.at(
            POINTER,
            WarningCode.OTHER_ASSIGNOR,
            "the members of group "
                + group
                + " divide partitions by "
                + look.assignor()
                + ", and the lanes of this job know "
                + String.join(", ", ours)
                + " only: "
                + String.join(", ", look.clients())
                + ". Where they know no other, the broker lets no lane join them; give the job a"
                + " group of its own, or its source their partition.assignment.strategy");
  }
}
