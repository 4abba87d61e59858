package dev.millrace.config;

import dev.millrace.document.JobDocument;
import dev.millrace.document.Names;
import dev.millrace.document.Nearest;
import dev.millrace.document.SourceDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What {@code jobs.d/*.yaml} declares. Each file has two maps, both optional, whose values are the
 * API's documents:
 *
 * <pre>
 * sources:
 *   orders: {bootstrapServers: "kafka:9092", topic: orders}
 * jobs:
 *   orders:
 *     started: true        # here only: sets the desired state; left out, it stays as it is
 *     source: orders
 *     destination: {host: db, database: shop, table: orders, user: ingest, password: "${env:SHOP_DB_PASSWORD}"}
 * </pre>
 *
 * <p>They are put into the catalog at every start, and while the process runs when they change, and
 * win over what is there.
 *
 * @param started per job what {@code started} says, without those that do not say it
 * @param places per job where it is declared, as problems say it: {@code FILE: jobs.NAME}
 * @param sourceFiles per source the name of the file that declares it
 * @param jobFiles the same per job
 */
public record JobFiles(
    SortedMap<String, SourceSpec> sources,
    SortedMap<String, JobSpec> jobs,
    SortedMap<String, Boolean> started,
    SortedMap<String, String> places,
    SortedMap<String, String> sourceFiles,
    SortedMap<String, String> jobFiles) {

  /** Nothing declared. */
  public JobFiles() {
    this(
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  static final int MOST_BYTES = 1 << 20;
  private static final int MOST_FILES = 1_000;
  private static final List<String> SECTIONS = List.of("sources", "jobs");

  /**
   * Reads all files of the directory in name order.
   *
   * @param dir null for none
   * @param problems where it goes what hides which sources and jobs there are
   * @param faults where it goes what is wrong with one source or job
   */
  static JobFiles read(Path dir, List<String> problems, List<String> faults) {
    JobFiles files = new JobFiles();
    if (dir == null) {
      return files;
    }
    try {
      for (Path path : paths(dir)) {
        files.add(path, problems, faults);
      }
    } catch (IOException e) {
      problems.add(dir + " cannot be read: " + e.getMessage());
    }
    return files;
  }

  /**
   * Those of the directory, in name order; not what editors keep beside them.
   *
   * @throws IOException also for more files than anybody wrote by hand
   */
  static List<Path> paths(Path dir) throws IOException {
    try (Stream<Path> found = Files.list(dir)) {
      List<Path> paths =
          found
              .filter(p -> p.getFileName().toString().matches("[^.#].*\\.ya?ml"))
              .filter(p -> !Files.isDirectory(p))
              .limit(MOST_FILES + 1L)
              .sorted()
              .toList();
      if (paths.size() > MOST_FILES) {
        throw new IOException("it holds more than " + MOST_FILES + " job files");
      }
      return paths;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  void add(Path path, List<String> problems, List<String> faults) {
    try {
      if (Files.size(path) > MOST_BYTES) {
        problems.add(path + " is larger than " + MOST_BYTES + " bytes: divide it");
        return;
      }
    } catch (IOException e) {
      // Reading it tells why.
    }
    Map<String, Object> root = YamlFile.read(path, problems);
    if (root != null) {
      add(path, root, problems, faults);
    }
  }

  private void add(
      Path path, Map<String, Object> root, List<String> problems, List<String> faults) {
    String file = path.toString();
    String fileName = path.getFileName().toString();
    for (String key : root.keySet()) {
      if (!SECTIONS.contains(key)) {
        problems.add(file + ": unknown key '" + key + "'; " + Nearest.hint(key, SECTIONS));
      }
    }
    each(
        file,
        root,
        "sources",
        problems,
        faults,
        (name, doc) -> {
          // Also of a document that is wrong: its jobs have a source.
          sourceFiles.put(name, fileName);
          addSource(name, document(doc));
        });
    each(
        file,
        root,
        "jobs",
        problems,
        faults,
        (name, doc) -> {
          addJob(name, document(doc));
          places.put(name, file + ": jobs." + name);
          jobFiles.put(name, fileName);
        });
  }

  private void addSource(String name, Map<String, Object> doc) {
    SourceSpec spec = SourceDocument.keepSecrets(SourceDocument.read(doc), null);
    if (sources.putIfAbsent(name, spec) != null) {
      throw twice();
    }
  }

  private void addJob(String name, Map<String, Object> doc) {
    Map<String, Object> plain = new LinkedHashMap<>(doc);
    Object desired = plain.remove("started");
    if (desired != null && !(desired instanceof Boolean)) {
      throw new InvalidDocument(List.of(new FieldError("/started", "expected true or false")));
    }
    if (jobs.putIfAbsent(name, JobDocument.keepSecrets(JobDocument.read(plain), null)) != null) {
      throw twice();
    }
    // Last: of a document that is not taken it does not count.
    if (desired instanceof Boolean flag) {
      started.put(name, flag);
    }
  }

  /** Takes what another file declares, which none of these does. */
  void addAll(JobFiles other) {
    sources.putAll(other.sources);
    jobs.putAll(other.jobs);
    started.putAll(other.started);
    places.putAll(other.places);
    sourceFiles.putAll(other.sourceFiles);
    jobFiles.putAll(other.jobFiles);
  }

  /** As if it were not declared. */
  void leaveOut(String section, String name) {
    if (section.equals("sources")) {
      sources.remove(name);
      sourceFiles.remove(name);
    } else {
      jobs.remove(name);
      started.remove(name);
      places.remove(name);
      jobFiles.remove(name);
    }
  }

  private static void each(
      String file,
      Map<String, Object> root,
      String section,
      List<String> problems,
      List<String> faults,
      BiConsumer<String, Object> add) {
    Object entries = root.get(section);
    if (entries == null) {
      return;
    }
    if (!(entries instanceof Map<?, ?> map)) {
      problems.add(file + ": " + section + ": an object (name: document) is expected");
      return;
    }
    map.forEach(
        (key, doc) -> {
          String name = String.valueOf(key);
          String at = file + ": " + section + "." + name;
          Names.faultOfName(name).ifPresent(detail -> faults.add(at + ": " + detail));
          try {
            add.accept(name, doc);
          } catch (InvalidDocument e) {
            e.faults().forEach(f -> faults.add(at + f.pointer() + ": " + f.detail()));
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> document(Object doc) {
    if (doc instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new InvalidDocument(List.of(new FieldError("", "an object is expected")));
  }

  private static InvalidDocument twice() {
    return new InvalidDocument(
        List.of(new FieldError("", "another file declares this name too; keep one")));
  }
}
