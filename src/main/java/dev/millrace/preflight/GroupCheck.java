package dev.millrace.preflight;

import dev.millrace.document.DocumentDigest;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.kafka.GroupMember;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Holds a job that is checked against those who read with its consumer group now: members that are
 * no lanes of it, and lanes that write by another document. A lane leaves the digest of its
 * document in the ledger with each claim, so a partition that a lane holds tells by which it is
 * written. Event loop only.
 */
final class GroupCheck {
  /** A partition may have been dealt out, and not claimed yet. */
  private static final int LOOKS = 3;

  private static final long BETWEEN_LOOKS_MS = 1_000;

  private final Vertx vertx;
  private final String job;
  private final JobSpec spec;
  private final SourceSpec source;
  private final Preflight preflight;
  private final String digest;

  /**
   * @param spec with its effective mapping
   */
  GroupCheck(Vertx vertx, String job, JobSpec spec, SourceSpec source, Preflight preflight) {
    this.vertx = vertx;
    this.job = job;
    this.spec = spec;
    this.source = source;
    this.preflight = preflight;
    this.digest = DocumentDigest.of(spec);
  }

  /** Empty where the group or the ledger cannot be asked; that is said elsewhere. */
  Future<List<Warning>> warnings() {
    return look(1).otherwise(List.of());
  }

  private Future<List<Warning>> look(int number) {
    return SecretResolver.trying(() -> preflight.probe().members(spec.groupOf(job)))
        .compose(
            members ->
                otherDocuments(members)
                    .compose(
                        others ->
                            others.isEmpty() || number == LOOKS
                                ? Future.succeededFuture(told(members, others))
                                : vertx
                                    .timer(BETWEEN_LOOKS_MS, TimeUnit.MILLISECONDS)
                                    .compose(v -> look(number + 1))));
  }

  /** Where an at-least-once job keeps its ledger, there is no digest. */
  private Future<List<LedgerEntry>> otherDocuments(List<GroupMember> members) {
    Set<PartitionId> held = new TreeSet<>();
    members.stream()
        .filter(member -> BrokerWarnings.isLane(job, source, member))
        .forEach(member -> held.addAll(member.partitions()));
    PositionStore positions = PositionStores.of(job, spec, preflight);
    return held.isEmpty() || !positions.tellsOfWriters()
        ? Future.succeededFuture(List.of())
        : positions
            .read()
            .map(
                entries ->
                    entries.stream()
                        .filter(entry -> held.contains(entry.row().id()))
                        .filter(entry -> entry.documentDigest() != null)
                        .filter(entry -> !entry.documentDigest().equals(digest))
                        .toList())
            .otherwise(List.of());
  }

  private List<Warning> told(List<GroupMember> members, List<LedgerEntry> others) {
    List<Warning> told = new ArrayList<>(BrokerWarnings.foreign(job, spec, source, members));
    if (!others.isEmpty()) {
      told.add(documentsDiffer(others));
    }
    return told;
  }

  private Warning documentsDiffer(List<LedgerEntry> others) {
    Map<PartitionId, String> digests =
        others.stream().collect(Collectors.toMap(e -> e.row().id(), LedgerEntry::documentDigest));
    List<Integer> partitions = PartitionId.numbers(digests.keySet());
    return Warning.about(
        source.topic(),
        partitions,
        WarningCode.DOCUMENTS_DIFFER,
        "a process runs job "
            + job
            + " with another document (mapping, policies, write mode or table differ; digest "
            + String.join(", ", new TreeSet<>(digests.values()))
            + " there, "
            + digest
            + " here) and writes partitions "
            + partitions
            + " with it: give all processes the same document, or stop the job there before this"
            + " document takes its place");
  }
}
