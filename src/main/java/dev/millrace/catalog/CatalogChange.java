package dev.millrace.catalog;

import dev.millrace.spec.JobEntry;
import dev.millrace.spec.StoredSource;

/** A change that is durable. */
public sealed interface CatalogChange {
  String name();

  /**
   * @param now null where it was deleted
   */
  record OfSource(String name, StoredSource now) implements CatalogChange {}

  /**
   * @param now null where it was deleted
   */
  record OfJob(String name, JobEntry now) implements CatalogChange {}
}
