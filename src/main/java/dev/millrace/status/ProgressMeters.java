package dev.millrace.status;

import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.PartitionId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;

/**
 * Shows how far a job is as gauges, from what its {@link StatusBoard} knows, once a second while it
 * is active: so that ages grow also while neither broker nor database answers. What is not known
 * has no series, for one NaN would make a NaN of every sum. Event loop only.
 */
public final class ProgressMeters {
  /** One partition's value, or null where it is not known. */
  private interface Value {
    Double of(PartitionStatus partition);
  }

  /** The ledger is read once a second; a slow answer is not yet a database that is away. */
  private static final long UNSEEN_MS = 10_000;

  private final JobMeters meters;
  private final StatusBoard board;
  private final CatchUp catchUp = new CatchUp();
  private final Map<Meter, Set<List<String>>> shown = new EnumMap<>(Meter.class);
  private final Map<PartitionId, Long> positions = new HashMap<>();
  private boolean resting = true;
  private long committedMillis;
  private Instant readAt;

  public ProgressMeters(JobMeters meters, StatusBoard board) {
    this.meters = meters;
    this.board = board;
  }

  /**
   * @param owned partitions that this process shows, and no other does
   * @param nowMillis since 1970
   */
  public void show(Set<PartitionId> owned, long nowMillis) {
    if (resting) {
      resting = false;
      committedMillis = nowMillis;
      positions.clear();
      readAt = null;
      catchUp.forget();
    }
    List<PartitionStatus> all = board.partitions(nowMillis);
    noteCommits(all, nowMillis);
    meters.set(Meter.SECONDS_SINCE_COMMIT, Math.max(0, nowMillis - committedMillis) / 1_000.0);
    showCatchUp(all, nowMillis);
    List<PartitionStatus> ours = all.stream().filter(p -> owned.contains(p.ledger().id())).toList();
    show(Meter.LAG_RECORDS, ours, ProgressMeters::lagRecords, Double::sum);
    show(Meter.LAG_SECONDS, ours, PartitionStatus::lagSeconds, Math::max);
    show(Meter.RETENTION_USED_RATIO, ours, PartitionStatus::retentionUsed, Math::max);
  }

  /** The job is at rest: what would go stale goes. */
  public void rest() {
    if (!resting) {
      resting = true;
      meters.drop(Meter.SECONDS_SINCE_COMMIT);
      meters.drop(Meter.CATCH_UP);
      shown.forEach((meter, labels) -> labels.forEach(l -> drop(meter, l)));
      shown.clear();
    }
  }

  private static Double lagRecords(PartitionStatus partition) {
    return partition.lagRecords() < 0 ? null : (double) partition.lagRecords();
  }

  /**
   * Whoever committed: a row that is further than it was. Where the ledger could not be read for a
   * while, that was at any time since it was read last, so the age goes on: what is read first when
   * a database is back was written before it went.
   */
  private void noteCommits(List<PartitionStatus> all, long nowMillis) {
    boolean moved = false;
    for (PartitionStatus partition : all) {
      long next = partition.ledger().nextOffset();
      Long before = positions.put(partition.ledger().id(), next);
      moved |= before != null && next > before;
    }
    Instant asOf = board.ledgerAsOf();
    if (moved) {
      boolean unseen =
          readAt != null && asOf != null && asOf.toEpochMilli() - readAt.toEpochMilli() > UNSEEN_MS;
      committedMillis = unseen ? Math.max(committedMillis, readAt.toEpochMilli()) : nowMillis;
    }
    readAt = asOf;
  }

  private void showCatchUp(List<PartitionStatus> all, long nowMillis) {
    double seconds = Double.NaN;
    if (board.lagRecords() >= 0) {
      catchUp.saw(
          nowMillis,
          all.stream().map(p -> p.ledger().id()).collect(Collectors.toSet()),
          all.stream().mapToLong(p -> p.ledger().nextOffset()).sum(),
          all.stream().mapToLong(PartitionStatus::endOffset).sum());
      // A broker that is away gives nothing to read: at this rate it is never done.
      seconds = board.isBrokerSilent(nowMillis) ? Double.POSITIVE_INFINITY : catchUp.seconds();
    }
    if (Double.isNaN(seconds)) {
      meters.drop(Meter.CATCH_UP);
    } else {
      meters.set(Meter.CATCH_UP, seconds);
    }
  }

  /**
   * @param both makes one value of two, where there is one series for all partitions
   */
  private void show(
      Meter meter, List<PartitionStatus> ours, Value value, DoubleBinaryOperator both) {
    Map<List<String>, Double> values = new HashMap<>();
    for (PartitionStatus partition : ours) {
      Double known = value.of(partition);
      if (known != null) {
        values.merge(labels(partition), known, both::applyAsDouble);
      }
    }
    Set<List<String>> before = shown.getOrDefault(meter, Set.of());
    before.stream().filter(labels -> !values.containsKey(labels)).forEach(l -> drop(meter, l));
    values.forEach((labels, known) -> meters.set(meter, known, labels.toArray(String[]::new)));
    shown.put(meter, new HashSet<>(values.keySet()));
  }

  private List<String> labels(PartitionStatus partition) {
    return meters.showsPartitions()
        ? List.of(partition.ledger().topic(), Integer.toString(partition.ledger().partition()))
        : List.of();
  }

  private void drop(Meter meter, List<String> labels) {
    meters.drop(meter, labels.toArray(String[]::new));
  }
}
