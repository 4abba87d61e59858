package dev.millrace.preflight;

import dev.millrace.model.LedgerEntry;
import dev.millrace.model.PartitionId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * Where the job's delivery keeps how far it has got. Futures fail with what the side says that was
 * asked; no method throws. The caller's event loop. {@link PositionStores} tells which one a job
 * has.
 */
public interface PositionStore {
  /**
   * Of the topic that is read, in order of partition. Rows of topics that the job read before stay
   * where they are and count no more.
   */
  Future<List<LedgerEntry>> read();

  /** All that {@link #forget} deletes: also of topics that the job read before. */
  Future<List<LedgerEntry>> readAll();

  /**
   * The same as the server has it that decides writes, after a read that gave rise to doubt. Not
   * for each look.
   *
   * @param read what that read found
   */
  Future<List<LedgerEntry>> confirmed(List<LedgerEntry> read);

  /**
   * Adds start positions of partitions that have none; the others may stay as they are.
   *
   * @param starts next offset by partition
   */
  Future<Void> init(Map<PartitionId, Long> starts);

  /** Deletes all that it has of the job. */
  Future<Void> forget();

  /** Whether it can be read, as far as the report tells. */
  boolean isWithinReach(Preflight.Report report);

  /** Whether its rows tell when and by which claim they were moved, so that other writers show. */
  boolean tellsOfWriters();

  /** Pointer into the job's document to the side that has it. */
  String pointer();

  /** Its place, for a sentence. */
  String place();
}
