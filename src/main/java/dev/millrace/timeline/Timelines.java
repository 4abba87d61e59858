package dev.millrace.timeline;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timelines of all jobs, {@code timeline/<job>.jsonl} in the data directory. What cannot be
 * written never hurts a job: no order waits for its entry. Any thread.
 */
public final class Timelines {
  private static final Logger LOG = LoggerFactory.getLogger(Timelines.class);
  private static final int FILE_BYTES = 512 << 10;

  private final TimelineDisk disk;
  private final Path directory;
  private final String node;
  private final EntryListener listener;

  /**
   * @param node name of this process
   * @param listener told of each entry
   */
  public Timelines(Vertx vertx, Path dataDirectory, String node, EntryListener listener) {
    this.directory = dataDirectory.resolve("timeline");
    this.disk = new TimelineDisk(vertx, "millrace-timeline-" + directory);
    this.node = node;
    this.listener = listener;
  }

  /** That of a job, to be asked for once. */
  public JobTimeline of(String job) {
    TimelineFile file = new TimelineFile(directory.resolve(fileName(job)), FILE_BYTES);
    return new JobTimeline(job, node, file, disk, listener);
  }

  /** Where case does not count in names of files, two jobs must not share one. */
  static String fileName(String job) {
    return job.replaceAll("([A-Z])", "=$1").toLowerCase(Locale.ROOT) + ".jsonl";
  }

  /** Deletes those of jobs that are not there any more, as where a process died meanwhile. */
  public void keepOnly(Set<String> jobs) {
    Set<String> kept = new HashSet<>();
    for (String job : jobs) {
      kept.add(fileName(job));
      kept.add(fileName(job) + TimelineFile.OLD);
    }
    disk.ask(
            () -> {
              deleteOthers(kept);
              return null;
            })
        .onFailure(
            e ->
                LOG.warn(
                    "timelines of deleted jobs may be left in {}: {}", directory, e.toString()));
  }

  private void deleteOthers(Set<String> kept) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jsonl*")) {
      for (Path file : files) {
        if (!kept.contains(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing was ever written.
    }
  }

  /** Completes when what was asked for before was done; fails after a bounded time. */
  public Future<Void> flush() {
    return disk.ask(() -> null);
  }
}
