package dev.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a process is called among others: its machine and its port. */
public final class NodeName {
  private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");

  private NodeName() {}

  /** Asks no DNS, which may not answer; reads a file of the kernel's where there is one. */
  public static String of(int port, Map<String, String> environment) {
    return host(environment) + ":" + port;
  }

  private static String host(Map<String, String> environment) {
    try {
      String host = Files.readString(KERNELS).strip();
      if (!host.isEmpty()) {
        return host;
      }
    } catch (IOException e) {
      // Another system than Linux.
    }
    String windows = environment.getOrDefault("COMPUTERNAME", "localhost");
    return environment.getOrDefault("HOSTNAME", windows);
  }
}
