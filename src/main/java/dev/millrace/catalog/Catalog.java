package dev.millrace.catalog;

import dev.millrace.model.JobEntry;
import dev.millrace.model.SourceSpec;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Keeps sources, jobs and wishes across restarts. Reads answer from memory; a write's future
 * completes once the change survives {@code kill -9}. Writes are applied in the order they were
 * asked for. Event loop only.
 *
 * <p>Failures: an {@link java.io.IOException} in the future when the change could not be made
 * durable; memory then still holds what was durable before.
 */
public interface Catalog {
  /** By name, in name order; a snapshot. */
  Map<String, SourceSpec> sources();

  /** By name, in name order; a snapshot. */
  Map<String, JobEntry> jobs();

  Future<Void> putSource(String name, SourceSpec spec);

  Future<Void> deleteSource(String name);

  Future<Void> putJob(String name, JobEntry entry);

  Future<Void> deleteJob(String name);
}
