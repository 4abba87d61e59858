package dev.millrace.job;

import dev.millrace.error.FieldError;
import dev.millrace.spec.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Kafka deals a topic's partitions out among a group, so each job of it would see a part. */
final class GroupConflicts {
  private GroupConflicts() {}

  /** A fault for each other job that has this one's consumer group. */
  static List<FieldError> of(String name, JobSpec spec, Map<String, Supervisor> supervisors) {
    List<FieldError> faults = new ArrayList<>();
    String group = spec.groupOf(name);
    supervisors.forEach(
        (other, supervisor) -> {
          if (!other.equals(name) && supervisor.view().spec().groupOf(other).equals(group)) {
            faults.add(
                new FieldError(
                    "/group",
                    "job "
                        + other
                        + " has the consumer group "
                        + group
                        + " already, and each would get only a part of the records"));
          }
        });
    return faults;
  }
}
