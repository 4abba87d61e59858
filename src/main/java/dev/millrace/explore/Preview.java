package dev.millrace.explore;

import dev.millrace.answer.PreviewReport;
import dev.millrace.answer.PreviewRequest;
import dev.millrace.answer.PreviewedRecord;
import dev.millrace.answer.PreviewedTable;
import dev.millrace.answer.ValuesAs;
import dev.millrace.error.InvalidDocument;
import dev.millrace.kafka.Sampler;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.lane.RowPreview;
import dev.millrace.model.TableSchema;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.schema.CreateTable;
import dev.millrace.schema.InspectedTable;
import dev.millrace.schema.JobTable;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.TableSpec;
import dev.millrace.statement.StatementPreview;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One look at what a job would do with the newest records of its topic: checked as at a start, read
 * as for a sample, encoded as a lane does. Writes nothing, commits nothing and joins no group, so
 * it may be done while the job runs. Event loop only; the encoding is done on a worker.
 *
 * <p>Faults that leave something to see are part of the answer. Those that do not are the failure:
 * the topic cannot be read, there is no mapping, a column is not in the table, or the table is not
 * there (or the database does not answer) and an entry does not say its type. Where the job names
 * no server yet, the records say the types that entries do not.
 */
public final class Preview {
  private final ClientContext clients;
  private final JobSpec spec;
  private final SourceSpec source;
  private final PreviewRequest request;
  private final KeptRecords records;
  private final Preflight preflight;

  /**
   * @param request how much of it, and how; which job it names does not count
   * @param records of earlier previews, where the request says that they will do
   */
  public Preview(
      ClientContext clients,
      JobSpec spec,
      SourceSpec source,
      PreviewRequest request,
      KeptRecords records) {
    this.clients = clients;
    this.spec = spec;
    this.source = source;
    this.request = request;
    this.records = records;
    preflight = new Preflight(clients, spec, source);
  }

  /** The answer; fails with {@link InvalidDocument}. */
  public Future<PreviewReport> run() {
    KeptRecords.Kept kept = records.of(source, request.records(), request.recordsMaxAge());
    if (kept != null) {
      preflight.knows(kept.topic());
    }
    return preflight.look().eventually(preflight::close).compose(report -> show(report, kept));
  }

  private Future<KeptRecords.Kept> read(Preflight.Report report) {
    Instant readAt = Instant.now();
    return SecretResolver.resolved(clients.vertx(), clients.secrets(), source)
        .compose(resolved -> new Sampler(clients.vertx()).newest(resolved, request.records()))
        .recover(FailureMapper.at("/source"))
        .map(
            samples ->
                new KeptRecords.Kept(
                    source,
                    new TopicProbe.Topic(report.topic(), report.partitions(), report.leaderless()),
                    request.records(),
                    readAt,
                    samples))
        .onSuccess(
            read -> {
              if (!request.recordsMaxAge().isZero()) {
                records.keep(read);
              }
            });
  }

  private Future<PreviewReport> show(Preflight.Report report, KeptRecords.Kept kept) {
    boolean typedByRecords = !spec.destination().isNamed();
    if (report.partitions().isEmpty() || !typedByRecords && !canBeShown(report)) {
      return Future.failedFuture(new InvalidDocument(report.faults()));
    }
    return (kept != null ? Future.succeededFuture(kept) : read(report))
        .compose(
            read ->
                clients
                    .vertx()
                    .executeBlocking(
                        () ->
                            report(
                                typedByRecords ? TypedByRecords.of(report, read.samples()) : report,
                                read),
                        false));
  }

  /** Whether every entry has a column; if not, a fault says so. */
  private static boolean canBeShown(Preflight.Report report) {
    for (int i = 0; i < report.spec().tables().size(); i++) {
      List<MappingEntry> mapping = report.spec().tables().get(i).mapping();
      Optional<TableSchema> real = real(report, i);
      boolean whole =
          !mapping.isEmpty()
              && mapping.stream()
                  .allMatch(
                      entry ->
                          real.isEmpty()
                              ? entry.type() != null
                              : real.get().column(entry.column()).isPresent());
      if (!whole) {
        return false;
      }
    }
    return true;
  }

  private static Optional<TableSchema> real(Preflight.Report report, int table) {
    return report.tables().isEmpty() ? Optional.empty() : report.tables().get(table).table();
  }

  /** Worker thread. */
  private PreviewReport report(Preflight.Report found, KeptRecords.Kept read) {
    JobSpec effective = found.spec();
    List<TableSchema> schemas = new ArrayList<>();
    for (int i = 0; i < effective.tables().size(); i++) {
      TableSpec table = effective.tables().get(i);
      schemas.add(
          real(found, i)
              .orElseGet(
                  () ->
                      CreateTable.schema(effective.destination(), table.table(), table.mapping())));
    }
    RowPreview preview =
        request.valuesAs() == ValuesAs.TEXT
            ? RowPreview.asText(effective, schemas, request.valueLimit())
            : new RowPreview(effective, schemas);
    long now = System.currentTimeMillis();
    List<PreviewedRecord> previewed = new ArrayList<>();
    read.samples().forEach(sample -> previewed.add(preview.add(sample, now)));
    List<PreviewedTable> tables = new ArrayList<>();
    for (int i = 0; i < schemas.size(); i++) {
      tables.add(table(found, i, schemas.get(i), preview));
    }
    return new PreviewReport(
        tables,
        previewed,
        read.readAt(),
        found.inferred(),
        preview.takeUnmapped(),
        found.warnings(),
        found.faults());
  }

  private PreviewedTable table(
      Preflight.Report found, int i, TableSchema schema, RowPreview preview) {
    TableSpec table = found.spec().tables().get(i);
    InspectedTable inspected = found.tables().isEmpty() ? null : found.tables().get(i);
    Dialect dialect = found.spec().destination().dialect();
    String server = inspected == null ? null : inspected.found().version();
    List<String> statements =
        preview.tuples(i).isEmpty()
            ? List.of()
            : List.of(
                StatementPreview.insert(
                    dialect, table, server, preview.columns(i), schema, preview.tuples(i)));
    return new PreviewedTable(
        table.table(),
        preview.columns(i),
        statements,
        createTable(JobTable.of(spec, found.spec()).get(i), inspected),
        inspected == null
            ? PreviewedTable.State.UNKNOWN
            : inspected.isMissing() ? PreviewedTable.State.MISSING : PreviewedTable.State.EXISTING,
        table.mapping());
  }

  /**
   * For the server that was asked, where it could be; null where the job would create none.
   *
   * @param found null where the database could not be asked
   */
  private static String createTable(JobTable job, InspectedTable found) {
    TableSpec spec = job.spec();
    boolean creates =
        (found == null || found.isMissing()) && spec.creates() && CreateTable.faults(job).isEmpty();
    if (!creates) {
      return null;
    }
    Dialect dialect = job.to().dialect();
    return found == null
        ? CreateTable.sql(dialect, spec.table(), spec.mapping())
        : CreateTable.sql(
            dialect, spec.table(), spec.mapping(), found.found().comparison().exact());
  }
}
