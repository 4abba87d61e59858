package dev.millrace.job;

import dev.millrace.error.FieldError;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TableSchema;
import dev.millrace.model.TopicId;
import dev.millrace.preflight.NotStartableException;
import dev.millrace.preflight.PositionStore;
import dev.millrace.preflight.PositionStores;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.TopicRecreatedException;
import dev.millrace.schema.InspectedTable;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.PartitionRef;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes the destination ready for a job that was found without fault: creates a missing table, and
 * writes the start position of each partition that the ledger does not know. From then on the
 * ledger alone says where to read, so that a partition added later is told from one that was there
 * at the start.
 */
final class StartPreparation {
  private final SourceSpec source;
  private final Preflight preflight;
  private final Preflight.Report report;
  private final PositionStore positions;

  /**
   * What lanes are made of.
   *
   * @param spec with its effective mappings
   * @param tables as they are, in the order of the job's
   * @param stopOffsets end by partition of a bounded job, else empty
   * @param topic the one that is read
   * @param unread partitions that the ledger does not know yet, for no broker led them; they begin
   *     at the job's start position when one does
   * @param ledger its rows as the start left them
   */
  record PreparedJob(
      JobSpec spec,
      boolean inferred,
      List<TableSchema> tables,
      Map<PartitionId, Long> stopOffsets,
      TopicId topic,
      Set<PartitionId> unread,
      List<LedgerRow> ledger) {}

  StartPreparation(String job, SourceSpec source, Preflight preflight, Preflight.Report report) {
    this.source = source;
    this.preflight = preflight;
    this.report = report;
    this.positions = PositionStores.of(job, report.spec(), preflight);
  }

  /**
   * @param knownStops ends as an earlier start resolved them; empty when there was none
   * @param knownTopic the one that the ledger is of, or null where that is not known
   */
  Future<PreparedJob> prepare(Map<PartitionId, Long> knownStops, TopicId knownTopic) {
    return tables()
        .compose(
            tables ->
                startOffsets(knownTopic)
                    .compose(
                        begun ->
                            stops(isOfTopic(knownTopic) ? knownStops : Map.of())
                                .map(
                                    stops ->
                                        new PreparedJob(
                                            report.spec(),
                                            report.inferred(),
                                            tables,
                                            stops,
                                            report.topic().orKnown(knownTopic),
                                            begun.unread(),
                                            begun.ledger()))));
  }

  /** Whether what is kept of {@code known} counts for the topic that is read now. */
  private boolean isOfTopic(TopicId known) {
    return known == null
        || (known.name().equals(source.topic()) && !report.topic().replaces(known));
  }

  /** One after the other: a child's foreign key needs its parent. */
  private Future<List<TableSchema>> tables() {
    List<TableSchema> tables = new ArrayList<>();
    Future<Void> ready = Future.succeededFuture();
    for (InspectedTable table : report.tables()) {
      ready = ready.compose(v -> table(table)).onSuccess(tables::add).mapEmpty();
    }
    return ready.map(tables);
  }

  private Future<TableSchema> table(InspectedTable table) {
    if (table.table().isPresent()) {
      return Future.succeededFuture(table.table().get());
    }
    String name = table.job().spec().table();
    return preflight
        .database()
        .createTable(name, table.job().spec().mapping())
        .compose(v -> preflight.database().inspect(name))
        .compose(
            made ->
                made.table()
                    .map(Future::succeededFuture)
                    .orElseGet(() -> disappeared(table.job().at().table())));
  }

  private static Future<TableSchema> disappeared(String pointer) {
    return Future.failedFuture(
        new NotStartableException(
            List.of(
                new FieldError(
                    pointer,
                    "the table disappeared after it was created; is another process dropping"
                        + " it?"))));
  }

  /**
   * What the start positions came to.
   *
   * @param unread partitions whose start cannot be told now
   */
  private record Begun(Set<PartitionId> unread, List<LedgerRow> ledger) {}

  private Future<Begun> startOffsets(TopicId known) {
    return ledger()
        .compose(
            rows -> {
              List<LedgerRow> read = rows.stream().filter(r -> r.nextOffset() > 0).toList();
              if (report.topic().replaces(known) && !read.isEmpty()) {
                return preflight
                    .probe()
                    .offsets(OffsetSpec.LATEST, report.partitions())
                    .compose(
                        ends ->
                            Future.failedFuture(
                                TopicRecreatedException.of(source.topic(), read, ends)));
              }
              Set<PartitionId> unknown = new HashSet<>(report.partitions());
              unknown.removeAll(rows.stream().map(LedgerRow::id).collect(Collectors.toSet()));
              Set<PartitionId> unread = new HashSet<>(unknown);
              unread.retainAll(report.leaderless());
              unknown.removeAll(unread);
              return unknown.isEmpty()
                  ? Future.succeededFuture(new Begun(unread, rows))
                  : preflight
                      .probe()
                      .offsets(report.spec().start(), unknown)
                      .onSuccess(starts -> addMissing(unknown, starts, unread))
                      .compose(this::requireInTopic)
                      .compose(starts -> positions.init(starts))
                      // Another process may have been at the same, and first.
                      .compose(v -> ledger())
                      .map(ledger -> new Begun(unread, ledger));
            });
  }

  /**
   * A leader may have gone since the report was made. Taken for a new one, such a partition would
   * be read from its beginning, wherever the job is to start.
   */
  private static void addMissing(
      Set<PartitionId> asked, Map<PartitionId, Long> found, Set<PartitionId> unread) {
    asked.stream().filter(id -> !found.containsKey(id)).forEach(unread::add);
  }

  /** An offset that the user names and the topic does not reach must not be found out by a lane. */
  private Future<Map<PartitionId, Long>> requireInTopic(Map<PartitionId, Long> starts) {
    if (report.spec().start().at() != OffsetSpec.At.OFFSETS) {
      return Future.succeededFuture(starts);
    }
    Future<Map<PartitionId, Long>> begins =
        preflight.probe().offsets(OffsetSpec.EARLIEST, starts.keySet());
    Future<Map<PartitionId, Long>> ends =
        preflight.probe().offsets(OffsetSpec.LATEST, starts.keySet());
    return Future.all(begins, ends)
        .compose(
            both -> {
              List<FieldError> faults = new ArrayList<>();
              starts.forEach(
                  (partition, start) -> {
                    // Where a leader went meanwhile, the lane finds out.
                    long begin = begins.result().getOrDefault(partition, start);
                    long end = ends.result().getOrDefault(partition, start);
                    if (start < begin || start > end) {
                      faults.add(
                          new FieldError(
                              "/start/offsets/"
                                  + report
                                      .spec()
                                      .start()
                                      .refOf(partition)
                                      .orElse(PartitionRef.of(partition.partition())),
                              "offset %d is not in %s[%d], which holds [%d, %d): name one from %d to %d"
                                  .formatted(
                                      start,
                                      partition.topic(),
                                      partition.partition(),
                                      begin,
                                      end,
                                      begin,
                                      end)));
                    }
                  });
              return faults.isEmpty()
                  ? Future.succeededFuture(starts)
                  : Future.failedFuture(new NotStartableException(faults));
            });
  }

  private Future<List<LedgerRow>> ledger() {
    return positions.read().map(entries -> entries.stream().map(LedgerEntry::row).toList());
  }

  private Future<Map<PartitionId, Long>> stops(Map<PartitionId, Long> knownStops) {
    return knownStops.isEmpty()
        ? preflight.stopOffsets(report.partitions()).compose(this::requireAll)
        : Future.succeededFuture(knownStops);
  }

  /** An end that cannot be told now must not be taken for none. */
  private Future<Map<PartitionId, Long>> requireAll(Map<PartitionId, Long> stops) {
    Set<PartitionId> missing = new TreeSet<>(report.partitions());
    missing.removeAll(stops.keySet());
    return report.spec().end().isEmpty() || missing.isEmpty()
        ? Future.succeededFuture(stops)
        : Future.failedFuture(
            new NotStartableException(
                List.of(
                    new FieldError(
                        "/stopAt",
                        "the end of partitions %s of topic %s is not known, because they have no leader"
                            .formatted(PartitionId.numbers(missing), source.topic())))));
  }
}
