package dev.millrace.render;

import dev.millrace.answer.JobHistory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A job's history; every key is there always, null where nothing was known. */
public final class HistoryJson {
  private HistoryJson() {}

  public static JsonObject of(JobHistory history) {
    return new JsonObject()
        .put("seconds", list(history.seconds()))
        .put("minutes", list(history.minutes()));
  }

  private static JsonArray list(List<JobHistory.Sample> samples) {
    JsonArray list = new JsonArray();
    samples.forEach(sample -> list.add(sample(sample)));
    return list;
  }

  private static JsonObject sample(JobHistory.Sample sample) {
    return new JsonObject()
        .put("at", sample.at().toString())
        .put("recordsPerSecond", rounded(sample.recordsPerSecond(), 10))
        .put("lagRecords", sample.lagRecords())
        .put("lagSeconds", rounded(sample.lagSeconds(), 1_000))
        .put("commitP50Ms", rounded(sample.commitP50Ms(), 100))
        .put("commitP99Ms", rounded(sample.commitP99Ms(), 100))
        .put("batchRows", rounded(sample.batchRows(), 10));
  }

  /** More digits would be noise, and three times the bytes. */
  private static Double rounded(Double value, double parts) {
    return value == null ? null : Math.round(value * parts) / parts;
  }
}
