package dev.millrace.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.document.ProbeDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.job.EngineKit;
import dev.millrace.job.TestEngine;
import dev.millrace.render.ProbeJson;
import dev.millrace.testkit.Eventually;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Looks at real servers. */
class DatabaseProbeIT {
  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private JsonObject destination() {
    return new JsonObject()
        .put("host", engine.database().host())
        .put("port", engine.database().port())
        .put("user", engine.database().user())
        .put("password", engine.database().password());
  }

  private JsonObject probe(JsonObject destination) {
    JsonObject request = new JsonObject().put("destination", destination.getMap());
    return new JsonObject(
        Json.encodeToBuffer(
            ProbeJson.of(
                EngineKit.await(
                    engine.api().probeDatabase(ProbeDocument.database(request.getMap()))))));
  }

  private List<FieldError> faults(JsonObject destination) {
    return catchThrowableOfType(InvalidDocument.class, () -> probe(destination)).faults();
  }

  @Test
  void aServerIsKnownByItselfWithItsDatabases() {
    JsonObject found = probe(destination());

    assertThat(found.getString("version")).isNotEmpty();
    assertThat(found.getString("dialect")).isEqualTo(engine.database().dialect());
    assertThat(found.getJsonArray("databases")).contains(engine.schema());
    assertThat(found.getJsonArray("databases")).doesNotContain("mysql", "information_schema");
    assertThat(found.getJsonArray("tables")).isEmpty();
    assertThat(found.getJsonObject("leftOut").getBoolean("databases")).isFalse();
    assertThat(found.containsKey("columns")).isFalse();
    JsonObject limits = found.getJsonObject("limits");
    assertThat(limits.getLong("maxAllowedPacket"))
        .isEqualTo(engine.number("SELECT @@max_allowed_packet"));
    assertThat(limits.getBoolean("localInfile"))
        .isEqualTo(engine.value("SELECT @@local_infile").equals("1"));
    assertThat(limits.getBoolean("requiresPrimaryKey")).isFalse();
    assertThat(limits.getBoolean("readOnly")).isFalse();
    assertThat(limits.getLong("maxConnections")).isPositive();
  }

  @Test
  void aTableIsShownWithItsColumnsAndKeys() {
    engine.execute(
        "CREATE TABLE `o``1` (n INT NOT NULL DEFAULT 3, id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT"
            + " PRIMARY KEY, v VARCHAR(20) CHARACTER SET latin1, place POINT,"
            + " twice INT AS (n*2) STORED, UNIQUE KEY by_n (n, v))");
    engine.execute("CREATE TABLE millrace_own (id INT)");

    JsonObject found = probe(destination().put("database", engine.schema()).put("table", "o`1"));

    assertThat(found.getJsonArray("tables")).contains("o`1").doesNotContain("millrace_own");
    assertThat(found.getBoolean("tableExists")).isTrue();
    JsonArray columns = found.getJsonArray("columns");
    assertThat(columns.stream().map(c -> ((JsonObject) c).getString("name")))
        .containsExactly("n", "id", "v", "twice");
    assertThat(columns.getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("name", "n")
                .put("type", columns.getJsonObject(0).getString("type"))
                .put("nullable", false)
                .put("hasDefault", true)
                .put("generated", false)
                .put("autoIncrement", false)
                .put("charset", null));
    assertThat(columns.getJsonObject(0).getString("type")).matches("INT(\\(11\\))?");
    assertThat(columns.getJsonObject(1).getString("type")).matches("BIGINT(\\(20\\))? UNSIGNED");
    assertThat(columns.getJsonObject(1).getBoolean("autoIncrement")).isTrue();
    assertThat(columns.getJsonObject(2).getString("charset")).isEqualTo("latin1");
    assertThat(columns.getJsonObject(3).getBoolean("generated")).isTrue();
    assertThat(found.getJsonArray("unwritable")).containsExactly("place point");
    assertThat(found.getJsonArray("keys").encode())
        .isEqualTo(
            "[{\"name\":\"PRIMARY\",\"columns\":[\"id\"]},{\"name\":\"by_n\",\"columns\":[\"n\",\"v\"]}]");
    assertThat(
            probe(destination().put("database", engine.schema()).put("table", "none"))
                .getBoolean("tableExists"))
        .isFalse();
  }

  @Test
  void ofVeryManyTablesTheFirstAreShownAndThatThereAreMore() {
    for (int i = 0; i < 1_001; i++) {
      engine.execute("CREATE TABLE m" + (10_000 + i) + " (id INT) ENGINE=MyISAM");
    }

    JsonObject found = probe(destination().put("database", engine.schema()));

    assertThat(found.getJsonArray("tables")).hasSize(1_000);
    assertThat(found.getJsonObject("leftOut").getBoolean("tables")).isTrue();
  }

  @Test
  void whatIsWrongIsToldAtItsFieldWithoutThePassword() throws Exception {
    assertThat(faults(destination().put("password", "wrong-geheim-1")))
        .singleElement()
        .satisfies(f -> assertThat(f.pointer()).isEqualTo("/destination/password"))
        .satisfies(f -> assertThat(f.detail()).doesNotContain("geheim"));
    assertThat(faults(destination().put("database", "no_such_database")))
        .extracting(FieldError::pointer)
        .containsExactly("/destination/database");
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long before = System.nanoTime();
      assertThat(faults(destination().put("port", mute.getLocalPort())))
          .extracting(FieldError::pointer)
          .containsExactly("/destination");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(25));
    }
    try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      gone.close();
      assertThat(faults(destination().put("port", gone.getLocalPort())))
          .extracting(FieldError::pointer)
          .containsExactly("/destination/host");
    }
  }

  @Test
  void noConnectionIsLeftBehind() {
    String count =
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB='" + engine.schema() + "'";
    String before = engine.value(count);

    probe(destination().put("database", engine.schema()));

    Eventually.until(
        "no connection is left", Duration.ofSeconds(20), () -> engine.value(count).equals(before));
  }
}
