package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.PartitionRef;
import dev.millrace.spec.SourceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the partitions that a job's start and end name are those of its topic. */
final class OffsetsCheck {
  private OffsetsCheck() {}

  static List<FieldError> faults(JobSpec spec, SourceSpec source, Set<PartitionId> partitions) {
    List<FieldError> faults = new ArrayList<>();
    check("/start/offsets", spec.start(), source, partitions, faults);
    spec.end().ifPresent(end -> check("/stopAt/offsets", end, source, partitions, faults));
    return faults;
  }

  private static void check(
      String pointer,
      OffsetSpec at,
      SourceSpec source,
      Set<PartitionId> partitions,
      List<FieldError> faults) {
    for (PartitionRef partition : at.offsets().keySet()) {
      if (partition.topic() != null && !partition.topic().equals(source.topic())) {
        faults.add(
            new FieldError(
                pointer + "/" + partition,
                "the source reads topic " + source.topic() + ", not " + partition.topic()));
      } else if (partition.topic() != null
          && at.offsets().containsKey(PartitionRef.of(partition.partition()))) {
        faults.add(
            new FieldError(
                pointer + "/" + partition,
                "the same partition as " + partition.partition() + "; name it once"));
      } else if (partitions.stream().noneMatch(partition::isOf)) {
        faults.add(
            new FieldError(
                pointer + "/" + partition,
                "topic "
                    + source.topic()
                    + " has no partition "
                    + partition.partition()
                    + "; it has "
                    + partitions.size()
                    + ", numbered from 0"));
      }
    }
  }
}
