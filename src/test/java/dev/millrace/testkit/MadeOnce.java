package dev.millrace.testkit;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Directories in the build directory that cost seconds of the processor to make, and are the same
 * each time: made by the first test process that needs one, copied by all. Any thread.
 */
final class MadeOnce {
  /** Makes it; the directory is there, and empty. */
  interface Maker {
    void make(Path directory) throws IOException;
  }

  private MadeOnce() {}

  /** Returns {@code place} when it is whole; what an ended process left half made is made anew. */
  static Path directory(Path place, Maker maker) throws IOException {
    Path whole = place.toAbsolutePath();
    Files.createDirectories(whole.getParent());
    // The monitor for threads, for which a file's lock is an error; the lock for processes.
    synchronized (MadeOnce.class) {
      try (FileChannel channel =
              FileChannel.open(whole.resolveSibling(whole.getFileName() + ".lock"), CREATE, WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !Files.exists(whole)) {
          Path making = whole.resolveSibling(whole.getFileName() + ".making");
          TempFiles.delete(making);
          Files.createDirectories(making);
          maker.make(making);
          Files.move(making, whole, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
    return whole;
  }

  /** Copies what is in {@code from} to {@code to}, which is made where it is not there. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      tree.forEach(
          path -> {
            Path target = to.resolve(from.relativize(path).toString());
            try {
              if (Files.isDirectory(path)) {
                Files.createDirectories(target);
              } else {
                Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
