package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.answer.TimelineEntry;
import dev.millrace.metrics.Scrape;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How much of the topic's retention, a week by default, a lag has used. */
@OneServer("the broker matters here")
@ExtendWith(RealServers.class)
class RetentionIT {
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final Offset<Double> CLOSE = Offset.offset(0.01);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"INT\"}]";

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @RegisterExtension
  final TestEngine engine = TestEngine.withPartitions(1).withTable("id INT NOT NULL");

  @Test
  void aJobThatStoppedBeforeARecordKnowsWhenThatRecordGoes() {
    send(Duration.ofHours(144), "{\"id\":1}");
    Instant stuck = send(Duration.ofHours(84), "{\"id\":\"a\"}");
    send(Duration.ofHours(2), "{\"id\":3}");
    engine.put("{" + MAPPING + "}");
    engine.start();
    engine.until(JobState.FAILED);

    PartitionStatus partition = untilRetentionIsKnown();
    assertThat(partition.retentionUsed()).isCloseTo(0.5, CLOSE);
    assertThat(partition.lostAt()).isEqualTo(stuck.plus(RETENTION));

    engine.restartProcess();
    engine.until(JobState.FAILED);
    PartitionStatus again = untilRetentionIsKnown();
    assertThat(again.retentionUsed())
        .as("looked for, where this process has written nothing")
        .isCloseTo(0.5, CLOSE);
  }

  @Test
  void ofAJobThatWasStoppedOrFailedItIsToldWhenRecordsGo() {
    engine.put("{" + MAPPING + "}");
    engine.start();
    engine.until(JobState.RUNNING);
    engine.stop();
    Instant waits = send(Duration.ofHours(144), "{\"id\":\"a\"}");
    engine.status();

    assertThat(retention(1).message()).startsWith("the lag has used 85 % of the retention of ");

    engine.start();
    engine.until(JobState.FAILED);
    engine.restartProcess();
    Eventually.until(
        "it has failed again",
        TestEngine.SOON,
        () -> engine.api().job(engine.job()).state() == JobState.FAILED);

    assertThat(retention(2).data())
        .as("though nobody asked")
        .containsEntry("lostAt", waits.plus(RETENTION).toString());
    assertThat(EngineKit.await(engine.api().statuses()).get(0).status().lagRecords())
        .as("who asks first is told how it ended")
        .isEqualTo(1);
  }

  private TimelineEntry retention(int which) {
    return Eventually.get(
            "entry " + which,
            TestEngine.SOON,
            () ->
                EngineKit.await(engine.api().timeline(engine.job(), 0, 1_000)).entries().stream()
                    .filter(entry -> entry.kind().equals("retention"))
                    .toList(),
            found -> found.size() >= which)
        .get(which - 1);
  }

  @Test
  void aJobWhoseDatabaseIsAwayUsesItUp() {
    FaultProxy proxy = engine.proxy();
    engine.put("{\"destination\":" + engine.destination(proxy) + "," + MAPPING + "}");
    engine.start();
    send(Duration.ofHours(50), "{\"id\":1}");
    engine.untilCaughtUp(1);
    Eventually.until(
        "without lag nothing is used",
        TestEngine.SOON,
        () ->
            scrape().of("millrace_retention_used_ratio").stream()
                .anyMatch(sample -> sample.value() == 0));
    proxy.refuse();
    proxy.cut();
    send(Duration.ofHours(42), "{\"id\":2}");
    engine.until(JobState.RETRYING);

    engine.untilStatus(
        "the age of the record that waits, asked twice a minute",
        s -> Math.abs(s.partitions().get(0).retentionUsed() - 0.25) < 0.01);
    Eventually.until(
        "the meter says so a second later",
        TestEngine.SOON,
        () -> Math.abs(scrape().sum("millrace_retention_used_ratio") - 0.25) < 0.01);
    assertThat(scrape().of("millrace_retention_used_ratio"))
        .singleElement()
        .satisfies(
            sample -> {
              assertThat(sample.labels())
                  .containsEntry("topic", engine.topic().name())
                  .containsEntry("partition", "0");
              assertThat(sample.value()).isCloseTo(0.25, CLOSE);
            });
  }

  private PartitionStatus untilRetentionIsKnown() {
    JobStatus status =
        engine.untilStatus(
            "the retention is known",
            s ->
                s.partitions().size() == 1
                    && s.partitions().get(0).lagRecords() == 2
                    && s.partitions().get(0).retentionUsed() != null);
    return status.partitions().get(0);
  }

  private Instant send(Duration ago, String value) {
    Instant at = now.minus(ago);
    engine.topic().sendAt(0, at.toEpochMilli(), value);
    return at;
  }

  private Scrape scrape() {
    return Scrape.of(engine.metrics(), engine.job());
  }
}
