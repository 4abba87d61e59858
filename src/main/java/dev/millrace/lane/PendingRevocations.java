package dev.millrace.lane;

import dev.millrace.model.PartitionId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Partitions that are being given up, and who waits for it. Event loop only. */
final class PendingRevocations {
  private record Leaving(Set<PartitionId> partitions, Runnable onGone) {}

  private final List<Leaving> all = new ArrayList<>();

  void add(Set<PartitionId> partitions, Runnable onGone) {
    all.add(new Leaving(partitions, onGone));
  }

  /**
   * Tells those of whose partitions nothing is on its way any more.
   *
   * @param sent what is with the sink, or null
   */
  void settle(BatchBuilder sent) {
    for (Iterator<Leaving> i = all.iterator(); i.hasNext(); ) {
      Leaving leaving = i.next();
      if (sent == null
          || sent.progresses().stream().noneMatch(p -> leaving.partitions().contains(p.id()))) {
        i.remove();
        leaving.onGone().run();
      }
    }
  }
}
