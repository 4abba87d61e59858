package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.Precondition;
import dev.millrace.answer.TimelineEntry;
import dev.millrace.api.JobOrders;
import dev.millrace.document.JobDocument;
import dev.millrace.model.Caller;
import dev.millrace.model.JobState;
import dev.millrace.model.Role;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.OneServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to a job is kept, with who ordered it, over restarts of the process. */
@OneServer("what happens to a job is the same on every server")
class TimelineIT {
  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  private JobOrders ann() {
    return engine.api().orders(new Caller("ann", Role.OPERATOR));
  }

  private List<TimelineEntry> entries() {
    return EngineKit.await(engine.api().timeline(engine.job(), 0, 1_000)).entries();
  }

  private List<String> kinds() {
    return entries().stream().map(TimelineEntry::kind).toList();
  }

  private TimelineEntry entry(String kind) {
    return Eventually.get(
            "an entry of " + kind,
            TestEngine.SOON,
            () -> entries().stream().filter(e -> e.kind().equals(kind)).toList(),
            found -> !found.isEmpty())
        .get(0);
  }

  private void put(FaultProxy proxy, String dirtyData) {
    JsonObject document =
        new JsonObject()
            .put("source", "s")
            .put("destination", engine.destination(proxy))
            .put("dirtyData", dirtyData)
            .put(
                "mapping",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("path", "/id")
                            .put("column", "id")
                            .put("type", "BIGINT")
                            .put("key", true)));
    EngineKit.await(
        ann()
            .putJob(
                engine.job(),
                JobDocument.read(new JsonObject(document.encode()).getMap()),
                Precondition.NONE));
  }

  @Test
  void startEditOutageStopAndARestartOfTheProcessAreThereInTheirOrder() {
    FaultProxy proxy = engine.proxy();
    put(proxy, "stop");
    EngineKit.await(ann().start(engine.job()));
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
    TimelineEntry assigned = entry("rebalance");

    proxy.refuse();
    proxy.cut();
    engine.send(0, "{\"id\":2}");
    engine.until(JobState.RETRYING);
    proxy.heal();
    engine.untilCaughtUp(2);
    EngineKit.await(ann().stop(engine.job()));
    engine.until(JobState.STOPPED);
    put(proxy, "null");
    EngineKit.await(ann().start(engine.job()));
    engine.until(JobState.RUNNING);
    engine.restartProcess();
    engine.until(JobState.RUNNING);

    Eventually.until(
        "it runs in the new process",
        TestEngine.SOON,
        () -> kinds().lastIndexOf("running") > kinds().lastIndexOf("start"));
    assertThat(kinds())
        .filteredOn(kind -> !kind.equals("rebalance"))
        .containsExactly(
            "created", "start", "ddl", "running", "retry", "stop", "stopped", "edit", "start",
            "running", "start", "running");
    List<TimelineEntry> all = entries();
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).id()).isEqualTo(i + 1);
    }
    assertThat(assigned.message()).contains("lane 0").contains("0").contains("1");
    assertThat(entry("retry").data()).containsKeys("code", "seconds", "count");
    assertThat(entry("edit").data().get("changes"))
        .isEqualTo(List.of(Map.of("pointer", "/dirtyData", "from", "stop", "to", "null")));
    assertThat(all)
        .allSatisfy(
            e -> {
              boolean ordered = List.of("created", "stop", "edit").contains(e.kind());
              assertThat(e.actor()).isEqualTo(ordered || isAnns(e) ? "ann" : null);
              assertThat(e.node()).isEqualTo("kit");
            });
  }

  private static boolean isAnns(TimelineEntry entry) {
    return entry.kind().equals("start") && !entry.message().contains("with the process");
  }

  @Test
  void aJobThatFailedSaysWhyAndANewJobOfThatNameBeginsAnew() {
    put(engine.proxy(), "stop");
    EngineKit.await(ann().start(engine.job()));
    engine.send(0, "{\"id\":\"a-secret-value\"}");
    engine.until(JobState.FAILED);

    TimelineEntry failed = entry("failed");
    assertThat(failed.data()).containsEntry("code", "not-a-number");
    assertThat(failed.message()).contains("@0").doesNotContain("a-secret-value");

    EngineKit.await(ann().deleteJob(engine.job(), Precondition.NONE));
    put(engine.proxy(), "null");
    assertThat(kinds()).containsExactly("created");
    assertThat(entry("created").id()).isEqualTo(1);
  }

  @Test
  void offsetsThatExpiredAndThatTheJobGoesOnWithoutAreALostRange() throws Exception {
    engine.put(
        "{\"onLostOffsets\":\"continue\",\"start\":{\"at\":\"offsets\",\"offsets\":{\"0\":0,\"1\":0}},"
            + "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}]}");
    engine.send(0, "{\"id\":0}");
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();
    engine.send(0, "{\"id\":1}", "{\"id\":2}", "{\"id\":3}");
    engine
        .kafka()
        .admin()
        .deleteRecords(
            Map.of(new TopicPartition(engine.topic().name(), 0), RecordsToDelete.beforeOffset(3)))
        .all()
        .get();

    engine.start();
    engine.untilCaughtUp(2);

    assertThat(entry("lost-range").data())
        .containsEntry("partition", 0)
        .containsEntry("from", 1)
        .containsEntry("to", 3);
  }
}
