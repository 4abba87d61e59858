package dev.millrace.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The directory of job files while the process runs. Contents count, not times: the files of a
 * ConfigMap are links whose targets are swapped. Blocks.
 */
public final class JobDirectory {
  private JobDirectory() {}

  /**
   * @param files what those files declare that can be read, and of them all that is without fault
   * @param faults by name of the file, what is wrong with it: place, and what was expected
   */
  public record Content(JobFiles files, SortedMap<String, List<String>> faults) {}

  /**
   * The same as long as no file was added, removed or altered; also of a directory that is not
   * there.
   *
   * @throws IOException when the directory cannot be read
   */
  public static String digest(Path dir) throws IOException {
    MessageDigest digest = sha256();
    for (Path path : paths(dir)) {
      digest.update(path.toString().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      try {
        if (Files.size(path) <= JobFiles.MOST_BYTES) {
          digest.update(Files.readAllBytes(path));
        }
      } catch (IOException e) {
        digest.update((byte) 1); // what is wrong with it, reading it tells
      }
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Reads each file by itself.
   *
   * @throws IOException when the directory cannot be read
   */
  public static Content read(Path dir) throws IOException {
    JobFiles files = new JobFiles();
    SortedMap<String, List<String>> faults = new TreeMap<>();
    for (Path path : paths(dir)) {
      List<String> found = new ArrayList<>();
      files.add(path, found, found);
      if (!found.isEmpty()) {
        faults.put(path.getFileName().toString(), found);
      }
    }
    return new Content(files, faults);
  }

  private static List<Path> paths(Path dir) throws IOException {
    return Files.exists(dir) ? JobFiles.paths(dir) : List.of();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
