package dev.millrace.flow;

/**
 * One run of one lane. A lane that is started again gets a new run, so that nothing sent to the old
 * one arrives.
 *
 * @param job the job's name
 * @param lane index from 0
 * @param run number of the start, unique in this process
 */
public record LaneId(String job, int lane, long run) {
  @Override
  public String toString() {
    return job + "#" + lane;
  }
}
