package dev.millrace.poll;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Lets records that come one by one come together: a fetch, a poll and its way to the sink cost
 * more than many records, and while a batch is being written nothing is done sooner by polling more
 * often.
 *
 * <p>Only every second poll is rested before. What was fetched when a rest begins is the answer to
 * a request that the broker held until the <em>first</em> record came; those that came during the
 * rest are in the answer to the next one. Poll thread only.
 */
final class PollPacer {
  /** Fewer records than this make a poll inefficient. */
  private static final int FEW_RECORDS = 200;

  private final int few;
  private final int full;
  private boolean lastWasFull;
  private boolean lastWasFew;
  private boolean rested;

  /**
   * @param maxPollRecords most that a poll can bring
   */
  PollPacer(int maxPollRecords) {
    few = Math.min(FEW_RECORDS, maxPollRecords);
    full = maxPollRecords;
  }

  /**
   * @param properties of a consumer
   */
  static PollPacer of(Map<String, Object> properties) {
    return new PollPacer(
        Integer.parseInt(
            String.valueOf(properties.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG)).trim()));
  }

  /** A poll brought so many. Few after a full one are the rest of a fetch, not all there is. */
  void polled(int records) {
    lastWasFew = records > 0 && records < few && !lastWasFull;
    lastWasFull = records == full;
  }

  /**
   * Whether to rest before the next poll.
   *
   * @param busy whether records are on their way to the database
   */
  boolean rests(boolean busy) {
    rested = busy && lastWasFew && !rested;
    return rested;
  }
}
