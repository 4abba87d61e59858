package dev.millrace.explore;

import dev.millrace.document.JobDocument;
import dev.millrace.lane.RowPreview;
import dev.millrace.lane.RowPreview.Outcome;
import dev.millrace.lane.RowPreview.Problem;
import dev.millrace.lane.RowPreview.Row;
import dev.millrace.model.FieldError;
import dev.millrace.model.JobSpec;
import dev.millrace.model.JobStatus.NulledSample;
import dev.millrace.model.TableSchema;
import dev.millrace.preflight.Preflight;
import dev.millrace.schema.CreateTable;
import dev.millrace.sink.StatementPreview;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A preview as the API shows it. */
final class PreviewAnswer {
  private final JobSpec spec;
  private final String server;
  private final TableSchema schema;
  private final RowPreview preview;
  private final List<Row> rows;

  /**
   * @param server the destination's version, or null where it could not be asked
   */
  PreviewAnswer(
      JobSpec spec, String server, TableSchema schema, RowPreview preview, List<Row> rows) {
    this.spec = spec;
    this.server = server;
    this.schema = schema;
    this.preview = preview;
    this.rows = rows;
  }

  /**
   * @param creates whether the job would create the table
   */
  Map<String, Object> of(Preview.Table table, Preflight.Report report, boolean creates) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("columns", preview.columns());
    answer.put("records", rows.stream().map(PreviewAnswer::record).toList());
    answer.put("counts", counts());
    answer.put("statements", statements());
    answer.put("createTable", creates ? createTable(report) : null);
    answer.put("table", table.name().toLowerCase(Locale.ROOT));
    answer.put("mapping", JobDocument.mapping(spec.mapping()));
    answer.put("mappingInferred", report.inferred());
    answer.put("unmapped", preview.takeUnmapped());
    answer.put("warnings", SuggestionAnswer.warnings(report.warnings()));
    List<Map<String, Object>> errors = new ArrayList<>();
    List<FieldError> faults = report.faults();
    faults.forEach(
        fieldError ->
            errors.add(Map.of("pointer", fieldError.pointer(), "detail", fieldError.detail())));
    answer.put("errors", errors);
    return answer;
  }

  /** For the server that was asked, where it could be. */
  private String createTable(Preflight.Report report) {
    return report.inspection() == null
        ? CreateTable.sql(spec.destination(), spec.mapping())
        : CreateTable.sql(
            spec.destination(), spec.mapping(), report.inspection().comparison().exact());
  }

  private static Map<String, Object> record(Row row) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("partition", row.partition());
    record.put("offset", row.offset());
    record.put("outcome", row.outcome().label());
    record.put("values", row.rows().isEmpty() ? List.of() : row.rows().get(0));
    if (row.rows().size() > 1) {
      record.put("rows", row.rows());
    }
    record.put("problems", row.problems().stream().map(PreviewAnswer::problem).toList());
    record.put("rounded", row.rounded().stream().map(PreviewAnswer::rounded).toList());
    return record;
  }

  private static Map<String, Object> rounded(NulledSample sample) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("column", sample.column());
    shown.put("path", sample.path());
    shown.put("value", sample.value());
    return shown;
  }

  private static Map<String, Object> problem(Problem problem) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("kind", problem.kind());
    shown.put("code", problem.code());
    shown.put("column", problem.column());
    shown.put("path", problem.path());
    shown.put("value", problem.value());
    shown.put("reason", problem.reason());
    return shown;
  }

  private Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome.label(), rows.stream().filter(r -> r.outcome() == outcome).count());
    }
    return counts;
  }

  private List<String> statements() {
    return preview.tuples().isEmpty()
        ? List.of()
        : List.of(
            StatementPreview.insert(spec, server, preview.columns(), schema, preview.tuples()));
  }
}
