package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.QuarantineGroup;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.RejectCode;
import dev.millrace.model.Count;
import dev.millrace.model.QuarantineFilter;
import dev.millrace.render.QuarantineJson;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.PartitionRef;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.Rendered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Quarantined records by their cause, and what would become of them. */
class QuarantineCausesIT extends QuarantineKit {
  private QuarantineChoice choice(String table, String code, String column) {
    return new QuarantineChoice(null, null, null, 30, new QuarantineFilter(table, code, column));
  }

  private List<QuarantineGroup> groups() {
    return EngineKit.await(engine.api().quarantineGroups(engine.job()));
  }

  private static List<String> told(List<QuarantineGroup> groups) {
    return groups.stream()
        .map(g -> g.count() + " " + g.table() + " " + g.code() + " " + g.column())
        .toList();
  }

  /** Three that are no numbers, one of them in partition 1, one that is too long, one no JSON. */
  private void severalCauses() {
    engine.send(
        0,
        "{\"id\":1,\"qty\":\"a\"}",
        "{\"id\":2,\"qty\":2,\"name\":\"abcdef\"}",
        "{\"id\":3,\"qty\":\"b\"}",
        "{\"id\":4",
        "{\"id\":5,\"qty\":5}");
    engine.send(1, "{\"id\":6,\"qty\":\"c\"}");
    job(
        ID + "," + QTY + ",{\"path\":\"/name\",\"column\":\"name\",\"type\":\"VARCHAR(5)\"}",
        ALL_POLICIES + ",\"maxQuarantinedRatio\":1");
    engine.start();
    engine.untilCaughtUp(6);
  }

  @Test
  void recordsAreCountedByTheirCauseWithTheFirstAndTheLastAsExamples() {
    assertThat(quarantineOfAJobThatHasNone()).isEmpty();
    severalCauses();

    List<QuarantineGroup> groups = groups();

    assertThat(told(groups))
        .containsExactly("3 t not-a-number qty", "1 null not-json null", "1 t too-long name");
    QuarantineGroup largest = groups.get(0);
    assertThat(largest.examples())
        .extracting(e -> e.partition() + ":" + e.offset() + " " + e.path())
        .containsExactly("0:0 /qty", "1:0 /qty");
    assertThat(new String(largest.examples().get(0).value(), StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":1,\"qty\":\"a\"}");
    assertThat(largest.examples().get(0).valueBytes()).isEqualTo(18);
    assertThat(largest.firstAt()).isBetween(Instant.now().minusSeconds(600), largest.lastAt());
    assertThat(groups.get(1).examples()).hasSize(1);
    engine.execute("ALTER TABLE millrace_quarantine DROP COLUMN table_name");
    assertThat(told(groups()))
        .containsExactly("3 null not-a-number qty", "1 null not-json null", "1 null too-long name");
    assertThat(engine.query("SHOW COLUMNS FROM millrace_quarantine LIKE 'table_name'")).isEmpty();
  }

  @Test
  void looksAndDryRunsAlterNoTableOfAnEarlierVersion() {
    severalCauses();
    engine.execute("ALTER TABLE millrace_quarantine DROP COLUMN table_name, DROP COLUMN counted");
    alter("MODIFY qty VARCHAR(5)");
    List<List<String>> before = engine.query("SHOW COLUMNS FROM millrace_quarantine");

    assertThat(dryRun(ALL)).containsAllEntriesOf(answer(3, 2, 0));
    assertThat(listed()).hasSize(5).allSatisfy(r -> assertThat(r.get("table")).isNull());
    assertThat(dryRun(choice("t", null, null))).containsAllEntriesOf(answer(0, 0, 0));
    assertThat(dryRun(choice("", null, "qty"))).containsAllEntriesOf(answer(3, 0, 0));

    assertThat(engine.query("SHOW COLUMNS FROM millrace_quarantine")).isEqualTo(before);
    assertThat(replay(ALL)).containsAllEntriesOf(answer(3, 2, 0));
    assertThat(engine.query("SHOW COLUMNS FROM millrace_quarantine")).hasSize(before.size() + 2);
  }

  @Test
  void causesThatDifferInCaseAloneAreTwo() {
    severalCauses();
    engine.execute("UPDATE millrace_quarantine SET column_name='QTY' WHERE `partition`=1");

    assertThat(told(groups()))
        .containsExactlyInAnyOrder(
            "2 t not-a-number qty",
            "1 t not-a-number QTY",
            "1 null not-json null",
            "1 t too-long name");
    assertThat(dryRun(choice(null, null, "QTY"))).containsAllEntriesOf(answer(0, 1, 0));
    assertThat(drop(choice(null, null, "qty"))).containsEntry("dropped", 2L);
  }

  private List<QuarantineGroup> quarantineOfAJobThatHasNone() {
    job(ID + "," + QTY, "");
    return groups();
  }

  @Test
  void recordsOfACauseAreListedReplayedAndDroppedAndTheOthersStay() {
    severalCauses();
    QuarantineFilter notANumber = new QuarantineFilter("t", "not-a-number", "qty");

    assertThat(records(page(new QuarantineQuery(null, 2, false, notANumber))))
        .extracting(r -> r.get("partition") + ":" + r.get("offset"))
        .containsExactly("0:0", "0:2");
    assertThat(replay(choice(null, "too-long", "qty"))).containsAllEntriesOf(answer(0, 0, 0));
    alter("MODIFY qty VARCHAR(5), MODIFY name VARCHAR(9)");
    assertThat(replay(choice(null, "too-long", null))).containsAllEntriesOf(answer(1, 0, 0));
    assertThat(
            replay(
                new QuarantineChoice(
                    null, Map.of(PartitionRef.of(0), List.of(0L, 3L)), null, 30, notANumber)))
        .containsAllEntriesOf(answer(1, 0, 1));
    assertThat(drop(choice(null, "not-a-number", ""))).containsEntry("dropped", 0L);
    assertThat(drop(choice("", null, ""))).containsEntry("dropped", 1L);
    assertThat(told(groups())).containsExactly("2 t not-a-number qty");
    assertThat(drop(choice(null, null, "qty"))).containsEntry("dropped", 2L);

    assertThat(rows()).extracting(row -> row.get(0)).containsExactly("1", "2", "5");
    assertThat(listed()).isEmpty();
  }

  private Map<String, Object> dryRun(QuarantineChoice choice, MappingEntry... mapping) {
    return Rendered.map(
        QuarantineJson.of(
            EngineKit.await(
                engine
                    .api()
                    .replayDryRun(
                        engine.job(), choice, mapping.length == 0 ? null : List.of(mapping)))));
  }

  @SuppressWarnings("unchecked")
  private static List<String> causes(Map<String, Object> answer) {
    return ((List<Map<String, Object>>) answer.get("causes"))
        .stream()
            .map(
                c ->
                    c.get("count")
                        + " "
                        + c.get("table")
                        + " "
                        + c.get("code")
                        + " "
                        + c.get("column"))
            .toList();
  }

  @Test
  void aDryRunTellsWhatAReplayWouldDoAndChangesNothing() {
    severalCauses();
    alter("MODIFY qty VARCHAR(5)");
    List<Map<String, Object>> before = listed();

    Map<String, Object> tried = dryRun(ALL);

    assertThat(tried).containsAllEntriesOf(answer(3, 2, 0)).containsEntry("dryRun", true);
    assertThat(causes(tried))
        .containsExactlyInAnyOrder("1 null not-json null", "1 t too-long name");
    assertThat(records(tried)).extracting(r -> r.get("offset")).containsExactly(1L, 3L);
    assertThat(listed()).isEqualTo(before);
    assertThat(rows()).extracting(row -> row.get(0)).containsExactly("5");
    assertThat(ledger(0).count(Count.QUARANTINED)).isEqualTo(4);
    Map<String, Object> done = replay(ALL);
    assertThat(done).containsEntry("dryRun", false);
    assertThat(done.get("written")).isEqualTo(tried.get("written"));
    assertThat(done.get("causes")).isEqualTo(tried.get("causes"));
  }

  @Test
  void aDryRunTriesAnotherMappingInTheTableAsItIs() {
    engine.send(
        0,
        "{\"id\":1,\"qty\":{\"amount\":7}}",
        "{\"id\":2,\"qty\":{\"amount\":\"many\"}}",
        "{\"id\":3,\"qty\":{\"amount\":9},\"note\":\"" + "x".repeat(900_000) + "\"}");
    job(ID + "," + QTY, ALL_POLICIES + ",\"maxQuarantinedRatio\":1");
    engine.start();
    engine.untilCaughtUp(3);
    QuarantineChoice nested = choice("t", RejectCode.NOT_A_NUMBER.label(), "qty");
    MappingEntry id = MappingEntry.of("/id", "id", "BIGINT");

    Map<String, Object> present = dryRun(nested);
    Map<String, Object> other = dryRun(nested, id, MappingEntry.of("/qty/amount", "qty", "INT"));
    Map<String, Object> elsewhere =
        dryRun(
            new QuarantineChoice(null, Map.of(PartitionRef.of(0), List.of(0L, 9L))),
            id,
            MappingEntry.of("/qty/amount", "qty", "INT"));

    assertThat(present).containsAllEntriesOf(answer(0, 3, 0));
    assertThat(causes(present)).containsExactly("3 t not-a-number qty");
    assertThat(other).containsAllEntriesOf(answer(2, 1, 0));
    assertThat(causes(other)).containsExactly("1 t not-a-number qty");
    assertThat(elsewhere).containsAllEntriesOf(answer(1, 0, 1));
    assertThat(rows()).isEmpty();
    assertThat(told(groups())).containsExactly("3 t not-a-number qty");
    assertThatThrownBy(() -> dryRun(ALL, id, MappingEntry.of("/note", "note", "TEXT")))
        .isInstanceOf(InvalidDocument.class)
        .hasMessageContaining("/mapping/1/column");
  }

  @Test
  void aDryRunKnowsWhatTheJobTakesFromTheTopicAgain() {
    engine.send(0, "{\"id\":1,\"qty\":\"x\"}");
    job(ID + "," + QTY, ALL_POLICIES);
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();
    engine.reset();
    alter("MODIFY qty VARCHAR(1)");

    assertThat(causes(dryRun(ALL))).containsExactly("1 null read-again null");
    assertThat(listed()).hasSize(1);
  }

  @Test
  void withoutTransactionsAndSessionVariablesTheSameIsTold() {
    engine.send(0, "{\"id\":1,\"qty\":\"x\"}", "{\"id\":2,\"qty\":2}");
    engine.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, qty INT) CHARSET utf8mb4");
    engine.execute(
        "CREATE TABLE millrace_quarantine (job VARCHAR(191) NOT NULL,topic VARCHAR(249) NOT NULL,"
            + "`partition` INT NOT NULL,`offset` BIGINT NOT NULL,record_time DATETIME(3),`key`"
            + " LONGBLOB,value LONGBLOB NOT NULL,kind VARCHAR(16) NOT NULL,code VARCHAR(32) NOT"
            + " NULL,column_name VARCHAR(64),path TEXT,reason TEXT,quarantined_at DATETIME(3) NOT"
            + " NULL,headers LONGTEXT,counted TINYINT NOT NULL DEFAULT 1,PRIMARY KEY"
            + " (job,topic,`partition`,`offset`)) CHARSET utf8mb4");
    job(
        ID + "," + QTY,
        ALL_POLICIES
            + ",\"destination\":"
            + engine.destination().put("dialect", "analyticdb").encode()
            + ",\"write\":{\"mode\":\"replace\"}");
    engine.start();
    engine.untilCaughtUp(2);
    Eventually.until("it is in quarantine", Duration.ofSeconds(60), () -> groups().size() == 1);
    alter("MODIFY qty VARCHAR(5)");

    assertThat(told(groups())).containsExactly("1 t not-a-number qty");
    assertThat(dryRun(choice("t", "not-a-number", "qty"))).containsAllEntriesOf(answer(1, 0, 0));
    assertThat(listed()).hasSize(1);
  }
}
