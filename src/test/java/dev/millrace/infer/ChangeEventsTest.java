package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.Sample;
import dev.millrace.spec.ParseSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The shapes as the makers of these formats document them. */
class ChangeEventsTest {
  private static final byte[] KEY = bytes("{\"id\":1}");

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<ChangeEvents.Found> found(byte[] key, String... values) {
    List<Sample> samples = new ArrayList<>();
    for (String value : values) {
      samples.add(new Sample("t", 0, samples.size(), 0, key, Map.of(), bytes(value)));
    }
    return ChangeEvents.in(samples, ParseSpec.Root.OBJECT);
  }

  private static String format(String... values) {
    return found(KEY, values)
        .map(f -> f.format() + " " + f.events() + " " + f.deletes())
        .orElse(null);
  }

  @Test
  void debezium() {
    String source = "\"source\":{\"db\":\"d\",\"table\":\"t\"}";
    String create =
        "{\"before\":null,\"after\":{\"id\":1}," + source + ",\"op\":\"c\",\"ts_ms\":1}";
    String delete = "{\"before\":{\"id\":1},\"after\":null," + source + ",\"op\":\"d\"}";

    assertThat(format(create, delete, null)).isEqualTo("Debezium 2 1");
    assertThat(format("{" + source + ",\"op\":\"t\"}")).isEqualTo("Debezium 1 0");
    assertThat(format("{\"schema\":{\"type\":\"struct\"},\"payload\":" + delete + "}"))
        .isEqualTo("Debezium with its schema 1 1");
    assertThat(format("{\"id\":1,\"__deleted\":\"false\"}", "{\"id\":1,\"__deleted\":\"true\"}"))
        .isEqualTo("Debezium (unwrapped) 2 1");
    assertThat(format("{\"id\":1,\"__op\":\"d\"}")).isEqualTo("Debezium (unwrapped) 1 1");
    assertThat(format("{\"id\":\"1\",\"specversion\":\"1.0\",\"iodebeziumop\":\"d\",\"data\":{}}"))
        .isEqualTo("Debezium (CloudEvents) 1 1");
    assertThat(format("{\"id\":1}", null)).isEqualTo("rows with tombstones 1 1");
  }

  @Test
  void others() {
    assertThat(
            format(
                "{\"data\":[{\"id\":\"1\"}],\"old\":null,\"database\":\"d\",\"isDdl\":false,"
                    + "\"type\":\"DELETE\",\"es\":1,\"ts\":2}",
                "{\"data\":null,\"isDdl\":true,\"type\":\"ALTER\",\"sql\":\"x\",\"ts\":2}"))
        .isEqualTo("Canal 2 1");
    assertThat(
            format(
                "{\"database\":\"d\",\"table\":\"t\",\"type\":\"delete\",\"ts\":1,\"xid\":2,"
                    + "\"data\":{\"id\":1}}",
                "{\"database\":\"d\",\"type\":\"table-alter\",\"ts\":1,\"def\":{},\"sql\":\"x\"}"))
        .isEqualTo("Maxwell 2 1");
    assertThat(
            format(
                "{\"table\":\"S.T\",\"op_type\":\"D\",\"op_ts\":\"2026-01-01 00:00:00.000000\","
                    + "\"before\":{\"id\":1}}"))
        .isEqualTo("OGG 1 1");
    assertThat(
            format(
                "{\"version\":1,\"database\":\"d\",\"table\":\"t\",\"type\":\"DELETE\","
                    + "\"commitTs\":4477,\"old\":{\"id\":\"1\"}}"))
        .isEqualTo("TiCDC (simple protocol) 1 1");
    assertThat(
            format(
                "{\"data\":{\"id\":1},\"metadata\":{\"record-type\":\"data\","
                    + "\"operation\":\"delete\"}}"))
        .isEqualTo("AWS DMS 1 1");
    assertThat(format("{\"before\":{\"a\":1},\"after\":null,\"operation\":\"DELETE\"}"))
        .isEqualTo("a change log 1 1");
    byte[] json = bytes("{\"ts\":1,\"scm\":\"d\",\"tbl\":\"t\",\"t\":1}");
    byte[] key =
        ByteBuffer.allocate(16 + json.length).putLong(1).putLong(json.length).put(json).array();
    assertThat(found(key, "\u0000\u0000{\"d\":{}}").orElseThrow().format())
        .isEqualTo("TiCDC (open protocol)");
  }

  @Test
  void plainRowsAreNone() {
    for (String plain :
        new String[] {
          "{\"id\":1,\"op\":\"c\"}",
          "{\"op\":\"d\",\"source\":\"web\"}",
          "{\"type\":\"insert\",\"data\":{\"a\":1}}",
          "{\"type\":\"DELETE\",\"data\":[]}",
          "{\"before\":1,\"after\":2,\"type\":\"x\"}",
          "{\"before\":{\"a\":1},\"after\":{\"a\":2}}",
          "{\"schema\":{\"a\":1},\"payload\":{\"id\":1}}",
          "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"source\":\"s\",\"data\":{}}",
          "{\"op_type\":\"I\",\"table\":\"t\"}",
          "no json"
        }) {
      assertThat(format(plain)).as(plain).isNull();
    }
    assertThat(found(null, "{\"id\":1}", null)).as("tombstones without key").isEmpty();
    assertThat(format(null, null)).as("nothing but tombstones").isNull();
  }

  @Test
  void theEvidenceIsNamesAndNoValues() {
    ChangeEvents.Found found =
        found(KEY, "{\"id\":\"secret\",\"__deleted\":\"true\"}", "{\"id\":1}").orElseThrow();

    assertThat(found.evidence()).isEqualTo("__deleted");
    assertThat(found.events()).isEqualTo(1);
    assertThat(found.records()).isEqualTo(2);
  }
}
