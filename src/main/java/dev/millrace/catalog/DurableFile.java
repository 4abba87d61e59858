package dev.millrace.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A small file that is always whole: at any moment, {@code kill -9} and power loss included, it
 * holds either what was written last or what was written before.
 *
 * <pre>
 * write temp ─ fsync temp ─ rename over the file ─ fsync directory
 *   old is read ─────────────┘ new is read
 * </pre>
 *
 * <p>A lock file beside it keeps a second process out; the system lets go of it however the first
 * one ends. Not thread-safe. Blocks.
 */
final class DurableFile implements AutoCloseable {
  /** Where a write can be torn; tests do. */
  enum Step {
    HALF_WRITTEN,
    WRITTEN,
    SYNCED,
    RENAMED
  }

  private final Path file;
  private final Path temp;
  private final Path directory;
  private final FileChannel lockChannel;
  private final Consumer<Step> after;

  private DurableFile(Path file, FileChannel lockChannel, Consumer<Step> after) {
    this.file = file;
    this.temp = file.resolveSibling(file.getFileName() + ".tmp");
    this.directory = file.getParent();
    this.lockChannel = lockChannel;
    this.after = after;
  }

  /**
   * Takes the directory, made if need be, and the lock in it.
   *
   * @throws IOException with a sentence for the user
   */
  static DurableFile open(Path directory, String name, Consumer<Step> after) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute, permissions(absolute, "rwx------"));
    } catch (IOException e) {
      throw new IOException("the data directory " + absolute + " cannot be made: " + reason(e), e);
    }
    return new DurableFile(absolute.resolve(name), lock(absolute.resolve("lock"), absolute), after);
  }

  private static FileChannel lock(Path lockFile, Path directory) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException(
          "the data directory " + directory + " is not writable: " + reason(e), e);
    }
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IOException(
          "the data directory "
              + directory
              + " is in use by another Millrace process; stop it, or give this one a data.dir of"
              + " its own");
    }
    return channel;
  }

  /** The bytes, or null where the file was never written. */
  byte[] read() throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Replaces the file; once it returns, the bytes survive. After an exception the old ones do. */
  void write(byte[] bytes) throws IOException {
    Files.deleteIfExists(temp);
    try (FileChannel channel =
        FileChannel.open(
            temp,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            permissions(directory, "rw-------"))) {
      int half = bytes.length / 2;
      writeFully(channel, ByteBuffer.wrap(bytes, 0, half));
      after.accept(Step.HALF_WRITTEN);
      writeFully(channel, ByteBuffer.wrap(bytes, half, bytes.length - half));
      after.accept(Step.WRITTEN);
      channel.force(true);
    }
    after.accept(Step.SYNCED);
    try {
      Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system of " + directory + " cannot rename atomically", e);
    }
    after.accept(Step.RENAMED);
    syncDirectory();
  }

  Path path() {
    return file;
  }

  @Override
  public void close() {
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void syncDirectory() throws IOException {
    // Windows has no such thing and refuses to open a directory; NTFS journals the rename itself.
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static FileAttribute<?>[] permissions(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage());
  }
}
