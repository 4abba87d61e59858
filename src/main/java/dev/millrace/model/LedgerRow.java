package dev.millrace.model;

/**
 * What became of the offsets {@code [startOffset, nextOffset)} of one partition; the row of {@code
 * millrace_ledger}.
 *
 * @param epoch goes up by one with each claim; a writer of an older epoch can write nothing
 * @param startOffset first offset that is accounted for
 * @param nextOffset next offset to read
 * @param counts what became of the offsets that are accounted for
 */
public record LedgerRow(
    String topic, int partition, long epoch, long startOffset, long nextOffset, Counts counts) {

  /** Claims that a row can have in its life before they would run into the next one's. */
  private static final int CLAIM_BITS = 20;

  public PartitionId id() {
    return new PartitionId(topic, partition);
  }

  /** Whether every offset that was passed is accounted for. */
  public boolean balanced() {
    return nextOffset - startOffset == counts.accounted();
  }

  /** How many of one of the {@link #counts()}. */
  public long count(Count count) {
    return counts.get(count);
  }

  /** A row for a partition that nothing was read from. */
  public static LedgerRow startingAt(PartitionId id, long offset) {
    return new LedgerRow(id.topic(), id.partition(), 0, offset, offset, Counts.NONE);
  }

  /**
   * The same for a row that a ledger is to keep. A row that is made again after it was deleted has
   * another life, told by the high bits of its epoch: a writer that slept meanwhile must not take
   * it for the one that it held, whose low epochs would come again.
   */
  public static LedgerRow made(PartitionId id, long offset) {
    long life = System.currentTimeMillis() / 1000;
    return startingAt(id, offset).withEpoch(life << CLAIM_BITS);
  }

  /** The row after {@code move}; its epoch is kept. */
  public LedgerRow after(LedgerMove move) {
    return new LedgerRow(
        topic, partition, epoch, startOffset, move.toOffset(), counts.plus(move.counts()));
  }

  /**
   * Whether this can be what became of {@code earlier}: rows only move forward, and are claimed
   * more often.
   */
  public boolean follows(LedgerRow earlier) {
    return topic.equals(earlier.topic)
        && partition == earlier.partition
        && startOffset == earlier.startOffset
        && epoch >> CLAIM_BITS == earlier.epoch >> CLAIM_BITS
        && epoch >= earlier.epoch
        && nextOffset >= earlier.nextOffset;
  }

  public LedgerRow withEpoch(long newEpoch) {
    return new LedgerRow(topic, partition, newEpoch, startOffset, nextOffset, counts);
  }
}
