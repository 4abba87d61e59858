package dev.millrace.loadtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says of a process. Zero where it says nothing: another system, or no such process. */
final class Proc {
  /** Clock ticks are 10 ms on every Linux that Java runs on. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final int USER = 13;
  private static final int SYSTEM = 14;

  /** user, nice, system, irq, softirq, steal: all but idle and waiting. */
  private static final int[] WORKING = {1, 2, 3, 6, 7, 8};

  private Proc() {}

  /** Time on a processor so far, in microseconds: user and system, {@code /proc/PID/stat}. */
  static long cpuMicros(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name may hold blanks; the fields behind its bracket do not.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return MICROS_PER_TICK
          * (Long.parseLong(fields[USER - 2]) + Long.parseLong(fields[SYSTEM - 2]));
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** The most memory it ever had resident, in bytes. */
  static long peakBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // As where the line is missing.
    }
    return 0;
  }

  /** Time that all processors have worked so far, for whomever; {@code /proc/stat}. */
  static long machineMicros() {
    try {
      String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
      long ticks = 0;
      for (int field : WORKING) {
        ticks += Long.parseLong(fields[field]);
      }
      return MICROS_PER_TICK * ticks;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** Load average of the last minute; -1 where the system has none. */
  static double load() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  static String cpuModel() {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
      return lines.stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
