package dev.millrace.status;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.KnownJob;
import dev.millrace.spec.JobSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has changed between one look at all jobs and the next. One thread. */
public final class JobChanges {
  private Map<String, Seen> seen = new HashMap<>();

  private record Seen(JobSpec spec, long revision, Work work) {}

  /** What of a status tells of work; the age of a lag changes by itself, so it is none. */
  private record Work(List<Object> parts) {
    static Work of(JobStatus status) {
      List<Object> parts = new ArrayList<>();
      for (PartitionStatus partition : status.partitions()) {
        parts.add(partition.ledger());
        parts.add(partition.endOffset());
      }
      parts.add(status.rates());
      parts.add(status.lanes());
      parts.add(status.unmapped());
      parts.add(status.nulledSamples());
      parts.add(status.roundedSamples());
      parts.add(status.warnings());
      return new Work(parts);
    }
  }

  /** Takes what is there now as seen, and tells no changes. */
  public void begin(List<KnownJob> jobs) {
    seen.clear();
    changes(jobs);
  }

  /** By its revision also one that was put back meanwhile. */
  private static boolean isOther(Seen before, Seen next) {
    return before.revision() != next.revision() || !before.spec().equals(next.spec());
  }

  /** Documents and deletions first. */
  public List<JobChange> changes(List<KnownJob> jobs) {
    List<JobChange> changes = new ArrayList<>();
    List<JobChange> progress = new ArrayList<>();
    Map<String, Seen> now = new HashMap<>();
    for (KnownJob known : jobs) {
      JobView job = known.job();
      Seen next = new Seen(job.spec(), job.revision(), Work.of(known.status()));
      Seen before = seen.get(job.name());
      if (before == null || isOther(before, next)) {
        changes.add(new JobChange.DocumentChanged(job));
      }
      if (before == null || !before.work().equals(next.work())) {
        progress.add(new JobChange.Progress(known.status()));
      }
      now.put(job.name(), next);
    }
    Set<String> gone = new HashSet<>(seen.keySet());
    gone.removeAll(now.keySet());
    gone.stream().sorted().map(JobChange.Deleted::new).forEach(changes::add);
    seen = now;
    changes.addAll(progress);
    return changes;
  }
}
