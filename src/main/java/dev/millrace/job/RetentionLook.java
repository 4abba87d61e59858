package dev.millrace.job;

import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.kafka.RetentionProbe;
import dev.millrace.model.PartitionId;
import dev.millrace.model.RetentionLimits;
import dev.millrace.preflight.Preflight;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.status.RetentionBoard;
import dev.millrace.status.StatusBoard;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the broker, twice a minute at most, what a job's board needs to say how much of the topic's
 * retention its lag has used. A broker that does not tell costs the figures and nothing else.
 */
final class RetentionLook {
  /** Times that must be looked for are exact to this share of the retention. */
  private static final int STEPS = 200;

  private final StatusBoard board;
  private final RetentionBoard notes;
  private final Preflight preflight;
  private final long nowMillis;
  private final int asked;

  private RetentionLook(Preflight preflight, StatusBoard board, long nowMillis) {
    this.preflight = preflight;
    this.board = board;
    this.notes = board.retention();
    this.nowMillis = nowMillis;
    this.asked = board.generation();
  }

  /** Completes in a bounded time; never fails. */
  static Future<Void> where(Preflight preflight, StatusBoard board) {
    long now = System.currentTimeMillis();
    if (!board.beginsRetention(now)) {
      return Future.succeededFuture();
    }
    RetentionLook look = new RetentionLook(preflight, board, now);
    try {
      return look.run().transform(done -> Future.succeededFuture());
    } catch (RuntimeException noSource) {
      return Future.succeededFuture();
    }
  }

  private Future<Void> run() {
    RetentionProbe probe = new RetentionProbe(preflight.probe());
    return limits(probe)
        .compose(
            limits -> {
              List<PartitionStatus> behind =
                  board.partitions(nowMillis).stream().filter(p -> p.lagRecords() > 0).toList();
              return limits.isNone() || behind.isEmpty()
                  ? done(Map.of())
                  : look(probe, limits, behind);
            });
  }

  private Future<RetentionLimits> limits(RetentionProbe probe) {
    RetentionLimits known = notes.limits(nowMillis);
    return known != null
        ? Future.succeededFuture(known)
        : probe
            .limits()
            .otherwise(RetentionLimits.NONE)
            .onSuccess(told -> notes.limits(told, nowMillis));
  }

  private Future<Void> look(
      RetentionProbe probe, RetentionLimits limits, List<PartitionStatus> behind) {
    Map<PartitionId, Long> known = new HashMap<>();
    Map<PartitionId, Long> offsets = new HashMap<>();
    Map<PartitionId, Long> before = new HashMap<>();
    for (PartitionStatus p : behind) {
      PartitionId partition = p.ledger().id();
      Long time = notes.timeOf(partition, p.ledger().nextOffset());
      if (time != null) {
        known.put(partition, time);
      } else {
        offsets.put(partition, p.ledger().nextOffset());
        Long written = board.lastTimestamp(partition);
        if (written != null) {
          before.put(partition, written);
        }
      }
    }
    Future<Map<PartitionId, Long>> times =
        limits.millis() < 0 || offsets.isEmpty()
            ? Future.succeededFuture(Map.of())
            : probe.times(offsets, before, nowMillis, limits.millis() / STEPS);
    Future<Map<PartitionId, Long>> begins =
        preflight
            .probe()
            .offsets(
                OffsetSpec.EARLIEST,
                behind.stream()
                    .map(p -> p.ledger().id())
                    .collect(java.util.stream.Collectors.toSet()));
    return Future.all(times, begins)
        .compose(
            both -> {
              known.putAll(times.result());
              return done(looks(behind, known, begins.result()));
            });
  }

  private static Map<PartitionId, RetentionBoard.Look> looks(
      List<PartitionStatus> behind, Map<PartitionId, Long> times, Map<PartitionId, Long> begins) {
    Map<PartitionId, RetentionBoard.Look> looks = new HashMap<>();
    for (PartitionStatus p : behind) {
      Long begin = begins.get(p.ledger().id());
      if (begin != null) {
        long next = Math.max(begin, p.ledger().nextOffset());
        double all = Math.max(1, p.endOffset() - begin);
        looks.put(
            p.ledger().id(),
            new RetentionBoard.Look(
                p.ledger().nextOffset(),
                times.getOrDefault(p.ledger().id(), -1L),
                (p.endOffset() - next) / all,
                begin));
      }
    }
    return looks;
  }

  private Future<Void> done(Map<PartitionId, RetentionBoard.Look> looks) {
    if (asked == board.generation()) {
      notes.saw(looks, nowMillis);
    }
    return Future.succeededFuture();
  }
}
