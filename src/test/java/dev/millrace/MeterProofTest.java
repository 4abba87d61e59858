package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.metrics.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of each meter there is a test in which it moves as its sentence says. */
class MeterProofTest {
  private static final Path TESTS = Path.of("src/test/java");
  private static final String COUNTS =
      "CommitReportTest.eachCountOfTheLedgerMovesItsMeterAndNoOther";
  private static final String RUN = "JobMetersIT.whatIsPolledAndWrittenIsCountedToTheRecordAndByte";
  private static final String REJECTED =
      "JobMetersIT.whatDoesNotFitIsCountedByItsCodeAndLeavesTheQuarantineByReplay";

  private static final Map<Meter, String> PROOF = new EnumMap<>(Meter.class);

  static {
    Stream.of(
            Meter.POLLED_RECORDS,
            Meter.POLLED_BYTES,
            Meter.POLLS,
            Meter.WRITTEN_ROWS,
            Meter.WRITTEN_BYTES,
            Meter.BATCHES,
            Meter.ENCODE_TIME,
            Meter.WRITE_TIME,
            Meter.BATCH_ROWS)
        .forEach(meter -> PROOF.put(meter, RUN));
    Stream.of(
            Meter.WRITTEN_RECORDS,
            Meter.NULLED_FIELDS,
            Meter.ROUNDED_FIELDS,
            Meter.QUARANTINED_RECORDS,
            Meter.TOMBSTONES,
            Meter.GAPS,
            Meter.DELETED_RECORDS,
            Meter.FILTERED_RECORDS,
            Meter.SKIPPED_RECORDS)
        .forEach(meter -> PROOF.put(meter, COUNTS));
    PROOF.put(Meter.PAUSED_TIME, "CreditPausesTest.eachPauseIsToldOnceWhenItEnds");
    PROOF.put(
        Meter.REBALANCES, "JobMetersIT.rebalancesCountWhatTheGroupGivesAndTakesAndNotALanesOwnEnd");
    PROOF.put(Meter.REJECTED_RECORDS, REJECTED);
    PROOF.put(Meter.REPLAYED_RECORDS, REJECTED);
    PROOF.put(
        Meter.DROPPED_RECORDS,
        "QuarantineBacklogIT.theBacklogIsThatOfTheTableAlsoAfterARestartAndAtRest");
    PROOF.put(
        Meter.QUARANTINE_BACKLOG,
        "QuarantineBacklogIT.theBacklogIsThatOfTheTableAlsoAfterARestartAndAtRest");
    PROOF.put(Meter.RETRIES, "LaneReportsTest.whatIsTriedAgainIsCountedWithAPauseAndWithout");
    PROOF.put(
        Meter.FENCED,
        "TransformFencedTest.aBatchThatTheDestinationRefusesBecauseThePartitionIsNotTheLanesIsCounted");
    PROOF.put(Meter.IN_FLIGHT_BYTES, "HangIT.aHangingDatabaseCostsNeitherMembershipNorMemory");
    PROOF.put(Meter.LAG_RECORDS, "ProgressMetersTest.agesGrowWhileTheDatabaseTakesNothing");
    PROOF.put(Meter.LAG_SECONDS, "ProgressMetersTest.agesGrowWhileTheBrokerSaysNothing");
    PROOF.put(Meter.RETENTION_USED_RATIO, "RetentionIT.aJobWhoseDatabaseIsAwayUsesItUp");
    PROOF.put(Meter.CATCH_UP, "CatchUpTest.whatReadingGainsOnWritingDecides");
    PROOF.put(Meter.SECONDS_SINCE_COMMIT, "ProgressMetersTest.aCommitOfAnyProcessCounts");
    PROOF.put(Meter.JOB_STATE, "JobMetersIT.oneSeriesTellsTheStateAndWhy");
    PROOF.put(Meter.LEDGER_BALANCED, "JobMetersIT.aLedgerThatDoesNotAddUpIsShown");
    PROOF.put(Meter.END_TO_END, "CommitReportTest.theOldestRecordWhoseTimeCanBeRightTellsTheAge");
    PROOF.put(Meter.EVENT_LOOP_LAG, "EventLoopProbeTest.aLoopThatIsBlockedIsLate");
    PROOF.put(Meter.NOTIFICATIONS, "NotifierTest.ofMoreThanMayWaitTheOldestAreDroppedAndCounted");
    PROOF.put(
        Meter.JOB_FILE_ERRORS,
        "DeclaredChangesTest.whatTheEngineRefusesCountsAsAWrongFileUntilItIsTaken");
    PROOF.put(Meter.BUILD_INFO, "MetricsTest.theBuildIsTold");
  }

  @Test
  void eachMeterMovesInATest() throws IOException {
    assertThat(PROOF).containsOnlyKeys(Meter.values());
    List<String> missing = new ArrayList<>();
    for (Map.Entry<Meter, String> proof : PROOF.entrySet()) {
      String[] named = proof.getValue().split("\\.");
      if (!source(named[0]).contains("void " + named[1] + "(")) {
        missing.add(proof.getKey() + ": " + proof.getValue());
      }
    }
    assertThat(missing).isEmpty();
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> tree = Files.walk(TESTS)) {
      Path file =
          tree.filter(path -> path.endsWith(test + ".java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("there is no test " + test));
      return Files.readString(file);
    }
  }
}
