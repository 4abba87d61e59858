package dev.millrace.flow;

/** The only place where bus addresses are spelt. */
public final class Addresses {
  private Addresses() {}

  /** Takes {@link PolledBatch}; replies {@link Acked} when all of it is in the ledger. */
  public static String transform(LaneId lane) {
    return of("transform", lane);
  }

  /** Takes {@link RowBatch}; replies a {@link WriteOutcome}. */
  public static String sink(LaneId lane) {
    return of("sink", lane);
  }

  /** Takes {@link Claim}; replies a {@link ClaimOutcome}. */
  public static String claims(LaneId lane) {
    return of("claims", lane);
  }

  /** Takes {@link Release}; replies, to who wants it, when all that came before is done. */
  public static String releases(LaneId lane) {
    return of("releases", lane);
  }

  /** Takes {@link Flush}; no reply. The transform writes what it has without waiting for more. */
  public static String flush(LaneId lane) {
    return of("flush", lane);
  }

  /** Takes {@link GiveUp}; replies {@link Acked} when nothing of the partitions is on its way. */
  public static String giveUps(LaneId lane) {
    return of("giveups", lane);
  }

  /** Takes {@link LaneEvent}s of one lane; the job's supervisor listens. */
  public static String events(LaneId lane) {
    return of("events", lane);
  }

  private static String of(String what, LaneId lane) {
    return "millrace." + what + "." + lane.job() + "." + lane.lane() + "." + lane.run();
  }
}
