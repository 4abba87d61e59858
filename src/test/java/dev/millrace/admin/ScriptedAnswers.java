package dev.millrace.admin;

import dev.millrace.answer.DatabaseProbeReport;
import dev.millrace.answer.DropReport;
import dev.millrace.answer.JobHistory;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobStatus.LaneStatus;
import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.answer.KafkaProbeReport;
import dev.millrace.answer.OffsetsByTime;
import dev.millrace.answer.PathDrift;
import dev.millrace.answer.PathSummary;
import dev.millrace.answer.PreviewReport;
import dev.millrace.answer.PreviewedRecord;
import dev.millrace.answer.PreviewedRecord.Outcome;
import dev.millrace.answer.PreviewedTable;
import dev.millrace.answer.QuarantineGroup;
import dev.millrace.answer.QuarantinePage;
import dev.millrace.answer.QuarantinedRecord;
import dev.millrace.answer.ReplayReport;
import dev.millrace.answer.SampleReport;
import dev.millrace.answer.SampledRecord;
import dev.millrace.answer.TableDifference;
import dev.millrace.answer.TimelineEntry;
import dev.millrace.answer.TimelinePage;
import dev.millrace.answer.ValuesAs;
import dev.millrace.error.FieldError;
import dev.millrace.error.JobError;
import dev.millrace.error.RejectCode;
import dev.millrace.error.ReplayRejection;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.FieldSample;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.model.Sample;
import dev.millrace.model.TopicFormat;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.MappingEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Answers of an engine: FULL ones have every field that an answer can have, and beside objects with
 * a field that may be left out such as leave it out; BARE ones have as little as an answer can.
 */
enum ScriptedAnswers {
  FULL,
  BARE;

  private static final Instant TIME = Instant.parse("2026-11-22T08:00:00.123456789Z");
  private static final List<MappingEntry> MAPPING =
      List.of(MappingEntry.of("/id", "id", "BIGINT"), MappingEntry.of("/qty", "qty", "INT"));

  JobHistory history() {
    Instant at = Instant.parse("2026-11-22T08:00:00Z");
    return this == FULL
        ? new JobHistory(
            List.of(
                new JobHistory.Sample(at, 1_000.5, 7L, 0.25, 4.0, 12.5, 500.0),
                new JobHistory.Sample(at.plusSeconds(1), null, null, null, null, null, null)),
            List.of(new JobHistory.Sample(at, 1_000.0, 9L, 1.0, 4.0, 20.0, 480.0)))
        : JobHistory.NOTHING;
  }

  List<PathDrift> drift() {
    return this == FULL
        ? List.of(
            new PathDrift(
                "/qty",
                PathDrift.Change.TYPE,
                Map.of("integer", 4L, "string", 1L),
                1,
                5,
                new PartitionId("t", 0),
                7,
                List.of("abc")),
            new PathDrift(
                "/new",
                PathDrift.Change.NEW,
                Map.of("null", 1L),
                1,
                5,
                new PartitionId("t", 0),
                8,
                List.of()))
        : List.of();
  }

  TimelinePage timeline() {
    return this == FULL
        ? new TimelinePage(
            List.of(
                new TimelineEntry(
                    1, TIME, "node:8080", "start", "ann", "it was started", Map.of("a", 1)),
                new TimelineEntry(2, TIME, "node:8080", "running", null, "it runs", Map.of())),
            2L)
        : new TimelinePage(List.of(), null);
  }

  SampleReport sample() {
    return this == FULL
        ? new SampleReport(
            List.of(
                new SampledRecord(kafka(new byte[] {-1}, "{\"qty\":\"abc\"}"), null),
                new SampledRecord(kafka(null, "no json"), RejectCode.NOT_JSON),
                new SampledRecord(new Sample("t", 0, 9, -1, null, Map.of(), null), null)),
            OptionalInt.of(5),
            ValuesAs.JSON,
            1,
            1,
            List.of(fullPath(), barePath()),
            MAPPING,
            List.of("/id"),
            new SampleReport.Key(List.of(), List.of(), "why none", MAPPING),
            "CREATE TABLE t (id BIGINT)",
            List.of(
                Warning.at("/mapping", WarningCode.DEPTH_REDUCED, "fewer layers"),
                Warning.of(WarningCode.NO_KEY, "no key")),
            new SampleReport.TableComparison(
                true,
                List.of(
                    TableDifference.missingInTable("qty", "/qty", "INT"),
                    TableDifference.missingInTable("own", "/own", null),
                    TableDifference.missingInData("c", "INT", true),
                    TableDifference.nullNotAllowed("id", "/id", 3),
                    TableDifference.typeCannotHold(
                        "qty", "/qty", "TINYINT", 2, "out-of-range", "1e9", "too large"))),
            new OffsetsByTime(9, List.of(new OffsetsByTime.At(TIME, 4, Map.of(0, 5L)))))
        : new SampleReport(
            List.of(),
            OptionalInt.empty(),
            ValuesAs.TEXT,
            0,
            0,
            List.of(),
            List.of(),
            List.of(),
            new SampleReport.Key(List.of("id"), List.of("/id"), "why", List.of()),
            null,
            List.of(),
            null,
            null);
  }

  private static Sample kafka(byte[] key, String value) {
    return new Sample(
        "t",
        0,
        7,
        TIME.toEpochMilli(),
        key,
        Map.of("h", new byte[] {'a'}, "b", new byte[] {-1}),
        value.getBytes(StandardCharsets.UTF_8));
  }

  private static PathSummary fullPath() {
    return new PathSummary(
        "/qty",
        5,
        1,
        Map.of("integer", 4L),
        0,
        4,
        true,
        3L,
        3L,
        "1",
        "12.5",
        new PathSummary.Digits(2, 1),
        new PathSummary.Digits(3, 2),
        true,
        new PathSummary.Times(true, List.of("yyyy-MM-dd"), 3),
        MappingEntry.Epoch.MS,
        1L,
        2L,
        "12.5",
        new PathSummary.Histogram("values", 1, 12.5, List.of(3L, 1L)));
  }

  private static PathSummary barePath() {
    return new PathSummary(
        "/none",
        1,
        1,
        Map.of("null", 1L),
        0,
        0,
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  PreviewReport preview() {
    PreviewedRecord.Problem problem =
        new PreviewedRecord.Problem(
            "dirty", "not-a-number", "t", "qty", "/qty", "abc", "no number");
    return this == FULL
        ? new PreviewReport(
            List.of(
                new PreviewedTable(
                    "t",
                    List.of("id", "qty"),
                    List.of("INSERT INTO t VALUES (1,'a')"),
                    "CREATE TABLE t (id BIGINT)",
                    PreviewedTable.State.MISSING,
                    MAPPING)),
            List.of(
                new PreviewedRecord(
                    "t",
                    0,
                    7,
                    Outcome.NULLED,
                    List.of(List.of(1L, "a"), List.of(2L, Map.of("hex", "00"))),
                    List.of(problem),
                    List.of(field("fraction-lost"))),
                new PreviewedRecord(
                    "t", 0, 8, Outcome.WRITTEN, List.of(List.of(1L, "a")), List.of(), List.of())),
            TIME,
            true,
            List.of("/session/ab"),
            List.of(
                Warning.at("/mapping", WarningCode.DEPTH_REDUCED, "fewer layers"),
                Warning.of(WarningCode.NO_KEY, "no key")),
            List.of(new FieldError("/destination", "it does not answer")))
        : new PreviewReport(
            List.of(
                new PreviewedTable(
                    "t", List.of(), List.of(), null, PreviewedTable.State.UNKNOWN, List.of())),
            List.of(),
            TIME,
            false,
            List.of(),
            List.of(),
            List.of());
  }

  KafkaProbeReport kafka() {
    return this == FULL
        ? new KafkaProbeReport(
            List.of(
                new KafkaProbeReport.Topic(
                    "orders", 3, 604_800_000L, TIME, TopicFormat.AVRO_OR_PROTOBUF, "by its bytes"),
                new KafkaProbeReport.Topic("odd", 1, null, null, null, "not read")),
            2,
            List.of("x", "y"))
        : new KafkaProbeReport(List.of(), 0, List.of());
  }

  DatabaseProbeReport database() {
    return this == FULL
        ? new DatabaseProbeReport(
            "11.4.5-MariaDB",
            Dialect.MARIADB,
            new DatabaseProbeReport.Limits(16_777_216, true, false, false, 151L),
            List.of("shop"),
            true,
            List.of("orders"),
            false,
            new DatabaseProbeReport.Table(
                true,
                List.of(
                    Column.of("id", "BIGINT"),
                    new Column("n", ColumnType.parse("INT"), false, true, false, null)),
                List.of(new DatabaseProbeReport.Key("PRIMARY", List.of("id"))),
                List.of("place point")))
        : new DatabaseProbeReport(
            "3.1",
            Dialect.ANALYTICDB,
            new DatabaseProbeReport.Limits(16_777_216, null, null, null, null),
            List.of(),
            false,
            List.of(),
            false,
            null);
  }

  QuarantinePage page() {
    return this == FULL
        ? new QuarantinePage(
            List.of(
                quarantined(kafka(new byte[] {'k'}, "{\"qty\":\"abc\"}"), 2, 100),
                quarantined(new Sample("t", 0, 8, -1, null, null, new byte[] {'{'}), 0, 1)),
            OptionalInt.of(5),
            new QuarantinePlace("t", 0, 8))
        : new QuarantinePage(List.of(), OptionalInt.empty(), null);
  }

  List<QuarantineGroup> groups() {
    return this == FULL
        ? List.of(
            new QuarantineGroup(
                "t",
                "not-a-number",
                "qty",
                3,
                TIME,
                TIME,
                List.of(
                    new QuarantineGroup.Example(
                        "t",
                        0,
                        7,
                        "/qty",
                        "no number",
                        "{\"qty\":\"abc\"}".getBytes(StandardCharsets.UTF_8),
                        100),
                    new QuarantineGroup.Example("t", 0, 9, null, null, new byte[] {'{'}, 1))))
        : List.of();
  }

  /** One record with this text. */
  static QuarantinePage page(String value) {
    return new QuarantinePage(
        List.of(quarantined(kafka(null, value), 0, value.length())), OptionalInt.empty(), null);
  }

  private static QuarantinedRecord quarantined(Sample record, long keyBytes, long valueBytes) {
    return new QuarantinedRecord(
        record,
        keyBytes,
        valueBytes,
        "dirty",
        "not-a-number",
        "t",
        "qty",
        "/qty",
        "no number",
        TIME,
        true);
  }

  ReplayReport replay() {
    return this == FULL
        ? new ReplayReport(
            true,
            3,
            1,
            2,
            1,
            4,
            new QuarantinePlace("t", 0, 8),
            List.of(
                new ReplayReport.Cause(
                    "t",
                    "not-a-number",
                    "qty",
                    1,
                    List.of(
                        new ReplayRejection(
                            "t", 0, 7, "dirty", "not-a-number", "t", "qty", "/qty", "why"))),
                new ReplayReport.Cause(null, "read-again", null, 1, List.of())),
            List.of(
                new ReplayRejection("t", 0, 7, "dirty", "not-a-number", "t", "qty", "/qty", "why"),
                new ReplayRejection(
                    "t", 0, 8, ReplayRejection.ENGINE, "read-again", null, null, null, "why")))
        : new ReplayReport(false, 0, 0, 0, 0, 0, null, List.of(), List.of());
  }

  DropReport drop() {
    return new DropReport(2, 1);
  }

  JobStatus status(String job, JobState state) {
    return this == FULL
        ? new JobStatus(
            job,
            state,
            TIME,
            new JobError("dirty", "not-a-number", "bad", "t", 0, 10L, "qty", "/qty", "abc"),
            List.of(
                new PartitionStatus(
                    new LedgerRow(
                        "t",
                        0,
                        3,
                        0,
                        10,
                        Counts.of(Count.WRITTEN, 9)
                            .with(Count.NULLED_FIELDS, 1)
                            .with(Count.QUARANTINED, 1)),
                    12,
                    0.4,
                    0.25,
                    TIME),
                new PartitionStatus(new LedgerRow("t", 1, 3, 5, 5, Counts.NONE), -1, null)),
            new JobStatus.Rates(1.4999, 300.04),
            List.of(
                new LaneStatus(
                    0,
                    "running",
                    List.of(new PartitionId("t", 0), new PartitionId("t", 1)),
                    4096,
                    new JobStatus.Busy(0.1, 0.2004, 0.9, 0)),
                new LaneStatus(1, "starting", List.of(), 0, null)),
            List.of("/session/ab"),
            List.of(new FieldSample("t", 0, 7, "t", "qty", "/qty", "out-of-range", "1e99")),
            true,
            null,
            "exactly-once",
            List.of(
                Warning.about(
                    "t", List.of(1), WarningCode.FOREIGN_MEMBER, "another tool reads t[1]")),
            List.of(new FieldSample("t", 0, 8, "t", "p", "/p", "fraction-lost", "1.005")),
            -1)
        : new JobStatus(
            job,
            state,
            TIME,
            null,
            List.of(),
            JobStatus.Rates.ZERO,
            List.of(),
            List.of(),
            List.of(),
            false,
            TIME,
            "at-least-once",
            List.of(Warning.at("/write/delivery", WarningCode.NOT_EXACTLY_ONCE, "may be doubled")),
            List.of(),
            -1);
  }

  private static FieldSample field(String code) {
    return new FieldSample("t", 0, 7, "t", "qty", "/qty", code, "1.005");
  }
}
