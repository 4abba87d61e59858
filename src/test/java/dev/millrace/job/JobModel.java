package dev.millrace.job;

import dev.millrace.model.JobState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a job must be, and what its ledger, table and quarantine must hold, by the contract alone.
 * Knows nothing of how the engine does it.
 */
final class JobModel {
  /** What stands in the topic. */
  enum Kind {
    GOOD,
    DIRTY,
    MALFORMED,
    TOMBSTONE;

    static Kind random(Random random) {
      int choice = random.nextInt(100);
      return choice < 12 ? DIRTY : choice < 20 ? MALFORMED : choice < 28 ? TOMBSTONE : GOOD;
    }
  }

  /**
   * The part of a job's document that the model understands.
   *
   * @param faulty whether it names a partition that the topic does not have
   */
  record Spec(String dirtyData, String malformed, boolean latest, boolean bounded, boolean faulty) {
    static Spec random(Random random) {
      return new Spec(
          List.of("stop", "stop", "null", "quarantine").get(random.nextInt(4)),
          random.nextBoolean() ? "stop" : "quarantine",
          random.nextInt(4) == 0,
          random.nextInt(3) == 0,
          random.nextInt(12) == 0);
    }

    boolean stopsAt(Kind kind) {
      return (kind == Kind.DIRTY && dirtyData.equals("stop"))
          || (kind == Kind.MALFORMED && malformed.equals("stop"));
    }
  }

  /** One partition: its records, and the ledger's row. */
  static final class Partition {
    final List<Kind> records = new ArrayList<>();
    long start;
    long next;
    long written;
    long nulled;
    long quarantined;
    long tombstones;

    /** End at the first start of a bounded job; counts only while {@link JobModel#stopsKnown}. */
    private long stop;

    /** End when a job that begins with the latest record was started. */
    private long latest;

    long end() {
      return records.size();
    }

    private void forget(long from) {
      start = from;
      next = from;
      written = 0;
      nulled = 0;
      quarantined = 0;
      tombstones = 0;
    }

    @Override
    public String toString() {
      return Arrays.asList(start, next, written, nulled, quarantined, tombstones).toString();
    }
  }

  final Partition[] partitions;

  /** Rows and how often each is there: a reset makes the job write them again. */
  final Map<String, Integer> table = new TreeMap<>();

  final TreeSet<String> quarantine = new TreeSet<>();

  /** Null while there is no job. */
  Spec spec;

  /** The desired state, which must outlive any process. */
  boolean wanted;

  /** Whether it was started, or taken up again, and has not come to rest since. */
  boolean active;

  JobState rest;
  boolean inLedger;

  /** Whether the job has come to where it goes, and everything was compared. */
  boolean settled = true;

  private boolean stopsKnown;

  JobModel(int partitions) {
    this.partitions = new Partition[partitions];
    Arrays.setAll(this.partitions, i -> new Partition());
  }

  void created(Spec with) {
    spec = with;
    wanted = false;
    active = false;
    rest = JobState.CREATED;
    stopsKnown = false;
  }

  void altered(Spec with) {
    spec = with;
    stopsKnown = false;
  }

  void deleted() {
    spec = null;
    wanted = false;
  }

  void started() {
    if (active && goal() == JobState.FINISHED) {
      stopsKnown = false;
    }
    wanted = true;
    resumed();
  }

  /** A new process takes the job up again where it is wanted. */
  void resumed() {
    active = wanted;
    settled &= !wanted;
    if (wanted && !spec.faulty()) {
      resolve();
    }
  }

  /** What a start finds out where no earlier one did. */
  private void resolve() {
    for (Partition p : partitions) {
      if (!inLedger) {
        p.latest = p.end();
      }
      if (!stopsKnown) {
        p.stop = p.end();
      }
    }
    stopsKnown = spec.bounded();
  }

  void stopped(JobState as) {
    wanted = false;
    active = false;
    rest = as;
    stopsKnown = false;
    settled = false;
  }

  void reset() {
    rest = rest == JobState.CREATED ? rest : JobState.STOPPED;
    wanted = false;
    inLedger = false;
    stopsKnown = false;
  }

  /** Where it comes to if nothing more is done. */
  JobState goal() {
    if (!active) {
      return rest;
    }
    if (spec.faulty() || Arrays.stream(partitions).anyMatch(p -> reach(p) < limit(p))) {
      return JobState.FAILED;
    }
    return spec.bounded() ? JobState.FINISHED : JobState.RUNNING;
  }

  /** It got to where it goes. */
  void arrived() {
    JobState goal = goal();
    if (goal != JobState.RUNNING) {
      rest = goal;
      active = false;
    }
    if (goal == JobState.FINISHED) {
      wanted = false;
      stopsKnown = false;
    }
    settled = true;
  }

  /** Whether the job is active for certain, whatever its lanes have come to by now. */
  boolean surelyActive() {
    return active && goal() == JobState.RUNNING;
  }

  /** Whether the job is at rest for certain. */
  boolean surelyResting() {
    return settled && !surelyActive();
  }

  /** How far the job goes in a partition: to the record that stops it, or to {@link #limit}. */
  long reach(Partition p) {
    for (long o = from(p); o < limit(p); o++) {
      if (spec.stopsAt(p.records.get((int) o))) {
        return o;
      }
    }
    return Math.max(from(p), limit(p));
  }

  /** The record that stops the job in this partition is the next one. */
  boolean stoppedAt(Partition p) {
    return p.next < limit(p) && p.next == reach(p);
  }

  private long limit(Partition p) {
    return spec.bounded() && stopsKnown ? p.stop : p.end();
  }

  /** Where reading goes on. */
  private long from(Partition p) {
    return inLedger ? p.next : beginning(p);
  }

  private long beginning(Partition p) {
    return spec.latest() ? p.latest : 0;
  }

  /** The ledger has rows; from now on they alone say where to read. */
  void enteredLedger() {
    for (Partition p : partitions) {
      p.forget(beginning(p));
    }
    inLedger = true;
  }

  /** Records up to {@code to} were dealt with, by the policies of now. */
  void advance(int partition, long to) {
    Partition p = partitions[partition];
    for (; p.next < to; p.next++) {
      String place = partition + "/" + p.next;
      Kind kind = p.records.get((int) p.next);
      String policy = kind == Kind.DIRTY ? spec.dirtyData() : spec.malformed();
      if (kind == Kind.TOMBSTONE) {
        p.tombstones++;
      } else if (kind == Kind.GOOD) {
        p.written++;
        table.merge(place + "=" + p.next, 1, Integer::sum);
      } else if (policy.equals("null")) {
        p.written++;
        p.nulled++;
        table.merge(place + "=null", 1, Integer::sum);
      } else {
        p.quarantined++;
        quarantine.add(place);
      }
    }
  }

  @Override
  public String toString() {
    return "%s wanted=%s rest=%s goal=%s settled=%s %s"
        .formatted(
            spec,
            wanted,
            rest,
            spec == null ? "none" : goal(),
            settled,
            inLedger ? Arrays.toString(partitions) : "no ledger");
  }
}
