package dev.millrace.render;

import dev.millrace.answer.DatabaseProbeReport;
import dev.millrace.answer.KafkaProbeReport;
import dev.millrace.model.Column;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What was found at servers that were looked at. */
public final class ProbeJson {
  private ProbeJson() {}

  public static JsonObject of(KafkaProbeReport report) {
    JsonArray topics = new JsonArray();
    report.topics().forEach(topic -> topics.add(topic(topic)));
    return new JsonObject()
        .put("topics", topics)
        .put(
            "leftOut",
            new JsonObject()
                .put("topics", report.leftOut())
                .put("names", new JsonArray(report.namesLeftOut())));
  }

  private static JsonObject topic(KafkaProbeReport.Topic topic) {
    return new JsonObject()
        .put("name", topic.name())
        .put("partitions", topic.partitions())
        .put("retentionMs", topic.retentionMs())
        .put("newestAt", topic.newestAt() == null ? null : topic.newestAt().toString())
        .put("looksLike", topic.looksLike() == null ? null : topic.looksLike().label())
        .put("evidence", topic.evidence());
  }

  public static JsonObject of(DatabaseProbeReport report) {
    DatabaseProbeReport.Limits limits = report.limits();
    JsonObject json =
        new JsonObject()
            .put("version", report.version())
            .put("dialect", report.dialect().label())
            .put(
                "limits",
                new JsonObject()
                    .put("maxAllowedPacket", limits.maxAllowedPacket())
                    .put("localInfile", limits.localInfile())
                    .put("requiresPrimaryKey", limits.requiresPrimaryKey())
                    .put("readOnly", limits.readOnly())
                    .put("maxConnections", limits.maxConnections()))
            .put("databases", new JsonArray(report.databases()))
            .put("tables", new JsonArray(report.tables()))
            .put(
                "leftOut",
                new JsonObject()
                    .put("databases", report.moreDatabases())
                    .put("tables", report.moreTables()));
    return report.table() == null ? json : with(json, report.table());
  }

  private static JsonObject with(JsonObject json, DatabaseProbeReport.Table table) {
    JsonArray columns = new JsonArray();
    table.columns().forEach(column -> columns.add(column(column)));
    JsonArray keys = new JsonArray();
    table
        .keys()
        .forEach(
            key ->
                keys.add(
                    new JsonObject()
                        .put("name", key.name())
                        .put("columns", new JsonArray(key.columns()))));
    return json.put("tableExists", table.exists())
        .put("columns", columns)
        .put("keys", keys)
        .put("unwritable", new JsonArray(table.unwritable()));
  }

  private static JsonObject column(Column column) {
    return new JsonObject()
        .put("name", column.name())
        .put("type", column.type().sql())
        .put("nullable", column.nullable())
        .put("hasDefault", column.hasDefault())
        .put("generated", column.generated())
        .put("autoIncrement", column.autoIncrement())
        .put("charset", column.charset());
  }
}
