package dev.millrace.render;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobStatus.Busy;
import dev.millrace.answer.JobStatus.LaneStatus;
import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.error.JobError;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.FieldSample;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

/** A job's status as the API tells it; every key is there always, null where nothing is known. */
public final class StatusJson {
  private StatusJson() {}

  public static JsonObject of(JobStatus status) {
    return new JsonObject()
        .put("job", status.job())
        .put("state", status.state().name())
        .put("since", text(millis(status.since())))
        .put("balanced", status.balanced())
        .put("error", error(status.state(), status.error()))
        .put("partitions", list(status.partitions(), StatusJson::partition))
        .put("totals", totals(status))
        .put("rates", rates(status))
        .put("lanes", list(status.lanes(), StatusJson::lane))
        .put("unmapped", new JsonArray(status.unmapped()))
        .put("nulledSamples", list(status.nulledSamples(), StatusJson::sample))
        .put("roundedSamples", list(status.roundedSamples(), StatusJson::sample))
        .put("mappingInferred", status.mappingInferred())
        .put("ledgerAsOf", text(millis(status.ledgerAsOf())))
        .put("delivery", status.delivery())
        .put("warnings", WarningJson.list(status.warnings()));
  }

  static JsonObject rates(JobStatus status) {
    return new JsonObject()
        .put("recordsPerSecond", tenths(status.rates().recordsPerSecond()))
        .put("bytesPerSecond", tenths(status.rates().bytesPerSecond()));
  }

  /** Null where there is none, and in states that need no reason. */
  static JsonObject error(JobState state, JobError error) {
    boolean hasError = state == JobState.RETRYING || state == JobState.FAILED;
    return hasError && error != null ? error(error) : null;
  }

  private static JsonObject error(JobError error) {
    return new JsonObject()
        .put("kind", error.kind())
        .put("code", error.code())
        .put("message", error.message())
        .put("topic", error.topic())
        .put("partition", error.partition())
        .put("offset", error.offset())
        .put("column", error.column())
        .put("path", error.path())
        .put("value", error.value());
  }

  private static JsonObject partition(PartitionStatus p) {
    LedgerRow row = p.ledger();
    boolean endKnown = p.endOffset() >= 0;
    JsonObject json =
        new JsonObject()
            .put("topic", row.topic())
            .put("partition", row.partition())
            .put("startOffset", row.startOffset())
            .put("nextOffset", row.nextOffset())
            .put("endOffset", endKnown ? p.endOffset() : null)
            .put("lagRecords", endKnown ? p.lagRecords() : null)
            .put("lagSeconds", p.lagSeconds())
            .put("retentionUsed", p.retentionUsed())
            .put("lostAt", text(millis(p.lostAt())));
    for (Count count : Count.values()) {
      json.put(count.field(), row.count(count));
    }
    return json.put("balanced", row.balanced());
  }

  /** Sums; the lag's is null while that of any partition is not known. */
  static JsonObject totals(JobStatus status) {
    Counts sums =
        status.partitions().stream()
            .map(p -> p.ledger().counts())
            .reduce(Counts.NONE, Counts::plus);
    JsonObject json = new JsonObject();
    for (Count count : Count.values()) {
      json.put(count.totalsField(), sums.get(count));
    }
    return json.put("lagRecords", status.lagRecords() < 0 ? null : status.lagRecords());
  }

  private static JsonObject id(PartitionId partition) {
    return new JsonObject().put("topic", partition.topic()).put("partition", partition.partition());
  }

  private static JsonObject lane(LaneStatus lane) {
    return new JsonObject()
        .put("lane", lane.lane())
        .put("state", lane.state())
        .put("partitions", list(lane.partitions(), StatusJson::id))
        .put("inFlightBytes", lane.inFlightBytes())
        .put("busy", busy(lane.busy()));
  }

  private static JsonObject busy(Busy busy) {
    return busy == null
        ? null
        : new JsonObject()
            .put("poll", thousandths(busy.poll()))
            .put("encode", thousandths(busy.encode()))
            .put("write", thousandths(busy.write()))
            .put("credits", thousandths(busy.credits()));
  }

  private static double thousandths(double share) {
    return Math.round(share * 1_000) / 1_000.0;
  }

  private static JsonObject sample(FieldSample sample) {
    return new JsonObject()
        .put("topic", sample.topic())
        .put("partition", sample.partition())
        .put("offset", sample.offset())
        .put("table", sample.table())
        .put("column", sample.column())
        .put("path", sample.path())
        .put("code", sample.code())
        .put("value", sample.value());
  }

  private static <T> JsonArray list(List<T> items, Function<T, JsonObject> json) {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(json.apply(item)));
    return array;
  }

  /** More digits than one behind the point are noise in a rate. */
  private static double tenths(double rate) {
    return Math.round(rate * 10) / 10.0;
  }

  static Instant millis(Instant moment) {
    return moment == null ? null : moment.truncatedTo(ChronoUnit.MILLIS);
  }

  static String text(Object value) {
    return value == null ? null : value.toString();
  }
}
