package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.model.LedgerRow;
import dev.millrace.render.QuarantineJson;
import dev.millrace.testkit.Rendered;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What tests of a quarantine stand on: an engine, a job that sets records aside, and the calls,
 * with their answers as they are rendered.
 */
abstract class QuarantineKit {
  static final QuarantineChoice ALL = new QuarantineChoice(null, null);
  static final QuarantineQuery FIRST = new QuarantineQuery(null, 100, false);
  static final String ID = "{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true}";
  static final String QTY = "{\"path\":\"/qty\",\"column\":\"qty\",\"type\":\"INT\"}";
  static final String ALL_POLICIES =
      ",\"dirtyData\":\"quarantine\",\"malformed\":\"quarantine\",\"refused\":\"quarantine\"";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  void job(String mapping, String more) {
    engine.put("{\"mapping\":[" + mapping + "],\"batch\":{\"lingerMs\":20}" + more + "}");
  }

  Map<String, Object> replay(QuarantineChoice choice) {
    return Rendered.map(
        QuarantineJson.of(EngineKit.await(engine.api().replay(engine.job(), choice))));
  }

  Map<String, Object> drop(QuarantineChoice choice) {
    return Rendered.map(
        QuarantineJson.of(EngineKit.await(engine.api().dropQuarantined(engine.job(), choice))));
  }

  Map<String, Object> page(QuarantineQuery query) {
    return Rendered.map(
        QuarantineJson.of(EngineKit.await(engine.api().quarantine(engine.job(), query))));
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> records(Map<String, Object> answer) {
    return (List<Map<String, Object>>) answer.get("records");
  }

  List<Map<String, Object>> listed() {
    return records(page(FIRST));
  }

  List<List<String>> rows() {
    return engine.query("SELECT id, COALESCE(qty,'~') FROM t ORDER BY id");
  }

  void alter(String change) {
    engine.execute("ALTER TABLE t " + change);
  }

  LedgerRow ledger(int partition) {
    JobStatus status = engine.status();
    assertThat(status.balanced()).isTrue();
    return status.partitions().get(partition).ledger();
  }

  static Map<String, Object> answer(long written, long stayed, long missing) {
    return Map.of("written", written, "nulledFields", 0L, "stayed", stayed, "missing", missing);
  }
}
