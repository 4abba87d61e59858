package dev.millrace.poll;

import dev.millrace.error.JobError;
import dev.millrace.error.LedgerErrors;
import dev.millrace.flow.Addresses;
import dev.millrace.flow.Claim;
import dev.millrace.flow.ClaimOutcome;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.LaneId;
import dev.millrace.flow.LedgerMemory;
import dev.millrace.kafka.BrokerErrors;
import dev.millrace.kafka.BrokerException;
import dev.millrace.kafka.CommitMetadataCodec;
import dev.millrace.kafka.Partitions;
import dev.millrace.model.LedgerRow;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.OffsetSpec;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Claims assigned partitions: asks the broker what offsets they hold, the sink for their ledger
 * rows, and lets them flow from there. Tries for as long as the partitions are assigned.
 *
 * <p>A range {@code [from, to)} of the ledger's that the topic no longer holds is lost: the job
 * stops and says which, or, where it is told to continue, goes on with the oldest record and the
 * range is counted as gaps.
 */
final class PartitionClaimer {
  private static final Duration BROKER_WAIT = Duration.ofSeconds(5);
  private static final long RETRY_MS = 1_000;
  private static final long LEADERLESS_MS = 2_000;

  /**
   * A broker that has just started may say for a moment that a partition ends at its last
   * checkpoint; an end before the ledger's offset is believed when so many looks in a row find it.
   */
  private static final int SHORT_LOOKS = 8;

  /**
   * The sink answers when the database does, which may take days; the lane's end drops the request.
   */
  private static final DeliveryOptions NO_TIMEOUT =
      new DeliveryOptions().setSendTimeout(Integer.MAX_VALUE);

  private final Vertx vertx;
  private final Context context;
  private final LaneId lane;
  private final PollSettings settings;
  private final GroupCommits group;
  private final LedgerMemory ledger;
  private final ClaimingConsumer consumer;
  private final BiConsumer<List<LedgerRow>, Map<TopicPartition, OffsetAndMetadata>> onClaimed;
  private boolean reported;
  private int shortLooks;

  /**
   * @param onClaimed told the ledger rows, and the oldest offsets of partitions where these are
   *     newer than the ledger's; on the event loop, before any record of the partitions comes
   */
  PartitionClaimer(
      Vertx vertx,
      PollSettings settings,
      GroupCommits group,
      ClaimingConsumer consumer,
      BiConsumer<List<LedgerRow>, Map<TopicPartition, OffsetAndMetadata>> onClaimed) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settings = settings;
    this.lane = settings.lane();
    this.group = group;
    this.ledger = settings.ledger();
    this.consumer = consumer;
    this.onClaimed = onClaimed;
  }

  /** Any thread. */
  void claim(Set<TopicPartition> partitions, long token) {
    consumer.later(() -> askBroker(partitions, token));
  }

  /** What the broker holds of the partitions. */
  private record Held(
      Map<TopicPartition, Long> begin, Map<TopicPartition, Long> end, List<LedgerRow> candidates) {}

  /**
   * Poll thread. A claim that is tried again may have been overtaken: the partition went, and
   * perhaps came back and has flowed since under a claim of its own.
   */
  private void askBroker(Set<TopicPartition> partitions, long token) {
    Set<TopicPartition> wanted =
        partitions.stream()
            .filter(p -> consumer.awaits(p, token))
            .collect(Collectors.toUnmodifiableSet());
    if (wanted.isEmpty()) {
      return;
    }
    try {
      Set<TopicPartition> led = led(wanted);
      if (led.size() < wanted.size()) {
        // They would be waited for in vain, and the others with them.
        Set<TopicPartition> leaderless = new HashSet<>(wanted);
        leaderless.removeAll(led);
        context.runOnContext(v -> vertx.setTimer(LEADERLESS_MS, t -> claim(leaderless, token)));
        if (!led.isEmpty()) {
          askBroker(led, token);
        }
        return;
      }
      Map<TopicPartition, Long> begin = consumer.beginningOffsets(wanted, BROKER_WAIT);
      Map<TopicPartition, Long> end = consumer.endOffsets(wanted, BROKER_WAIT);
      Map<TopicPartition, OffsetAndMetadata> commits =
          group.positions(consumer, wanted, BROKER_WAIT);
      List<LedgerRow> candidates = new ArrayList<>();
      for (TopicPartition p : wanted) {
        LedgerRow fresh = LedgerRow.made(Partitions.id(p), start(p, begin.get(p), end.get(p)));
        candidates.add(CommitMetadataCodec.fromCommit(p, commits.get(p)).orElse(fresh));
      }
      LedgerRow gone = group.arePositions() ? gone(wanted, commits) : null;
      if (gone != null) {
        context.runOnContext(v -> publish(new LaneEvent.Failed(LedgerErrors.vanished(gone))));
        return;
      }
      Held held = new Held(new HashMap<>(begin), new HashMap<>(end), candidates);
      context.runOnContext(v -> askSink(held, wanted, token));
    } catch (RuntimeException e) {
      BrokerException failure =
          BrokerErrors.of(e, settings.source().bootstrapServers(), settings.source().topic());
      context.runOnContext(
          v -> {
            if (!failure.mayPass()) {
              publish(new LaneEvent.Failed(failure.error()));
              return;
            }
            publish(new LaneEvent.Retrying(failure.error()));
            reported = true;
            vertx.setTimer(RETRY_MS, t -> claim(wanted, token));
          });
    }
  }

  /** Those of the partitions that a broker leads, as far as the client knows. */
  private Set<TopicPartition> led(Set<TopicPartition> wanted) {
    Set<TopicPartition> led = new HashSet<>();
    for (PartitionInfo info : consumer.partitionsFor(settings.source().topic(), BROKER_WAIT)) {
      if (info.leader() != null && !info.leader().isEmpty()) {
        led.add(new TopicPartition(info.topic(), info.partition()));
      }
    }
    led.retainAll(wanted);
    return led;
  }

  /**
   * Where a partition without a row in the ledger begins: a new one at its beginning, and one that
   * could not be asked at the job's start where the job says.
   */
  private long start(TopicPartition p, long begin, long end) {
    OffsetSpec at =
        settings.unread().contains(Partitions.id(p)) ? settings.start() : OffsetSpec.EARLIEST;
    return switch (at.at()) {
      case EARLIEST -> begin;
      case LATEST -> end;
      case OFFSETS -> at.offsetOf(Partitions.id(p)).orElse(begin);
      case TIMESTAMP -> {
        OffsetAndTimestamp found =
            consumer.offsetsForTimes(Map.of(p, at.timestamp().toEpochMilli()), BROKER_WAIT).get(p);
        yield found == null ? end : found.offset();
      }
    };
  }

  /** One whose offsets the group had committed and has no more, or null. */
  private LedgerRow gone(
      Set<TopicPartition> wanted, Map<TopicPartition, OffsetAndMetadata> commits) {
    return ledger.of(Partitions.ids(wanted)).stream()
        .filter(row -> commits.get(Partitions.of(row.id())) == null)
        .findFirst()
        .orElse(null);
  }

  private void askSink(Held held, Set<TopicPartition> partitions, long token) {
    if (reported) {
      reported = false;
      publish(new LaneEvent.Recovered());
    }
    vertx
        .eventBus()
        .<ClaimOutcome>request(
            Addresses.claims(lane),
            new Claim(
                held.candidates(),
                ledger.of(held.candidates().stream().map(LedgerRow::id).toList())),
            NO_TIMEOUT)
        .onSuccess(reply -> reply.body().accept(answered(held, token)))
        .onFailure(
            e ->
                publish(
                    new LaneEvent.Fenced("the sink did not answer a claim: " + e.getMessage())));
  }

  private ClaimOutcome.Visitor answered(Held held, long token) {
    return new ClaimOutcome.Visitor() {
      @Override
      public void claimed(ClaimOutcome.Claimed outcome) {
        ledger.claimed(outcome.rows());
        onClaimed(held, outcome.rows(), token);
      }

      @Override
      public void impossible(ClaimOutcome.Impossible outcome) {
        publish(new LaneEvent.Failed(outcome.error()));
      }
    };
  }

  private void onClaimed(Held held, List<LedgerRow> rows, long token) {
    Map<TopicPartition, OffsetAndMetadata> expired = new HashMap<>();
    for (LedgerRow row : rows) {
      TopicPartition p = Partitions.of(row.id());
      JobError lost = lost(row, held.begin().get(p), held.end().get(p));
      if (lost != null && row.nextOffset() > held.end().get(p) && ++shortLooks < SHORT_LOOKS) {
        Set<TopicPartition> wanted = held.end().keySet();
        vertx.setTimer(RETRY_MS, t -> claim(wanted, token));
        return;
      }
      if (lost != null) {
        publish(new LaneEvent.Failed(lost));
        return;
      }
      if (row.nextOffset() < held.begin().get(p)) {
        long begin = held.begin().get(p);
        expired.put(p, new OffsetAndMetadata(begin));
        publish(new LaneEvent.Lost(row.topic(), row.partition(), row.nextOffset(), begin));
      }
    }
    shortLooks = 0;
    onClaimed.accept(rows, expired);
    for (LedgerRow row : rows) {
      TopicPartition p = Partitions.of(row.id());
      long from = Math.max(row.nextOffset(), held.begin().get(p));
      consumer.later(() -> consumer.release(p, token, from));
    }
  }

  /** The error when the next record to read is not in the topic, or null. */
  private JobError lost(LedgerRow row, long begin, long end) {
    long next = row.nextOffset();
    String where = row.topic() + "[" + row.partition() + "]";
    if (next > end) {
      return error(
          row,
          "topic-recreated",
          where
              + " ends at offset "
              + end
              + ", before the ledger's next offset "
              + next
              + ": the topic was truncated or deleted and recreated, and ["
              + end
              + ", "
              + next
              + ") is not in it. Reset the job to read the topic as it is now");
    }
    if (next < begin && settings.onLostOffsets() == JobSpec.LostOffsets.STOP) {
      return error(
          row,
          "offsets-expired",
          "offsets ["
              + next
              + ", "
              + begin
              + ") of "
              + where
              + " expired before they were read: they are lost. Set onLostOffsets to \"continue\""
              + " to go on with offset "
              + begin
              + " and count the range as gaps");
    }
    return null;
  }

  private static JobError error(LedgerRow row, String code, String message) {
    return new JobError(
        "offsets", code, message, row.topic(), row.partition(), row.nextOffset(), null, null, null);
  }

  private void publish(LaneEvent event) {
    vertx.eventBus().send(Addresses.events(lane), event);
  }
}
