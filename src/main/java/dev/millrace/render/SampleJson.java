package dev.millrace.render;

import dev.millrace.answer.OffsetsByTime;
import dev.millrace.answer.PathSummary;
import dev.millrace.answer.SampleReport;
import dev.millrace.answer.SampledRecord;
import dev.millrace.answer.TableDifference;
import dev.millrace.answer.ValuesAs;
import dev.millrace.document.JobDocument;
import dev.millrace.model.Sample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** A sample of a source. */
public final class SampleJson {
  private SampleJson() {}

  public static JsonObject of(SampleReport report) {
    JsonObject json =
        new JsonObject()
            .put("records", list(report.records(), r -> record(r, report.valueLimit())))
            .put("rows", report.rows())
            .put("malformed", report.malformed())
            .put("profile", list(report.profile(), p -> path(p, report.valuesAs())))
            .put("mapping", new JsonArray(JobDocument.mapping(report.mapping())))
            .put("keyCandidates", new JsonArray(report.keyCandidates()))
            .put("key", key(report.key()))
            .put("createTable", report.createTable())
            .put("warnings", WarningJson.ofRecords(report.warnings()));
    if (report.comparison() != null) {
      json.put("tableExists", report.comparison().tableExists())
          .put("differences", list(report.comparison().differences(), SampleJson::difference));
    }
    if (report.times() != null) {
      json.put("times", times(report.times()));
    }
    return json;
  }

  private static JsonObject times(OffsetsByTime times) {
    return new JsonObject()
        .put("records", times.records())
        .put(
            "instants",
            list(
                times.instants(),
                at -> {
                  JsonObject offsets = new JsonObject();
                  at.offsets().forEach((p, offset) -> offsets.put(String.valueOf(p), offset));
                  return new JsonObject()
                      .put("timestamp", at.timestamp().toString())
                      .put("records", at.records())
                      .put("offsets", offsets);
                }));
  }

  private static JsonObject record(SampledRecord sampled, OptionalInt limit) {
    Sample record = sampled.record();
    BytesText key = BytesText.of(record.key());
    BytesText value = BytesText.of(record.value());
    String shown = value.cut(limit);
    JsonObject json =
        new JsonObject()
            .put("topic", record.topic())
            .put("partition", record.partition())
            .put("offset", record.offset())
            .put("timestamp", record.timestamp() < 0 ? null : record.timestamp())
            .put("key", key.text())
            .put("keyEncoding", key.encoding())
            .put("headers", BytesText.headers(record.headers()))
            .put("encoding", value.encoding())
            .put("value", shown)
            .put("valueBytes", record.value() == null ? 0 : record.value().length);
    if (shown != null && shown.length() < value.text().length()) {
      json.put("cut", true);
    }
    return sampled.malformed() == null ? json : json.put("malformed", sampled.malformed().label());
  }

  /** Extremes are numbers where numbers were met and are not asked for as text, else text. */
  private static JsonObject path(PathSummary path, ValuesAs valuesAs) {
    boolean ofNumbers = path.numbers() != null;
    boolean asNumbers = ofNumbers && valuesAs == ValuesAs.JSON;
    JsonObject types = new JsonObject();
    path.types().forEach(types::put);
    JsonObject json =
        new JsonObject()
            .put("path", path.path())
            .put("present", path.present())
            .put("nulls", path.nulls())
            .put("types", types)
            .put("expanded", path.expanded())
            .put("distinct", path.distinct())
            .put("unique", path.unique())
            .put("maxChars", path.maxChars())
            .put("maxBytes", path.maxBytes())
            .put("min", asNumbers ? number(path.min()) : path.min())
            .put("max", asNumbers ? number(path.max()) : path.max());
    if (ofNumbers) {
      digits(json, path.numbers());
    }
    if (path.numericTexts() != null) {
      digits(json.put("numericText", true), path.numericTexts());
    }
    if (path.uuids()) {
      json.put("uuid", true);
    }
    if (path.times() != null) {
      json.put("timeFormat", path.times().timeOfDay() ? "date-time" : "date")
          .put("timeFormats", new JsonArray(path.times().formats()))
          .put("fractionDigits", path.times().fractionDigits());
    }
    if (path.epoch() != null) {
      json.put("epoch", path.epoch().label());
    }
    if (path.maxElements() != null) {
      json.put("minElements", path.minElements()).put("maxElements", path.maxElements());
    }
    if (path.histogram() != null) {
      PathSummary.Histogram histogram = path.histogram();
      json.put(
          "histogram",
          new JsonObject()
              .put("of", histogram.of())
              .put("from", histogram.from())
              .put("to", histogram.to())
              .put("counts", new JsonArray(histogram.counts())));
    }
    return json.put("example", path.example());
  }

  private static void digits(JsonObject json, PathSummary.Digits digits) {
    json.put("integerDigits", digits.integer()).put("scale", digits.scale());
  }

  private static BigDecimal number(String literal) {
    return literal == null ? null : new BigDecimal(literal);
  }

  private static JsonObject key(SampleReport.Key key) {
    JsonObject json =
        new JsonObject()
            .put("columns", new JsonArray(key.columns()))
            .put("paths", new JsonArray(key.paths()))
            .put("reason", key.reason());
    return key.offered().isEmpty()
        ? json
        : json.put("offered", new JsonArray(JobDocument.mapping(key.offered())));
  }

  private static JsonObject difference(TableDifference difference) {
    JsonObject json =
        new JsonObject().put("kind", difference.kind().label()).put("column", difference.column());
    return switch (difference.kind()) {
      case MISSING_IN_TABLE -> {
        json.put("path", difference.path());
        yield difference.type() == null ? json : json.put("type", difference.type());
      }
      case MISSING_IN_DATA ->
          json.put("columnType", difference.columnType()).put("required", difference.required());
      case TYPE_CANNOT_HOLD ->
          json.put("path", difference.path())
              .put("columnType", difference.columnType())
              .put("code", difference.code())
              .put("example", difference.example())
              .put("reason", difference.reason())
              .put("values", difference.values());
      case NULL_NOT_ALLOWED ->
          json.put("path", difference.path()).put("values", difference.values());
    };
  }

  private static <T> JsonArray list(List<T> items, Function<T, JsonObject> json) {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(json.apply(item)));
    return array;
  }
}
