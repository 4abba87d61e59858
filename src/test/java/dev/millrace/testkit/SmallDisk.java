package dev.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A file system of a few MiB in memory, for servers that shall find their disk full. Linux, and
 * only for who may mount.
 */
public final class SmallDisk implements AutoCloseable {
  private final Path path = TempFiles.directory("disk");
  private final String objection;

  /** Look at {@link #objection} before using it. */
  public SmallDisk(int mebibytes) {
    objection = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", at());
  }

  /** Why there is none, or null. */
  public String objection() {
    return objection;
  }

  public Path path() {
    return path;
  }

  /** Makes space. */
  public void grow(int mebibytes) {
    String failure = run("mount", "-o", "remount,size=" + mebibytes + "m", at());
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /** Also where somebody still has files open on it: then it goes with the last of them. */
  @Override
  public void close() {
    if (objection == null) {
      run("umount", "-l", at());
    }
    TempFiles.delete(path);
  }

  private String at() {
    return path.toString();
  }

  /** Null, or why it did not work. */
  private static String run(String... command) {
    try {
      Process process = ChildProcesses.start(new ProcessBuilder(command).redirectErrorStream(true));
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return String.join(" ", command) + " does not end";
      }
      return process.exitValue() == 0 ? null : String.join(" ", command) + ": " + said;
    } catch (IOException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
