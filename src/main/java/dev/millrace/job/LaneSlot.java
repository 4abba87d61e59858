package dev.millrace.job;

import dev.millrace.answer.JobStatus.LaneStatus;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.LaneId;
import dev.millrace.lane.Lane;
import dev.millrace.model.PartitionId;
import dev.millrace.mysql.UnansweredStatement;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One place for a lane of a run, and what is shown of it; the lane in it changes with each restart.
 * Event loop only.
 */
final class LaneSlot implements LaneEvent.Visitor {
  private static final String RETRYING = "retrying";

  private final Consumer<LaneEvent.Fenced> onFenced;
  private final Consumer<LaneEvent.Progress> onProgress;
  private Lane lane;
  private Set<PartitionId> partitions = Set.of();
  private String state = "starting";

  /** While set, the lane that ends is heard no more: it would be replaced twice. */
  private boolean restarting;

  /** Whether the group has told what the lane owns, which may be nothing. */
  private boolean assigned;

  LaneSlot(Consumer<LaneEvent.Fenced> onFenced, Consumer<LaneEvent.Progress> onProgress) {
    this.onFenced = onFenced;
    this.onProgress = onProgress;
  }

  /** Puts a lane here and starts it. */
  Future<Void> start(Lane next) {
    lane = next;
    state = "starting";
    restarting = false;
    assigned = false;
    return lane.start();
  }

  /** From now on until the next lane is here, the one that is ends. */
  void restarts() {
    state = "restarting";
    restarting = true;
    partitions = Set.of();
  }

  /** Whether what the lane of that id tells counts. */
  boolean hears(LaneId id) {
    return !restarting && lane.id().equals(id);
  }

  /** Whether the lane that is here has told of a failure that may pass. */
  boolean isRetrying() {
    return state.equals(RETRYING);
  }

  Set<PartitionId> partitions() {
    return partitions;
  }

  /** The statement that the destination has not answered yet, or null. */
  UnansweredStatement unanswered() {
    return lane.unanswered();
  }

  LaneStatus status(int index) {
    return new LaneStatus(index, state, List.copyOf(partitions), lane.inFlightBytes(), lane.busy());
  }

  Future<Void> stop() {
    return lane.stop();
  }

  /** What a lane is that nothing holds up. */
  private String healthyState() {
    if (!partitions.isEmpty()) {
      return "running";
    }
    return assigned ? "idle" : "starting";
  }

  @Override
  public void assigned(LaneEvent.Assigned event) {
    partitions = new TreeSet<>(event.partitions());
    assigned = true;
    state = healthyState();
  }

  @Override
  public void retrying(LaneEvent.Retrying event) {
    state = RETRYING;
  }

  /** The job's figure. */
  @Override
  public void triedAgain(LaneEvent.TriedAgain event) {}

  @Override
  public void recovered(LaneEvent.Recovered event) {
    state = healthyState();
  }

  @Override
  public void progress(LaneEvent.Progress event) {
    state = "running";
    onProgress.accept(event);
  }

  @Override
  public void fenced(LaneEvent.Fenced event) {
    onFenced.accept(event);
  }

  /** The job's end, which the job shows. */
  @Override
  public void failed(LaneEvent.Failed event) {}

  /** All lanes are made anew, and their slots with them. */
  @Override
  public void tableChanged(LaneEvent.TableChanged event) {}

  /** For the timeline. */
  @Override
  public void lost(LaneEvent.Lost event) {}

  /** The job's figures, as those that follow. */
  @Override
  public void unmapped(LaneEvent.Unmapped event) {}

  @Override
  public void nulled(LaneEvent.Nulled event) {}

  @Override
  public void rounded(LaneEvent.Rounded event) {}

  @Override
  public void sampled(LaneEvent.Sampled event) {}
}
