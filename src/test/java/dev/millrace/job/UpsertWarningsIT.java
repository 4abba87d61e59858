package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.WarningCounter;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server warns of what it will not take one day, such as MySQL of VALUES() in an upsert. */
@ExtendWith(RealServers.class)
class UpsertWarningsIT {
  @TempDir Path directory;

  @Test
  void anUpsertingJobAndItsLedgerDrawNoWarning(EmbeddedKafka kafka, EmbeddedMariaDb database) {
    String schema = RealServers.freshDatabase();
    database.execute(
        "CREATE TABLE %s.t (id INT PRIMARY KEY, v VARCHAR(9)); INSERT INTO %s.t VALUES (1,'old')"
            .formatted(schema, schema));
    try (WarningCounter counter = new WarningCounter(database.host(), database.port());
        Topic topic = new Topic(kafka, 1);
        EngineKit kit = new EngineKit(directory)) {
      topic.sendAll(0, "{\"id\":1,\"v\":\"new\"}", "{\"id\":2,\"v\":\"two\"}");
      kit.source("s", kafka.bootstrapServers(), topic.name());
      JsonObject destination =
          JsonObject.of("dialect", database.dialect())
              .put("host", "127.0.0.1")
              .put("port", counter.port())
              .put("database", schema)
              .put("table", "t")
              .put("user", database.user())
              .put("password", database.password())
              // The counter reads along.
              .put("tls", "disabled")
              .put("allowPublicKeyRetrieval", true);
      JsonObject document =
          new JsonObject(
                  "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"},"
                      + "{\"path\":\"/v\",\"column\":\"v\"}],\"write\":{\"mode\":\"upsert\"}}")
              .put("destination", destination);
      kit.job("j", "s", database, schema, "t", document.encode());
      kit.start("j");
      kit.untilCaughtUp("j", 2, Duration.ofSeconds(60));
      kit.stop("j");

      assertThat(database.query("SELECT id, v FROM " + schema + ".t ORDER BY id"))
          .containsExactly(List.of("1", "new"), List.of("2", "two"));
      assertThat(counter.statements()).as("the upsert and the ledger's own").isGreaterThan(1);
      assertThat(counter.warnings()).as("%s", counter.firstWarned()).isZero();
    }
  }
}
