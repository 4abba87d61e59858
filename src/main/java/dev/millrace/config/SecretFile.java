package dev.millrace.config;

import dev.millrace.error.SecretNotRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads a file that a document names, where that is allowed: a regular file of at most {@value
 * #MOST_BYTES} bytes whose real path lies below one of the roots. Links are followed before that is
 * judged, and not any more when the file is opened, so that what is read is what was judged.
 */
final class SecretFile {
  static final int MOST_BYTES = 64 << 10;
  static final String TOO_LARGE = "the file has more than 64 KiB; a secret is not that long";

  /** A file system that hangs holds this many threads at most. */
  private static final Semaphore READERS = new Semaphore(4);

  private static final long WAIT_MS = 4_000;

  /** Kubernetes changes the links of a mounted secret at any time. */
  private static final int TRIES = 3;

  private static final String SERVICE_ACCOUNT = "kubernetes.io";

  private SecretFile() {}

  /** A sentence for the user. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String sentence) {
      super(sentence);
    }
  }

  /**
   * Waits for a moment where others are reading: many jobs start at once when a process does.
   *
   * @throws SecretNotRead where those others do not get done
   */
  static byte[] read(String name, List<Path> roots) throws IOException {
    acquire();
    try {
      IOException last = null;
      for (int i = 0; i < TRIES; i++) {
        try {
          return attempt(Path.of(name), roots);
        } catch (NoSuchFileException e) {
          last = e;
        }
      }
      throw last;
    } finally {
      READERS.release();
    }
  }

  private static void acquire() {
    try {
      if (READERS.tryAcquire(WAIT_MS, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SecretNotRead(
        "other files of secrets are still being read, and their file system does not answer; this"
            + " one is tried again later");
  }

  private static byte[] attempt(Path path, List<Path> roots) throws IOException {
    Path real;
    try {
      real = path.toRealPath();
    } catch (IOException e) {
      // What is not there is told only of places that may be looked at.
      Path plain = path.toAbsolutePath().normalize();
      throw roots.stream().anyMatch(plain::startsWith) ? e : outside(roots);
    }
    for (Path root : roots) {
      if (Files.isDirectory(root) && real.startsWith(root.toRealPath())) {
        Path base = root.toRealPath();
        Path below = base.relativize(real);
        for (Path part : below) {
          if (part.toString().equals(SERVICE_ACCOUNT)) {
            throw new Refused("documents must not refer to Kubernetes' own credentials");
          }
        }
        try (DirectoryStream<Path> directory = Files.newDirectoryStream(base)) {
          return directory instanceof SecureDirectoryStream<Path> secure
              ? below(secure, below)
              : regular(
                  Files.getFileAttributeView(
                      real, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS),
                  () -> Files.newByteChannel(real, Set.of(StandardOpenOption.READ)));
        }
      }
    }
    throw outside(roots);
  }

  /** From directory to directory, following no link: no other file can be put in its place. */
  private static byte[] below(SecureDirectoryStream<Path> directory, Path path) throws IOException {
    if (path.getNameCount() > 1) {
      try (SecureDirectoryStream<Path> next =
          directory.newDirectoryStream(path.getName(0), LinkOption.NOFOLLOW_LINKS)) {
        return below(next, path.subpath(1, path.getNameCount()));
      }
    }
    return regular(
        directory.getFileAttributeView(
            path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS),
        () ->
            directory.newByteChannel(
                path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
  }

  private interface Opening {
    SeekableByteChannel open() throws IOException;
  }

  private static byte[] regular(BasicFileAttributeView view, Opening opening) throws IOException {
    // Before it is opened: opening a pipe waits for a writer.
    BasicFileAttributes before = view.readAttributes();
    if (!before.isRegularFile()) {
      throw new Refused("it is not a regular file");
    }
    try (SeekableByteChannel channel = opening.open()) {
      ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES + 1);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until the end or the limit
      }
      if (!bytes.hasRemaining()) {
        throw new Refused(TOO_LARGE);
      }
      BasicFileAttributes after = view.readAttributes();
      if (before.fileKey() != null && !before.fileKey().equals(after.fileKey())) {
        throw new NoSuchFileException("replaced while it was read");
      }
      byte[] read = new byte[bytes.position()];
      bytes.flip().get(read);
      return read;
    }
  }

  private static Refused outside(List<Path> roots) {
    return new Refused(
        "the file does not lie below "
            + String.join(", ", roots.stream().map(Path::toString).toList())
            + " (secrets.files): put it there");
  }
}
