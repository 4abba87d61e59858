package dev.millrace.catalog;

import dev.millrace.spec.JobEntry;
import dev.millrace.spec.StoredSource;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that the catalog holds at one moment; immutable, in name order. */
record CatalogState(SortedMap<String, StoredSource> sources, SortedMap<String, JobEntry> jobs) {
  static final CatalogState EMPTY = new CatalogState(new TreeMap<>(), new TreeMap<>());

  CatalogState {
    sources = Collections.unmodifiableSortedMap(sources);
    jobs = Collections.unmodifiableSortedMap(jobs);
  }

  /** With another source of that name, or without one where {@code source} is null. */
  CatalogState withSource(String name, StoredSource source) {
    return new CatalogState(changed(sources, name, source), jobs);
  }

  /** With another job of that name, or without one where {@code entry} is null. */
  CatalogState withJob(String name, JobEntry entry) {
    return new CatalogState(sources, changed(jobs, name, entry));
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
