package dev.millrace.explore;

import dev.millrace.answer.PreviewReport;
import dev.millrace.answer.PreviewReport.Table;
import dev.millrace.answer.PreviewedRecord;
import dev.millrace.dialect.Dialects;
import dev.millrace.error.InvalidDocument;
import dev.millrace.kafka.Sampler;
import dev.millrace.lane.RowPreview;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.schema.CreateTable;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.SourceSpec;
import dev.millrace.statement.StatementPreview;
import io.vertx.core.Future;
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
 * there (or the database does not answer) and an entry does not say its type.
 */
public final class Preview {
  private final ClientContext clients;
  private final SourceSpec source;
  private final int records;
  private final Preflight preflight;

  public Preview(ClientContext clients, JobSpec spec, SourceSpec source, int records) {
    this.clients = clients;
    this.source = source;
    this.records = records;
    preflight = new Preflight(clients, spec, source);
  }

  /** The answer; fails with {@link InvalidDocument}. */
  public Future<PreviewReport> run() {
    return preflight.look().eventually(preflight::close).compose(this::show);
  }

  private Future<PreviewReport> show(Preflight.Report report) {
    Table table = table(report);
    if (report.partitions().isEmpty() || !canBeShown(report)) {
      return Future.failedFuture(new InvalidDocument(report.faults()));
    }
    return SecretResolver.resolved(clients.vertx(), clients.secrets(), source)
        .compose(resolved -> new Sampler(clients.vertx()).newest(resolved, records))
        .recover(FailureMapper.at("/source"))
        .compose(
            samples ->
                clients.vertx().executeBlocking(() -> report(report, table, samples), false));
  }

  private static Table table(Preflight.Report report) {
    if (report.inspection() == null) {
      return Table.UNKNOWN;
    }
    return report.inspection().table().isPresent() ? Table.EXISTING : Table.MISSING;
  }

  /** Whether every entry has a column; if not, a fault says so. */
  private static boolean canBeShown(Preflight.Report report) {
    List<MappingEntry> mapping = report.spec().mapping();
    Optional<TableSchema> real = real(report);
    return !mapping.isEmpty()
        && mapping.stream()
            .allMatch(
                entry ->
                    real.isEmpty()
                        ? entry.type() != null
                        : real.get().column(entry.column()).isPresent());
  }

  private static Optional<TableSchema> real(Preflight.Report report) {
    return Optional.ofNullable(report.inspection()).flatMap(i -> i.table());
  }

  /** Worker thread. */
  private PreviewReport report(Preflight.Report found, Table table, List<Sample> samples) {
    JobSpec spec = found.spec();
    TableSchema schema =
        real(found).orElseGet(() -> CreateTable.schema(spec.destination(), spec.mapping()));
    RowPreview preview = new RowPreview(spec, schema);
    long now = System.currentTimeMillis();
    List<PreviewedRecord> records = new ArrayList<>();
    samples.forEach(sample -> records.add(preview.add(sample, now)));
    return new PreviewReport(
        preview.columns(),
        records,
        statements(found, schema, preview),
        createTable(found, table),
        table,
        spec.mapping(),
        found.inferred(),
        preview.takeUnmapped(),
        found.warnings(),
        found.faults());
  }

  private static List<String> statements(
      Preflight.Report found, TableSchema schema, RowPreview preview) {
    String server = found.inspection() == null ? null : found.inspection().version();
    return preview.tuples().isEmpty()
        ? List.of()
        : List.of(
            StatementPreview.insert(
                found.spec(), server, preview.columns(), schema, preview.tuples()));
  }

  /** For the server that was asked, where it could be; null where the job would create none. */
  private static String createTable(Preflight.Report found, Table table) {
    JobSpec spec = found.spec();
    boolean creates =
        table != Table.EXISTING
            && spec.createTable() == JobSpec.CreateTable.IF_MISSING
            && CreateTable.faults(Dialects.of(spec.destination().dialect()), spec.mapping())
                .isEmpty();
    if (!creates) {
      return null;
    }
    return found.inspection() == null
        ? CreateTable.sql(spec.destination(), spec.mapping())
        : CreateTable.sql(
            spec.destination(), spec.mapping(), found.inspection().comparison().exact());
  }
}
