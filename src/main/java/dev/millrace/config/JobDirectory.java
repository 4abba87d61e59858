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
import java.util.function.Function;

/**
 * The directory of job files while the process runs. Contents count, not times: the files of a
 * ConfigMap are links whose targets are swapped. Blocks.
 */
public final class JobDirectory {
  private JobDirectory() {}

  /**
   * @param files what those files declare that can be read, and of them all that is without fault
   * @param faults by name of the file, what is wrong with it: place, and what was expected
   * @param read how many files there are
   */
  public record Content(JobFiles files, SortedMap<String, List<String>> faults, int read) {}

  /**
   * The same as long as no file was added, removed or altered.
   *
   * @throws IOException when the directory cannot be read
   */
  public static String digest(Path dir) throws IOException {
    MessageDigest digest = sha256();
    for (Path path : JobFiles.paths(dir)) {
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
    SortedMap<String, JobFiles> each = new TreeMap<>();
    SortedMap<String, List<String>> faults = new TreeMap<>();
    for (Path path : JobFiles.paths(dir)) {
      List<String> found = new ArrayList<>();
      JobFiles own = new JobFiles();
      own.add(path, found, found);
      each.put(path.getFileName().toString(), own);
      faults.put(path.getFileName().toString(), found);
    }
    leaveOutWhatIsTwice("sources", each, JobFiles::sources, faults);
    leaveOutWhatIsTwice("jobs", each, JobFiles::jobs, faults);
    faults.values().removeIf(List::isEmpty);
    JobFiles files = new JobFiles();
    each.values().forEach(files::addAll);
    return new Content(files, faults, each.size());
  }

  /** Which of two files is meant nobody knows: a copy that is being edited, perhaps. */
  private static void leaveOutWhatIsTwice(
      String section,
      SortedMap<String, JobFiles> each,
      Function<JobFiles, SortedMap<String, ?>> declared,
      SortedMap<String, List<String>> faults) {
    SortedMap<String, List<String>> filesOf = new TreeMap<>();
    each.forEach(
        (file, own) ->
            declared
                .apply(own)
                .keySet()
                .forEach(name -> filesOf.computeIfAbsent(name, n -> new ArrayList<>()).add(file)));
    filesOf.forEach(
        (name, files) -> {
          if (files.size() > 1) {
            for (String file : files) {
              each.get(file).leaveOut(section, name);
              faults
                  .get(file)
                  .add(
                      file
                          + ": "
                          + section
                          + "."
                          + name
                          + ": is declared by "
                          + String.join(" and ", files)
                          + ": keep one");
            }
          }
        });
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
