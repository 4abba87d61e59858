package dev.millrace.job;

import dev.millrace.lane.RowPreview;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobSpec;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.Sample;
import dev.millrace.model.SourceSpec;
import dev.millrace.model.TableSchema;
import dev.millrace.poll.Sampler;
import dev.millrace.sink.CreateTable;
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
final class Preview {
  private final ClientContext clients;
  private final SourceSpec source;
  private final int records;
  private final Reality reality;

  Preview(ClientContext clients, JobSpec spec, SourceSpec source, int records) {
    this.clients = clients;
    this.source = source;
    this.records = records;
    reality = new Reality(clients, spec, source);
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
  Future<Map<String, Object>> run() {
    return reality.look().eventually(reality::close).compose(this::show);
  }

  private Future<Map<String, Object>> show(Reality.Findings findings) {
    Table table = table(findings);
    if (findings.partitions().isEmpty() || !canBeShown(findings)) {
      return Future.failedFuture(new InvalidDocument(findings.faults()));
    }
    return Resolving.resolved(clients.vertx(), clients.secrets(), source)
        .compose(resolved -> new Sampler(clients.vertx()).newest(resolved, records))
        .recover(TroubleFaults.at("/source"))
        .compose(
            samples ->
                clients.vertx().executeBlocking(() -> answer(findings, table, samples), false));
  }

  private static Table table(Reality.Findings findings) {
    if (findings.inspection() == null) {
      return Table.UNKNOWN;
    }
    return findings.inspection().table().isPresent() ? Table.EXISTING : Table.MISSING;
  }

  /** Whether every entry has a column; if not, a fault says so. */
  private static boolean canBeShown(Reality.Findings findings) {
    List<MappingEntry> mapping = findings.spec().mapping();
    Optional<TableSchema> real = real(findings);
    return !mapping.isEmpty()
        && mapping.stream()
            .allMatch(
                entry ->
                    real.isEmpty()
                        ? entry.type() != null
                        : real.get().column(entry.column()).isPresent());
  }

  private static Optional<TableSchema> real(Reality.Findings findings) {
    return Optional.ofNullable(findings.inspection()).flatMap(i -> i.table());
  }

  /** Worker thread. */
  private Map<String, Object> answer(Reality.Findings findings, Table table, List<Sample> samples) {
    JobSpec spec = findings.spec();
    TableSchema schema =
        real(findings).orElseGet(() -> CreateTable.schema(spec.destination(), spec.mapping()));
    RowPreview preview = new RowPreview(spec, schema);
    long now = System.currentTimeMillis();
    List<RowPreview.Row> rows = new ArrayList<>();
    samples.forEach(sample -> rows.add(preview.add(sample, now)));
    boolean creates =
        table != Table.EXISTING
            && spec.createTable() == JobSpec.CreateTable.IF_MISSING
            && CreateTable.faults(spec.destination().dialect(), spec.mapping()).isEmpty();
    String server = findings.inspection() == null ? null : findings.inspection().version();
    return new PreviewAnswer(spec, server, schema, preview, rows).of(table, findings, creates);
  }
}
