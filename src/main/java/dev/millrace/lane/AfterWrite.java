package dev.millrace.lane;

import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.WriteOutcome;

/**
 * What a lane does after a write. Each method returns what is told where the lane does nothing any
 * more, or null where it goes on; with the outcomes here no lane goes on.
 */
abstract class AfterWrite implements WriteOutcome.Visitor<LaneEvent> {
  @Override
  public LaneEvent tableChanged(WriteOutcome.TableChanged outcome) {
    return new LaneEvent.TableChanged(outcome.detail());
  }

  @Override
  public LaneEvent fenced(WriteOutcome.Fenced outcome) {
    return new LaneEvent.Fenced(outcome.detail());
  }

  @Override
  public LaneEvent hopeless(WriteOutcome.Hopeless outcome) {
    return new LaneEvent.Failed(outcome.error());
  }
}
