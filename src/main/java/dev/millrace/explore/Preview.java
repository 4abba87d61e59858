package dev.millrace.explore;

import dev.millrace.kafka.Sampler;
import dev.millrace.lane.RowPreview;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobSpec;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.Sample;
import dev.millrace.model.SourceSpec;
import dev.millrace.model.TableSchema;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.schema.CreateTable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** Where the columns come from. */
  enum Table {
    /** The table as it is. */
    EXISTING,
    /** As the job would create it. */
    MISSING,
    /** As the job would create it, for the database could not be asked. */
    UNKNOWN
  }

  /** The answer; fails with {@link InvalidDocument}. */
  public Future<Map<String, Object>> run() {
    return preflight.look().eventually(preflight::close).compose(this::show);
  }

  private Future<Map<String, Object>> show(Preflight.Report report) {
    Table table = table(report);
    if (report.partitions().isEmpty() || !canBeShown(report)) {
      return Future.failedFuture(new InvalidDocument(report.faults()));
    }
    return SecretResolver.resolved(clients.vertx(), clients.secrets(), source)
        .compose(resolved -> new Sampler(clients.vertx()).newest(resolved, records))
        .recover(FailureMapper.at("/source"))
        .compose(
            samples ->
                clients.vertx().executeBlocking(() -> answer(report, table, samples), false));
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
  private Map<String, Object> answer(Preflight.Report report, Table table, List<Sample> samples) {
    JobSpec spec = report.spec();
    TableSchema schema =
        real(report).orElseGet(() -> CreateTable.schema(spec.destination(), spec.mapping()));
    RowPreview preview = new RowPreview(spec, schema);
    long now = System.currentTimeMillis();
    List<RowPreview.Row> rows = new ArrayList<>();
    samples.forEach(sample -> rows.add(preview.add(sample, now)));
    boolean creates =
        table != Table.EXISTING
            && spec.createTable() == JobSpec.CreateTable.IF_MISSING
            && CreateTable.faults(spec.destination().dialect(), spec.mapping()).isEmpty();
    String server = report.inspection() == null ? null : report.inspection().version();
    return new PreviewAnswer(spec, server, schema, preview, rows).of(table, report, creates);
  }
}
