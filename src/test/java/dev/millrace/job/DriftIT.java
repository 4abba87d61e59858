package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.PathDrift;
import dev.millrace.answer.PathDrift.Change;
import dev.millrace.testkit.OneServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a running job notices of records that are not as they were. */
@OneServer("the database has no part in it")
class DriftIT {
  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private List<PathDrift> drift() {
    return EngineKit.await(engine.api().drift(engine.job()));
  }

  private void put() {
    engine.put(
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}],\"lanes\":1,"
            + "\"parse\":{\"layers\":2},\"batch\":{\"lingerMs\":20},\"dirtyData\":\"null\"}");
  }

  private void send(int records, String value) {
    String[] values = new String[records];
    java.util.Arrays.fill(values, value);
    engine.send(0, values);
  }

  @Test
  void newAndChangedPathsAreToldWithTheirFirstOffset() {
    send(500, "{\"id\":1,\"qty\":2,\"at\":null}");
    put();
    assertThat(drift()).isEmpty();
    engine.start();
    engine.untilCaughtUp(500);
    assertThat(drift()).isEmpty();

    // A lane looks at 20 records a second by now: until it has met them.
    long first = 500;
    long sent = first;
    while (drift().size() < 3 && sent < first + 100) {
      send(1, "{\"id\":1,\"qty\":\"two\",\"at\":\"now\",\"device\":{\"os\":\"x\"}}");
      sent++;
      engine.untilCaughtUp((int) sent);
      engine.query("SELECT SLEEP(0.1)");
    }

    List<PathDrift> drift = drift();
    assertThat(drift)
        .extracting(PathDrift::path, PathDrift::change)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("/qty", Change.TYPE),
            org.assertj.core.groups.Tuple.tuple("/device", Change.NEW),
            org.assertj.core.groups.Tuple.tuple("/device/os", Change.NEW));
    PathDrift qty = drift.get(0);
    assertThat(qty.partition().topic()).isEqualTo(engine.topic().name());
    assertThat(qty.firstOffset()).isBetween(first, sent - 1);
    assertThat(qty.examples()).containsExactly("two");
    assertThat(qty.count()).isBetween(1L, sent - first);
    assertThat(qty.types()).containsEntry("integer", 500L).containsKey("string");
    assertThat(qty.sampledRecords()).isEqualTo(500 + qty.count());

    engine.stop();
    assertThat(drift()).as("of a job that rests").hasSize(3);
    engine.start();
    engine.untilCaughtUp((int) sent);
    assertThat(drift()).as("since the start").isEmpty();
  }
}
