package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.kafka.GroupMember;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.PartitionId;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.PositionStore;
import dev.millrace.preflight.PositionStores;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Deletes a job's ledger, unless another client may be using it: another process, or a tool that
 * reads with the job's group. Event loop only.
 */
final class JobReset {
  /** A row that another process changed within this time may be changed again. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  /** A lane with records commits more often than this. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1_500);

  private final EngineParts engineParts;
  private final String job;
  private final JobSpec spec;
  private final Preflight preflight;
  private final PositionStore positions;
  private final Map<PartitionId, Long> ownEpochs;

  /**
   * @param ownEpochs of the last claims of this process, by partition
   */
  JobReset(
      EngineParts engineParts,
      String job,
      JobSpec spec,
      SourceSpec source,
      Map<PartitionId, Long> ownEpochs) {
    this.engineParts = engineParts;
    this.job = job;
    this.spec = spec;
    this.ownEpochs = ownEpochs;
    preflight = new Preflight(engineParts.clients(), spec, source);
    positions = PositionStores.of(job, spec, preflight);
  }

  /**
   * Fails with {@link Conflict} where another client is at work, with {@link
   * dev.millrace.error.InvalidDocument} where the group or the ledger cannot be asked.
   */
  Future<Void> run() {
    return requireNoMembers()
        .compose(v -> requireNoOtherWriter())
        .compose(v -> positions.forget().recover(FailureMapper.at(positions.pointer())))
        .eventually(preflight::close);
  }

  private Future<Void> requireNoMembers() {
    String group = spec.groupOf(job);
    return SecretResolver.trying(() -> preflight.probe().members(group))
        .recover(FailureMapper.at("/source"))
        .compose(
            members ->
                members.isEmpty()
                    ? Future.succeededFuture()
                    : conflict(
                        "its consumer group "
                            + group
                            + " has members: "
                            + members.stream().map(this::words).collect(Collectors.joining("; "))
                            + ". Stop the job in every process, and whatever else reads with this"
                            + " group; a process that died is a member until its session times"
                            + " out"));
  }

  private String words(GroupMember member) {
    return member.clientId()
        + " on "
        + member.host()
        + (member.partitions().isEmpty()
            ? ""
            : " with " + preflight.topicName() + " " + member.partitions());
  }

  private Future<Void> requireNoOtherWriter() {
    if (!positions.tellsOfWriters()) {
      return Future.succeededFuture();
    }
    return entries()
        .compose(
            before ->
                before.stream().anyMatch(this::isFreshOfOthers)
                    ? engineParts
                        .vertx()
                        .timer(BETWEEN_LOOKS.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                        .compose(v -> entries())
                        .compose(after -> requireSame(before, after))
                    : Future.succeededFuture());
  }

  private Future<List<LedgerEntry>> entries() {
    return positions.readAll().recover(FailureMapper.at(positions.pointer()));
  }

  private boolean isFreshOfOthers(LedgerEntry entry) {
    Long own = ownEpochs.get(entry.row().id());
    return entry.ageMillis() < FRESH.toMillis() && (own == null || own != entry.row().epoch());
  }

  private Future<Void> requireSame(List<LedgerEntry> before, List<LedgerEntry> after) {
    Map<String, Long> offsets = new HashMap<>();
    before.forEach(e -> offsets.put(place(e), e.row().nextOffset() + e.row().epoch()));
    for (LedgerEntry entry : after) {
      Long known = offsets.get(place(entry));
      if (known == null || known != entry.row().nextOffset() + entry.row().epoch()) {
        return conflict(
            "another process claims or writes "
                + place(entry)
                + " (epoch "
                + entry.row().epoch()
                + ", changed "
                + entry.ageMillis()
                + " ms ago): stop the job there, too");
      }
    }
    return Future.succeededFuture();
  }

  private static String place(LedgerEntry entry) {
    return entry.row().topic() + "[" + entry.row().partition() + "]";
  }

  private <T> Future<T> conflict(String what) {
    return Future.failedFuture(new Conflict("job " + job + " is not reset: " + what));
  }
}
