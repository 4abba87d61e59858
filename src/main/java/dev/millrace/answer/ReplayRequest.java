package dev.millrace.answer;

import dev.millrace.spec.MappingEntry;
import java.util.List;

/**
 * A replay as a caller asks for it.
 *
 * @param dryRun whether it is only told what would become of the records
 * @param mapping by which a dry run tries them; null for the job's
 */
public record ReplayRequest(QuarantineChoice choice, boolean dryRun, List<MappingEntry> mapping) {
  public ReplayRequest {
    mapping = mapping == null ? null : List.copyOf(mapping);
  }
}
