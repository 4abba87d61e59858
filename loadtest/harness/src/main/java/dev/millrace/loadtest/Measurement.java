package dev.millrace.loadtest;

import java.util.List;

/**
 * What one contestant did in one round. Times count from the clock's start to the moment the last
 * row was visible; CPU is in microseconds a record.
 *
 * @param steadyPerSecond records a second between a fifth and all of the rows: without the start
 * @param steadyCpu CPU of the contestant's process in that part
 * @param allocated bytes a record; -1 where it cannot be known
 * @param medianPauseMillis of the collector's pauses since the clock's start
 * @param longestPauseMillis the longest of them
 * @param others share of the machine's processors that went to processes which are not the load
 *     test's: near 0 on a quiet machine
 * @param wrong what was wrong with the table, or null; such figures count for nothing
 * @param samples rows visible to the database over time
 */
record Measurement(
    String variant,
    String contestant,
    int round,
    long records,
    double seconds,
    double perSecond,
    double steadyPerSecond,
    double clientCpu,
    double steadyCpu,
    double brokerCpu,
    double databaseCpu,
    long peakBytes,
    double allocated,
    double medianPauseMillis,
    double longestPauseMillis,
    double others,
    String wrong,
    List<Sample> samples) {

  /**
   * @param seconds since the clock's start
   * @param rows written since then, committed or not
   * @param clientCpu microseconds since then
   */
  record Sample(double seconds, long rows, long clientCpu) {}

  boolean valid() {
    return wrong == null;
  }
}
