package dev.millrace.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.spec.JobSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentDiffTest {
  private static JsonObject document() {
    return new JsonObject(
        """
        {"source": "s",
         "destination": {"dialect": "mysql", "host": "h", "port": 3306, "database": "d", "table": "t",
                         "user": "u", "password": "first-password"},
         "mapping": [{"path": "/id", "column": "id", "type": "BIGINT"}]}
        """);
  }

  private static JobSpec spec(JsonObject document) {
    return JobDocument.read(new JsonObject(document.encode()).getMap());
  }

  @Test
  void changedAddedAndRemovedFieldsAreToldByPointer() {
    JsonObject next = document().put("dirtyData", "null");
    next.getJsonArray("mapping").add(new JsonObject().put("path", "/a").put("column", "a"));

    List<Map<String, Object>> there = DocumentDiff.of(spec(document()), spec(next));
    List<Map<String, Object>> back = DocumentDiff.of(spec(next), spec(document()));

    assertThat(there)
        .contains(Map.of("pointer", "/dirtyData", "from", "stop", "to", "null"))
        .anySatisfy(
            change ->
                assertThat(change).containsEntry("pointer", "/mapping/1").doesNotContainKey("from"))
        .hasSize(2);
    assertThat(back)
        .anySatisfy(
            change ->
                assertThat(change).containsEntry("pointer", "/mapping/1").doesNotContainKey("to"));
    assertThat(DocumentDiff.of(spec(document()), spec(document()))).isEmpty();
  }

  @Test
  void anotherPasswordIsAChangeThatShowsNeither() {
    JsonObject next = document();
    next.getJsonObject("destination").put("password", "second-password");

    List<Map<String, Object>> changes = DocumentDiff.of(spec(document()), spec(next));

    assertThat(changes)
        .containsExactly(Map.of("pointer", "/destination/password", "from", "***", "to", "***"));
  }

  @Test
  void manyChangesAndLongValuesAreCut() {
    JsonObject next = document();
    JsonArray mapping = next.getJsonArray("mapping");
    for (int i = 0; i < 200; i++) {
      mapping.add(new JsonObject().put("path", "/" + "p".repeat(150) + i).put("column", "c" + i));
    }

    List<Map<String, Object>> changes = DocumentDiff.of(spec(document()), spec(next));

    assertThat(changes).hasSize(DocumentDiff.MOST);
    assertThat(changes.get(0).get("to").toString()).hasSize(DocumentDiff.VALUE_CHARS + 1);
  }
}
