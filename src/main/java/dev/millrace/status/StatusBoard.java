package dev.millrace.status;

import dev.millrace.answer.JobHistory;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobStatus.LaneStatus;
import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.answer.JobStatus.Rates;
import dev.millrace.answer.JobView;
import dev.millrace.error.JobError;
import dev.millrace.error.Warning;
import dev.millrace.flow.LaneEvent;
import dev.millrace.model.Count;
import dev.millrace.model.FieldSample;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.preflight.DeliveryWarning;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.TableSpec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of a job's progress: gathered from its lanes, its ledger and its broker. Event loop
 * only.
 */
public final class StatusBoard {
  private static final int MAX_SAMPLES = 20;
  private static final int MAX_UNMAPPED = 1_000;

  /** What a start found of those who are in the job's group, until a lane was let in. */
  public static final String ADMISSION = "admission";

  /** That another document was asked for than the job has, until another is taken. */
  public static final String DOCUMENT = "document";

  /** Origins whose warnings are of what a run met, and say nothing of a job that rests. */
  private static final List<String> OF_RUN = List.of("group", ADMISSION, "documents", "timestamps");

  private final TreeMap<PartitionId, LedgerRow> ledger = new TreeMap<>();
  private final PartitionEnds ends = new PartitionEnds();
  private final RetentionBoard retention = new RetentionBoard();
  private final Map<PartitionId, Long> lastTimestamps = new HashMap<>();
  private final Set<String> unmapped = new LinkedHashSet<>();
  private final Deque<FieldSample> nulled = new ArrayDeque<>();
  private final Deque<FieldSample> rounded = new ArrayDeque<>();
  private final RateWindow rateWindow = new RateWindow();
  private long records;
  private long bytes;
  private final Map<String, List<Warning>> warnings = new TreeMap<>();
  private Set<PartitionId> read = Set.of();
  private Instant ledgerAsOf;
  private String topic;
  private int generation;

  /** Whether the broker is to be asked once a second. */
  private boolean active;

  /** Null before the first start. */
  private History history;

  void progress(LaneEvent.Progress progress) {
    records += progress.records();
    bytes += progress.bytes();
    if (history != null) {
      history.committed(progress.commitNanos(), progress.batchRows());
    }
    for (int i = 0; i < progress.rows().size(); i++) {
      LedgerRow row = progress.rows().get(i);
      // A lane's row is its copy from the claim plus what it added; what a replay moved from
      // quarantined to written meanwhile only the ledger knows.
      ledger.putIfAbsent(row.id(), row);
      long newest = progress.lastTimestamps().get(i);
      if (newest >= 0) {
        lastTimestamps.put(row.id(), newest);
      } else if (newest == LaneEvent.Progress.NO_PLAUSIBLE_TIME) {
        lastTimestamps.remove(row.id()); // an age by an older record's time would be wrong
      }
    }
  }

  /** Of another topic nothing that is known counts. */
  public void topic(SourceSpec source) {
    String read = source == null ? null : source.topic();
    if (topic != null && !topic.equals(read)) {
      forget();
    }
    topic = read;
  }

  /**
   * The job's document was replaced: what is known of entries that are others now counts no more.
   */
  public void replaced(JobSpec before, JobSpec now) {
    warnings.remove(DOCUMENT);
    if (!now.parse().equals(before.parse()) || !now.mapsLike(before)) {
      // Which of them are without an entry still, the records of the next run tell.
      unmapped.clear();
    }
    boolean asBefore =
        now.rounding() == before.rounding()
            && now.dirtyData() == before.dirtyData()
            && now.timeZone().equals(before.timeZone())
            && now.parse().equals(before.parse())
            && names(now).equals(names(before));
    Set<List<String>> kept = new HashSet<>();
    for (int i = 0; asBefore && i < now.tables().size(); i++) {
      TableSpec table = now.tables().get(i);
      for (MappingEntry entry : table.mapping()) {
        if (before.tables().get(i).mapping().contains(entry)) {
          kept.add(List.of(table.table(), entry.column()));
        }
      }
    }
    nulled.removeIf(sample -> !kept.contains(List.of(sample.table(), sample.column())));
    rounded.removeIf(sample -> !kept.contains(List.of(sample.table(), sample.column())));
  }

  private static List<String> names(JobSpec spec) {
    return spec.tables().stream().map(TableSpec::table).toList();
  }

  /**
   * The ledger as its keeper has it; it replaces what the lanes told.
   *
   * @param asked the {@link #generation} when the keeper was asked: what was read before a reset or
   *     a start and comes after it counts no more
   */
  public void ledger(List<LedgerRow> rows, Instant now, int asked) {
    if (asked != generation) {
      return;
    }
    ledger.clear();
    rows.forEach(row -> ledger.put(row.id(), row));
    ledgerAsOf = now;
  }

  /**
   * A start: ends that were seen before it count no more, for much may have come since.
   *
   * @param nanos as {@link System#nanoTime}; rates count from then
   */
  public void started(long nanos) {
    ends.clear();
    rateWindow.clear();
    rateWindow.add(nanos, records, bytes);
    generation++;
    active = true;
    if (history == null) {
      history = new History();
    }
  }

  /** Goes up with each start and whenever all that was known is forgotten. */
  public int generation() {
    return generation;
  }

  /** Which partitions the job reads. */
  public void reads(Set<PartitionId> partitions) {
    read = Set.copyOf(partitions);
  }

  /**
   * @param asked the {@link #generation} when the broker was asked
   */
  public void ends(Map<PartitionId, Long> offsets, Instant now, int asked) {
    if (asked == generation) {
      ends.saw(offsets, now.toEpochMilli());
    }
  }

  void unmapped(List<String> paths) {
    for (String path : paths) {
      if (unmapped.size() < MAX_UNMAPPED) {
        unmapped.add(path);
      }
    }
  }

  void nulled(FieldSample sample) {
    add(sample, nulled);
  }

  void rounded(FieldSample sample) {
    add(sample, rounded);
  }

  private static void add(FieldSample sample, Deque<FieldSample> newest) {
    newest.addLast(sample);
    if (newest.size() > MAX_SAMPLES) {
      newest.removeFirst();
    }
  }

  /** What one part of the engine has to say from now on; it replaces what that part said before. */
  public void warnings(String origin, List<Warning> newest) {
    warnings.put(origin, List.copyOf(newest));
  }

  public void stopped() {
    active = false;
    rateWindow.clear();
    if (history != null) {
      history.pause();
    }
    OF_RUN.forEach(warnings::remove);
  }

  public void forget() {
    generation++;
    ledger.clear();
    ends.clear();
    retention.forget();
    read = Set.of();
    lastTimestamps.clear();
    unmapped.clear();
    nulled.clear();
    rounded.clear();
    rateWindow.clear();
    ledgerAsOf = null;
    warnings.clear();
  }

  List<String> unmapped() {
    return new ArrayList<>(unmapped);
  }

  List<FieldSample> nulledSamples() {
    return new ArrayList<>(nulled);
  }

  List<FieldSample> roundedSamples() {
    return new ArrayList<>(rounded);
  }

  Rates rates() {
    return rateWindow.rates();
  }

  /** Records that went to quarantine and were not replayed, as the ledger counts them. */
  public long quarantined() {
    return ledger.values().stream().mapToLong(row -> row.count(Count.QUARANTINED)).sum();
  }

  public boolean balanced() {
    return ledger.values().stream().allMatch(LedgerRow::balanced);
  }

  public Set<PartitionId> partitionIds() {
    return Set.copyOf(ledger.keySet());
  }

  /** Whether every partition with an end has been read up to it. */
  public boolean reached(Map<PartitionId, Long> stops) {
    return stops.entrySet().stream()
        .allMatch(
            stop -> {
              LedgerRow row = ledger.get(stop.getKey());
              return row != null && row.nextOffset() >= stop.getValue();
            });
  }

  /** What is known of the topic's retention. */
  public RetentionBoard retention() {
    return retention;
  }

  /** Whether to ask the broker about it now; then the next time counts from now. */
  public boolean beginsRetention(long nowMillis) {
    boolean outdated =
        !active
            && partitions(nowMillis).stream()
                .filter(p -> p.lagRecords() > 0)
                .map(PartitionStatus::ledger)
                .anyMatch(row -> retention.isElsewhere(row.id(), row.nextOffset()));
    return retention.begins(outdated, nowMillis);
  }

  /** When the newest record was made that this process wrote of a partition, or null. */
  public Long lastTimestamp(PartitionId partition) {
    return lastTimestamps.get(partition);
  }

  /** Of the newest claim of a partition that is known. */
  public long epoch(PartitionId partition) {
    return ledger.get(partition).epoch();
  }

  public PartitionStatus partition(PartitionId partition, long nowMillis) {
    LedgerRow row = ledger.get(partition);
    return row == null ? null : status(row, nowMillis);
  }

  public List<PartitionStatus> partitions(long nowMillis) {
    return ledger.values().stream().map(row -> status(row, nowMillis)).toList();
  }

  /** The whole status of the job, with what the board does not know. */
  public JobStatus status(
      JobView job, Instant since, JobError error, List<LaneStatus> lanes, boolean inferred) {
    List<Warning> all = new ArrayList<>(DeliveryWarning.of(job.spec()));
    warnings.values().forEach(all::addAll);
    return new JobStatus(
        job.name(),
        job.state(),
        since,
        error,
        partitions(System.currentTimeMillis()),
        rates(),
        lanes,
        unmapped(),
        nulledSamples(),
        inferred,
        ledgerAsOf,
        job.spec().delivery().label(),
        all,
        roundedSamples(),
        lagRecords());
  }

  /**
   * Takes down how the job fares, once a second while it is active, also while it is held up: its
   * rates fall then.
   *
   * @param nowMillis since 1970
   * @param nanos as {@link System#nanoTime}
   */
  public void sample(long nowMillis, long nanos) {
    rateWindow.add(nanos, records, bytes);
    if (history != null) {
      double behind =
          partitions(nowMillis).stream()
              .map(PartitionStatus::lagSeconds)
              .filter(Objects::nonNull)
              .mapToDouble(Double::doubleValue)
              .max()
              .orElse(Double.NaN);
      history.sample(nowMillis / 1_000, nanos, records, lagRecords(), (float) behind);
    }
  }

  public JobHistory history(long nowMillis) {
    return history == null ? JobHistory.NOTHING : history.until(nowMillis / 1_000);
  }

  /** When its keeper was asked that told the ledger last; null where none has told. */
  Instant ledgerAsOf() {
    return ledgerAsOf;
  }

  /** Whether the broker has not told for a while where some partition ends. */
  boolean isBrokerSilent(long nowMillis) {
    return ledger.keySet().stream().anyMatch(p -> ends.silentMillis(p, nowMillis) > 0);
  }

  /** Of all partitions together; -1 while that of any is not known. */
  long lagRecords() {
    if (ledger.isEmpty() || !ledger.keySet().containsAll(read)) {
      return -1;
    }
    List<PartitionStatus> all = partitions(0);
    return all.stream().anyMatch(p -> p.lagRecords() < 0)
        ? -1
        : all.stream().mapToLong(PartitionStatus::lagRecords).sum();
  }

  private PartitionStatus status(LedgerRow row, long nowMillis) {
    long end = ends.of(row.id());
    Double lagSeconds = null;
    if (end >= 0 && end <= row.nextOffset()) {
      // What came since the broker's last word, nobody knows.
      lagSeconds = active ? ends.silentMillis(row.id(), nowMillis) / 1000.0 : 0.0;
    } else if (end >= 0 && lastTimestamps.containsKey(row.id())) {
      lagSeconds = Math.max(0, nowMillis - lastTimestamps.get(row.id())) / 1000.0;
    }
    // The ledger may be newer than the end that was asked for a moment before.
    long known = end < 0 ? end : Math.max(end, row.nextOffset());
    long lag = known < 0 ? -1 : known - row.nextOffset();
    return new PartitionStatus(
        row,
        known,
        lagSeconds,
        retention.used(row.id(), lag, nowMillis),
        retention.lostAt(row.id(), row.nextOffset(), lag, !active, nowMillis));
  }
}
