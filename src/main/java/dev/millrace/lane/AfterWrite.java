package dev.millrace.lane;

import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;

/**
 * What a lane does after a write. Each method returns what is told where the lane does nothing any
 * more, or null where it goes on; with the outcomes here no lane goes on.
 */
abstract class AfterWrite implements WriteOutcome.Visitor<LaneEvent> {
  private final JobMeters meters;

  AfterWrite(JobMeters meters) {
    this.meters = meters;
  }

  /** What is told where the sink is gone; the lane that is made anew reads the ledger. */
  static LaneEvent noAnswer(Throwable gone) {
    return new LaneEvent.Fenced("the sink did not answer: " + gone.getMessage());
  }

  @Override
  public LaneEvent tableChanged(WriteOutcome.TableChanged outcome) {
    return new LaneEvent.TableChanged(outcome.detail());
  }

  @Override
  public LaneEvent fenced(WriteOutcome.Fenced outcome) {
    meters.add(Meter.FENCED, 1);
    return new LaneEvent.Fenced(outcome.detail());
  }

  @Override
  public LaneEvent hopeless(WriteOutcome.Hopeless outcome) {
    return new LaneEvent.Failed(outcome.error());
  }
}
