package dev.millrace.status;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.answer.JobView;
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

  private record Seen(JobSpec spec, Work work) {}

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
  public void begin(List<JobView> jobs, List<JobStatus> statuses) {
    seen.clear();
    changes(jobs, statuses);
  }

  /**
   * Documents and deletions first.
   *
   * @param statuses of the same jobs, in the same order
   */
  public List<JobChange> changes(List<JobView> jobs, List<JobStatus> statuses) {
    List<JobChange> changes = new ArrayList<>();
    List<JobChange> progress = new ArrayList<>();
    Map<String, Seen> now = new HashMap<>();
    for (int i = 0; i < jobs.size(); i++) {
      JobView job = jobs.get(i);
      Seen next = new Seen(job.spec(), Work.of(statuses.get(i)));
      Seen before = seen.get(job.name());
      if (before == null || !before.spec().equals(next.spec())) {
        changes.add(new JobChange.DocumentChanged(job));
      }
      if (before == null || !before.work().equals(next.work())) {
        progress.add(new JobChange.Progress(statuses.get(i)));
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
