package dev.millrace.render;

import dev.millrace.answer.DropReport;
import dev.millrace.answer.QuarantineGroup;
import dev.millrace.answer.QuarantinePage;
import dev.millrace.answer.QuarantinedRecord;
import dev.millrace.answer.ReplayReport;
import dev.millrace.error.ReplayRejection;
import dev.millrace.model.Sample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** A job's quarantine, and what orders about it did. */
public final class QuarantineJson {
  private QuarantineJson() {}

  public static JsonObject of(QuarantinePage page) {
    JsonArray records = new JsonArray();
    page.records().forEach(record -> records.add(record(record, page.valueLimit())));
    return new JsonObject()
        .put("records", records)
        .put("next", page.next() == null ? null : page.next().toString());
  }

  public static JsonArray of(List<QuarantineGroup> groups) {
    JsonArray list = new JsonArray();
    groups.forEach(group -> list.add(group(group)));
    return list;
  }

  private static JsonObject group(QuarantineGroup group) {
    JsonArray examples = new JsonArray();
    group.examples().forEach(example -> examples.add(example(example)));
    return new JsonObject()
        .put("table", group.table())
        .put("code", group.code())
        .put("column", group.column())
        .put("count", group.count())
        .put("firstAt", group.firstAt().toString())
        .put("lastAt", group.lastAt().toString())
        .put("examples", examples);
  }

  private static JsonObject example(QuarantineGroup.Example example) {
    JsonObject json =
        new JsonObject()
            .put("topic", example.topic())
            .put("partition", example.partition())
            .put("offset", example.offset())
            .put("path", example.path())
            .put("reason", example.reason());
    OptionalInt limit = OptionalInt.of(QuarantineGroup.MAX_CHARS);
    if (bytes(json, "value", "encoding", example.value(), example.valueBytes(), limit)) {
      json.put("cut", true);
    }
    return json.put("valueBytes", example.valueBytes());
  }

  public static JsonObject of(ReplayReport report) {
    JsonArray causes = new JsonArray();
    report.causes().forEach(cause -> causes.add(cause(cause)));
    return new JsonObject()
        .put("dryRun", report.dryRun())
        .put("written", report.written())
        .put("nulledFields", report.nulledFields())
        .put("roundedFields", report.roundedFields())
        .put("stayed", report.stayed())
        .put("missing", report.missing())
        .put("next", report.next() == null ? null : report.next().toString())
        .put("causes", causes)
        .put("records", rejections(report.records()));
  }

  private static JsonObject cause(ReplayReport.Cause cause) {
    return new JsonObject()
        .put("table", cause.table())
        .put("code", cause.code())
        .put("column", cause.column())
        .put("count", cause.count())
        .put("examples", rejections(cause.examples()));
  }

  private static JsonArray rejections(List<ReplayRejection> records) {
    JsonArray list = new JsonArray();
    records.forEach(record -> list.add(rejection(record)));
    return list;
  }

  public static JsonObject of(DropReport report) {
    return new JsonObject().put("dropped", report.dropped()).put("missing", report.missing());
  }

  private static JsonObject record(QuarantinedRecord record, OptionalInt limit) {
    Sample held = record.record();
    JsonObject json =
        new JsonObject()
            .put("topic", held.topic())
            .put("partition", held.partition())
            .put("offset", held.offset())
            .put(
                "recordTime",
                held.timestamp() < 0 ? null : Instant.ofEpochMilli(held.timestamp()).toString());
    if (bytes(json, "key", "keyEncoding", held.key(), record.keyBytes(), limit)) {
      json.put("keyCut", true);
    }
    json.put("headers", held.headers() == null ? null : BytesText.headers(held.headers()));
    if (bytes(json, "value", "encoding", held.value(), record.valueBytes(), limit)) {
      json.put("cut", true);
    }
    return json.put("valueBytes", record.valueBytes())
        .put("kind", record.kind())
        .put("code", record.code())
        .put("table", record.table())
        .put("column", record.column())
        .put("path", record.path())
        .put("reason", record.reason())
        .put("quarantinedAt", record.quarantinedAt().toString());
  }

  /** Whether less than the whole is shown. */
  private static boolean bytes(
      JsonObject json,
      String name,
      String encodingName,
      byte[] held,
      long length,
      OptionalInt limit) {
    boolean cut = held != null && held.length < length;
    BytesText known = cut ? BytesText.ofBeginning(held) : BytesText.of(held);
    String shown = known.cut(limit);
    json.put(name, shown).put(encodingName, known.encoding());
    return cut || (shown != null && shown.length() < known.text().length());
  }

  private static JsonObject rejection(ReplayRejection record) {
    return new JsonObject()
        .put("topic", record.topic())
        .put("partition", record.partition())
        .put("offset", record.offset())
        .put("kind", record.kind())
        .put("code", record.code())
        .put("table", record.table())
        .put("column", record.column())
        .put("path", record.path())
        .put("reason", record.reason());
  }
}
