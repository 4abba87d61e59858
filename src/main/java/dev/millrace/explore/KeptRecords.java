package dev.millrace.explore;

import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.Sample;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest records of sources that somebody previews again and again, edit by edit: read once,
 * and for a minute at most. In memory only, of few sources, and none where they are large. Event
 * loop only.
 */
public final class KeptRecords {
  /** How long one is kept. */
  public static final Duration LIFE = Duration.ofMinutes(1);

  private static final int MOST = 4;

  /** Of one source; less where the heap is small. */
  private static final long MOST_BYTES = Math.min(16L << 20, Runtime.getRuntime().maxMemory() / 64);

  private final Vertx vertx;
  private final Deque<Kept> all = new ArrayDeque<>();

  public KeptRecords(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * What was read.
   *
   * @param topic as it was then
   * @param count how many were asked for
   * @param readAt when the reading began: no record that came later is missing for another reason
   */
  record Kept(
      SourceSpec source, TopicProbe.Topic topic, int count, Instant readAt, List<Sample> samples) {}

  /** Of the same source and number, read at most so long ago; else null. */
  Kept of(SourceSpec source, int count, Duration maxAge) {
    Instant since = Instant.now().minus(maxAge.compareTo(LIFE) < 0 ? maxAge : LIFE);
    return all.stream()
        .filter(
            kept ->
                kept.source().equals(source)
                    && kept.count() == count
                    && kept.readAt().isAfter(since))
        .findFirst()
        .orElse(null);
  }

  /** In place of those of the same source. */
  void keep(Kept read) {
    all.removeIf(kept -> kept.source().equals(read.source()));
    if (bytes(read.samples()) > MOST_BYTES) {
      return;
    }
    while (all.size() >= MOST) {
      all.removeLast();
    }
    all.addFirst(read);
    // What waits must not hold what it will forget: sets that are replaced leave the heap at once.
    vertx.setTimer(LIFE.toMillis(), id -> forgetOld());
  }

  private void forgetOld() {
    Instant since = Instant.now().minus(LIFE);
    all.removeIf(kept -> !kept.readAt().isAfter(since));
  }

  private static long bytes(List<Sample> samples) {
    long bytes = 0;
    for (Sample sample : samples) {
      bytes += sample.key() == null ? 0 : sample.key().length;
      bytes += sample.value() == null ? 0 : sample.value().length;
      for (byte[] header : sample.headers().values()) {
        bytes += header == null ? 0 : header.length;
      }
    }
    return bytes;
  }
}
