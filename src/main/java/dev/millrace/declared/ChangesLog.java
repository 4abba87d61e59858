package dev.millrace.declared;

import dev.millrace.error.LogFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log why job files are not taken; the same again only when it was another between. */
final class ChangesLog {
  private static final Logger LOG = LoggerFactory.getLogger(ChangesLog.class);
  private static final String FILE = "file ";

  /** By what it is about. */
  private final Map<String, String> said = new HashMap<>();

  private boolean isNew(String what, String message) {
    return !message.equals(said.put(what, message));
  }

  void say(String what, String message) {
    if (isNew(what, message)) {
      LOG.warn("{}: {}", what, message);
    }
  }

  void sayOf(String job, String what, String message) {
    if (isNew(what, message)) {
      LOG.atWarn().addKeyValue(LogFields.JOB, job).log("{}: {}", what, message);
    }
  }

  /**
   * What is wrong with a file, once for each job that it concerns.
   *
   * @param jobs those that it declared before
   */
  void sayOfFile(String file, List<String> jobs, String message) {
    if (!isNew(FILE + file, message)) {
      return;
    }
    if (jobs.isEmpty()) {
      LOG.warn("file {}: {}", file, message);
    }
    for (String job : jobs) {
      LOG.atWarn()
          .addKeyValue(LogFields.JOB, job)
          .log("file {}: job {} stays as it is: {}", file, job, message);
    }
  }

  /** Of others nothing is wrong any more. */
  void keepFiles(Set<String> wrong) {
    said.keySet()
        .removeIf(of -> of.startsWith(FILE) && !wrong.contains(of.substring(FILE.length())));
  }

  boolean hasSaid(String what) {
    return said.containsKey(what);
  }

  void forget(String what) {
    said.remove(what);
  }
}
