/**
 * What happened to each job, in a file of its own in the data directory: {@link
 * dev.millrace.timeline.Timelines} has all, {@link dev.millrace.timeline.JobTimeline} one.
 *
 * <p>Threads: the engine's event loop; files are written and read on one worker thread. May use:
 * {@code model}, {@code secret}, {@code error}, {@code spec}, {@code answer}, {@code document},
 * vertx-core.
 */
package dev.millrace.timeline;
