package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.QuarantineChoice;
import dev.millrace.metrics.Scrape;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Meters of a job say what their sentences say. */
@OneServer("meters count what the lane does, whatever the server")
@ExtendWith(RealServers.class)
class JobMetersIT {
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}]";

  @RegisterExtension
  final TestEngine engine = TestEngine.withPartitions(2).withTable("id BIGINT NOT NULL");

  @Test
  void whatAJobCountsIsThereWithZeroFromItsStart() {
    engine.put("{" + MAPPING + "}");
    assertThat(scrape().of("millrace_polls_total")).as("of a job never started").isEmpty();

    engine.start();

    Scrape first = scrape();
    for (String name :
        List.of(
            "millrace_polled_records_total",
            "millrace_written_rows_total",
            "millrace_quarantined_records_total",
            "millrace_rebalances_total",
            "millrace_fenced_total",
            "millrace_paused_time_seconds_count",
            "millrace_write_time_seconds_count",
            "millrace_batch_rows_count")) {
      assertThat(first.of(name)).as(name).hasSize(1);
    }
    assertThat(first.sum("millrace_written_rows_total")).isZero();
    assertThat(first.of("millrace_rejected_records_total"))
        .extracting(sample -> sample.labels().get("code"))
        .contains("not-a-number", "duplicate-key", "not-json");
    assertThat(first.of("millrace_batches_total"))
        .extracting(sample -> sample.labels().get("reason"))
        .containsExactlyInAnyOrder("rows", "bytes", "linger", "flush", "stop");
    assertThat(first.of("millrace_retries_total"))
        .extracting(sample -> sample.labels().get("code"))
        .contains("deadlock", "unreachable", "read-only", "no-leader", "secret-not-read");
  }

  @Test
  void rebalancesCountWhatTheGroupGivesAndTakesAndNotALanesOwnEnd() {
    String job = "{" + MAPPING + ",\"lanes\":1}";
    engine.put(job);
    engine.start();
    untilHeld(engine.kit(), 2);
    assertThat(scrape().sum("millrace_rebalances_total")).as("given").isEqualTo(1);

    EngineKit other = engine.another();
    engine.put(other, job);
    other.start(engine.job());
    untilHeld(other, 1);

    assertThat(scrape().sum("millrace_rebalances_total")).as("and one taken").isEqualTo(2);
    assertThat(scrape(other).sum("millrace_rebalances_total")).isEqualTo(1);
    other.stop(engine.job());
    untilHeld(engine.kit(), 2);
    assertThat(scrape(other).sum("millrace_rebalances_total")).as("its own end").isEqualTo(1);
    assertThat(scrape().sum("millrace_rebalances_total")).as("and one back").isEqualTo(3);
  }

  @Test
  void aPauseForWantOfCreditsIsTimedWhenItEnds() {
    FaultProxy proxy = engine.proxy();
    engine.put(
        "{\"destination\":"
            + engine.destination(proxy)
            + ","
            + MAPPING
            + ",\"lanes\":1,\"maxInFlight\":1048576,\"batch\":{\"rows\":100,\"lingerMs\":20}}");
    engine.start();
    engine.send(0, "{\"id\":0}");
    engine.untilCaughtUp(1);
    assertThat(scrape().sum("millrace_paused_time_seconds_count")).isZero();

    long begin = System.nanoTime();
    proxy.halfOpen();
    String filler = "x".repeat(2_000);
    engine.sendEach(0, 1, 2_000, i -> "{\"id\":" + i + ",\"filler\":\"" + filler + "\"}");
    Eventually.until(
        "credits are out",
        TestEngine.SOON,
        () -> scrape().sum("millrace_in_flight_bytes") >= 1_048_576);
    Eventually.until(
        "a second has passed",
        TestEngine.SOON,
        () -> System.nanoTime() - begin > Duration.ofSeconds(3).toNanos());
    assertThat(scrape().sum("millrace_paused_time_seconds_count")).as("not ended").isZero();
    proxy.heal();
    engine.untilCaughtUp(2_000);

    double paused = scrape().sum("millrace_paused_time_seconds_sum");
    assertThat(scrape().sum("millrace_paused_time_seconds_count")).isGreaterThanOrEqualTo(1);
    assertThat(paused).isBetween(0.5, (System.nanoTime() - begin) / 1e9);
  }

  @Test
  void whatIsPolledAndWrittenIsCountedToTheRecordAndByte() {
    engine.put("{" + MAPPING + ",\"lanes\":1,\"batch\":{\"rows\":10}}");
    engine.sendEach(0, 100, 125, i -> "{\"id\":" + i + "}");
    engine.start();
    engine.untilCaughtUp(25);

    Scrape scrape = scrape();
    assertThat(scrape.sum("millrace_polled_records_total")).isEqualTo(25);
    assertThat(scrape.sum("millrace_polled_bytes_total"))
        .as("each message is {\"id\":100}, without a key")
        .isEqualTo(25 * 10);
    assertThat(scrape.sum("millrace_polls_total")).isBetween(1.0, 25.0);
    assertThat(scrape.sum("millrace_written_records_total")).isEqualTo(25);
    assertThat(scrape.sum("millrace_written_rows_total")).isEqualTo(25);
    assertThat(scrape.sum("millrace_written_bytes_total")).isGreaterThanOrEqualTo(25 * 3);
    assertThat(scrape.sum("millrace_batches_total", "reason", "rows")).isEqualTo(2);
    double batches = scrape.sum("millrace_batches_total");
    assertThat(scrape.sum("millrace_batch_rows_count")).isEqualTo(batches);
    assertThat(scrape.sum("millrace_batch_rows_sum")).isEqualTo(25);
    assertThat(scrape.sum("millrace_write_time_seconds_count")).isEqualTo(batches);
    assertThat(scrape.sum("millrace_write_time_seconds_sum")).isPositive();
    assertThat(scrape.sum("millrace_encode_time_seconds_count")).isPositive();
  }

  @Test
  void whatDoesNotFitIsCountedByItsCodeAndLeavesTheQuarantineByReplay() {
    engine.put("{" + MAPPING + ",\"dirtyData\":\"quarantine\"}");
    engine.start();
    engine.send(0, "{\"id\":1}", "{\"id\":9223372036854775808}", "{\"id\":3}");
    engine.untilCaughtUp(3);
    assertThat(scrape().sum("millrace_rejected_records_total", "code", "out-of-range"))
        .isEqualTo(1);
    assertThat(scrape().sum("millrace_rejected_records_total")).isEqualTo(1);
    assertThat(scrape().sum("millrace_quarantined_records_total")).isEqualTo(1);

    engine.stop();
    engine.execute("ALTER TABLE t MODIFY id BIGINT UNSIGNED NOT NULL");
    engine.put("{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT UNSIGNED\"}]}");
    EngineKit.await(engine.api().replay(engine.job(), new QuarantineChoice(null, null)));

    assertThat(scrape().sum("millrace_replayed_records_total")).isEqualTo(1);
    assertThat(scrape().sum("millrace_dropped_records_total")).isZero();
  }

  @Test
  void aLedgerThatDoesNotAddUpIsShown() {
    engine.put("{" + MAPPING + "}");
    engine.start();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
    Eventually.until(
        "balanced", TestEngine.SOON, () -> scrape().sum("millrace_ledger_balanced") == 1);

    engine.execute("UPDATE millrace_ledger SET written = written + 1 WHERE `partition` = 0");

    Eventually.until(
        "not balanced", TestEngine.SOON, () -> scrape().sum("millrace_ledger_balanced") == 0);
  }

  @Test
  void endToEndIsTimedOncePerBatchAndPartition() {
    engine.put("{" + MAPPING + ",\"lanes\":1,\"batch\":{\"lingerMs\":500}}");
    engine.sendEach(0, 0, 40, i -> "{\"id\":" + i + "}");
    engine.sendEach(1, 40, 50, i -> "{\"id\":" + i + "}");
    long sent = System.nanoTime();
    engine.start();
    engine.untilCaughtUp(50);

    // The ledger tells of a commit a moment before the lane has counted it.
    Scrape scrape =
        Eventually.get(
            "both partitions are timed",
            TestEngine.SOON,
            this::scrape,
            s -> s.sum("millrace_end_to_end_seconds_count") >= 2);
    double batches = scrape.sum("millrace_batches_total");
    assertThat(scrape.sum("millrace_end_to_end_seconds_count"))
        .as("not one for each of 50 records")
        .isBetween(2.0, 2 * batches);
    assertThat(scrape.sum("millrace_end_to_end_seconds_max"))
        .isBetween(0.0, (System.nanoTime() - sent) / 1e9 + 1);
  }

  @Test
  void kafkasConsumersAreMeasuredWhileTheyAreThere() {
    engine.put("{" + MAPPING + ",\"lanes\":1}");
    engine.start();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);

    assertThat(scrape().of("kafka_consumer_fetch_manager_fetch_rate"))
        .isNotEmpty()
        .allSatisfy(
            sample ->
                assertThat(sample.labels())
                    .containsEntry("client_id", "millrace-" + engine.job() + "-0"));
    assertThat(scrape().names()).noneMatch(name -> name.contains("node"));
    engine.stop();
    Eventually.until(
        "they are gone",
        TestEngine.SOON,
        () -> scrape().names().stream().noneMatch(name -> name.startsWith("kafka_")));
  }

  @Test
  void ofTwoProcessesTheOneThatClaimedAPartitionLastShowsIt() {
    String job = "{" + MAPPING + ",\"lanes\":1}";
    engine.put(job);
    engine.start();
    engine.send(0, "{\"id\":1}");
    engine.send(1, "{\"id\":2}");
    engine.untilCaughtUp(2);
    untilShown(engine.kit(), 2);

    EngineKit other = engine.another();
    engine.put(other, job);
    other.start(engine.job());
    untilHeld(other, 1);

    untilShown(engine.kit(), 1);
    untilShown(other, 1);
    assertThat(shown(engine.kit())).doesNotContainAnyElementsOf(shown(other));
    engine.stop();
    untilShown(engine.kit(), 0);
    untilShown(other, 2);
  }

  @Test
  void lagAndTheTimeSinceACommitGrowWhileTheDatabaseIsAway() {
    FaultProxy proxy = engine.proxy();
    engine.put("{\"destination\":" + engine.destination(proxy) + "," + MAPPING + "}");
    engine.start();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
    Eventually.until(
        "no lag",
        TestEngine.SOON,
        () -> scrape().sum("millrace_lag_seconds", "partition", "0") == 0);

    proxy.refuse();
    proxy.cut();
    engine.sendEach(0, 2, 12, i -> "{\"id\":" + i + "}");
    engine.until(JobState.RETRYING);
    Eventually.until(
        "the lag is seen and grows",
        TestEngine.SOON,
        () ->
            scrape().sum("millrace_lag_records") == 10
                && scrape().sum("millrace_lag_seconds") > 4
                && scrape().sum("millrace_seconds_since_commit") > 4
                && scrape().sum("millrace_catch_up_seconds") == Double.POSITIVE_INFINITY);
    proxy.heal();
    engine.untilCaughtUp(11);

    Eventually.until(
        "it is over",
        TestEngine.SOON,
        () ->
            scrape().sum("millrace_lag_records") == 0
                && scrape().sum("millrace_lag_seconds") == 0
                && scrape().sum("millrace_catch_up_seconds") == 0);
  }

  @Test
  void oneSeriesTellsTheStateAndWhy() {
    engine.put("{" + MAPPING + "}");
    assertThat(told()).containsExactly("CREATED/");
    engine.start();
    engine.until(JobState.RUNNING);
    assertThat(told()).containsExactly("RUNNING/");

    engine.send(0, "{\"id\":\"one\"}");
    engine.until(JobState.FAILED);

    assertThat(told()).containsExactly("FAILED/not-a-number");
    assertThat(scrape().of("millrace_job_state")).hasSize(JobState.values().length + 1);
    engine.stop();
    assertThat(told()).containsExactly("STOPPED/");
    assertThat(scrape().of("millrace_job_state"))
        .as("without the reason that is over")
        .hasSize(JobState.values().length);
  }

  private List<String> told() {
    return scrape().of("millrace_job_state").stream()
        .filter(sample -> sample.value() == 1)
        .map(sample -> sample.labels().get("state") + "/" + sample.labels().get("reason"))
        .toList();
  }

  private void untilShown(EngineKit kit, int partitions) {
    Eventually.until(
        partitions + " partitions are shown",
        TestEngine.SOON,
        () -> shown(kit).size() == partitions);
  }

  private List<String> shown(EngineKit kit) {
    return scrape(kit).of("millrace_lag_records").stream()
        .map(sample -> sample.labels().get("partition"))
        .toList();
  }

  private void untilHeld(EngineKit kit, int partitions) {
    Eventually.until("partitions", TestEngine.SOON, () -> engine.held(kit) == partitions);
  }

  private Scrape scrape() {
    return scrape(engine.kit());
  }

  private Scrape scrape(EngineKit kit) {
    return Scrape.of(kit.metrics(), engine.job());
  }
}
