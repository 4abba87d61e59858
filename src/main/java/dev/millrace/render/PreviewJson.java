package dev.millrace.render;

import dev.millrace.answer.PreviewReport;
import dev.millrace.answer.PreviewedRecord;
import dev.millrace.answer.PreviewedRecord.Outcome;
import dev.millrace.answer.PreviewedRecord.Problem;
import dev.millrace.answer.PreviewedTable;
import dev.millrace.document.JobDocument;
import dev.millrace.model.FieldSample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A preview of a job. */
public final class PreviewJson {
  private PreviewJson() {}

  /** What concerns the first table stands beside all tables, where a job of one table is read. */
  public static JsonObject of(PreviewReport report) {
    PreviewedTable first = report.tables().get(0);
    JsonArray tables = new JsonArray();
    report.tables().forEach(table -> tables.add(table(table)));
    JsonArray records = new JsonArray();
    report.records().forEach(record -> records.add(record(record)));
    JsonObject counts = new JsonObject();
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome.label(), report.count(outcome));
    }
    return new JsonObject()
        .put("columns", new JsonArray(first.columns()))
        .put("records", records)
        .put("readAt", report.readAt().toString())
        .put("counts", counts)
        .put("statements", new JsonArray(first.statements()))
        .put("createTable", first.createTable())
        .put("table", first.state().label())
        .put("mapping", new JsonArray(JobDocument.mapping(first.mapping())))
        .put("tables", tables)
        .put("mappingInferred", report.mappingInferred())
        .put("unmapped", new JsonArray(report.unmapped()))
        .put("warnings", WarningJson.ofRecords(report.warnings()))
        .put("errors", ErrorsJson.list(report.errors()));
  }

  private static JsonObject table(PreviewedTable table) {
    return new JsonObject()
        .put("table", table.table())
        .put("columns", new JsonArray(table.columns()))
        .put("createTable", table.createTable())
        .put("statements", new JsonArray(table.statements()));
  }

  private static JsonObject record(PreviewedRecord record) {
    JsonArray rows = new JsonArray();
    record.rows().forEach(values -> rows.add(new JsonArray(values)));
    JsonObject json =
        new JsonObject()
            .put("topic", record.topic())
            .put("partition", record.partition())
            .put("offset", record.offset())
            .put("outcome", record.outcome().label())
            .put("values", rows.isEmpty() ? new JsonArray() : rows.getJsonArray(0));
    if (rows.size() > 1) {
      json.put("rows", rows);
    }
    JsonArray problems = new JsonArray();
    record.problems().forEach(problem -> problems.add(problem(problem)));
    JsonArray rounded = new JsonArray();
    record.rounded().forEach(sample -> rounded.add(rounded(sample)));
    return json.put("problems", problems).put("rounded", rounded);
  }

  private static JsonObject problem(Problem problem) {
    return new JsonObject()
        .put("kind", problem.kind())
        .put("code", problem.code())
        .put("table", problem.table())
        .put("column", problem.column())
        .put("path", problem.path())
        .put("value", problem.value())
        .put("reason", problem.reason());
  }

  private static JsonObject rounded(FieldSample sample) {
    return new JsonObject()
        .put("table", sample.table())
        .put("column", sample.column())
        .put("path", sample.path())
        .put("value", sample.value());
  }
}
