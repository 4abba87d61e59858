package dev.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Temporary directories and free ports for the servers of tests and demo. */
public final class TempFiles {
  private static final int FIRST_PORT = 15_000;
  private static final int LAST_PORT = 32_000;
  private static final int MOST_DRAWS = 1_000;

  private TempFiles() {}

  public static Path directory(String what) {
    try {
      return Files.createTempDirectory("millrace-" + what + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes the directory with all in it; a file that is gone already, or will not go, is passed
   * over.
   */
  public static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // The system's own cleaning of the temporary directory has the rest.
    }
  }

  /**
   * Distinct ports of the loopback address that nobody listens on now. They are below those that
   * the system gives to outgoing connections, one of which would else take the port of a server
   * that is down for a moment; and they are drawn at random, for other test processes look too.
   */
  public static List<Integer> freePorts(int count) {
    List<Integer> ports = new ArrayList<>();
    for (int draws = 0; ports.size() < count; draws++) {
      if (draws == MOST_DRAWS) {
        throw new IllegalStateException("no free port among " + draws + " drawn");
      }
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      if (!ports.contains(port) && isFree(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  /** Whether nobody listens on this port of the loopback address now. */
  public static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
