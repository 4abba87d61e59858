package dev.millrace.catalog;

import dev.millrace.spec.JobEntry;
import dev.millrace.spec.StoredSource;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that the catalog holds at one moment; immutable, in name order.
 *
 * @param deletedRevision the highest revision of a document that was deleted; 0 for none
 */
record CatalogState(
    SortedMap<String, StoredSource> sources,
    SortedMap<String, JobEntry> jobs,
    long deletedRevision) {
  static final CatalogState EMPTY = new CatalogState(new TreeMap<>(), new TreeMap<>(), 0);

  CatalogState {
    sources = Collections.unmodifiableSortedMap(sources);
    jobs = Collections.unmodifiableSortedMap(jobs);
  }

  /** With another source of that name, or without one where {@code source} is null. */
  CatalogState withSource(String name, StoredSource source) {
    StoredSource old = sources.get(name);
    return new CatalogState(
        changed(sources, name, source),
        jobs,
        source == null && old != null ? withDeleted(old.revision()) : deletedRevision);
  }

  /** With another job of that name, or without one where {@code entry} is null. */
  CatalogState withJob(String name, JobEntry entry) {
    JobEntry old = jobs.get(name);
    return new CatalogState(
        sources,
        changed(jobs, name, entry),
        entry == null && old != null ? withDeleted(old.desired().revision()) : deletedRevision);
  }

  CatalogState withDeletedRevision(long revision) {
    return new CatalogState(sources, jobs, revision);
  }

  /** Of a document that is made anew. */
  long firstRevision() {
    return deletedRevision + 1;
  }

  private long withDeleted(long revision) {
    return Math.max(deletedRevision, revision);
  }

  private static <V> SortedMap<String, V> changed(Map<String, V> old, String name, V value) {
    TreeMap<String, V> copy = new TreeMap<>(old);
    if (value == null) {
      copy.remove(name);
    } else {
      copy.put(name, value);
    }
    return copy;
  }
}
