package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.AdminSettings;
import dev.millrace.job.EngineKit;
import dev.millrace.job.TestEngine;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a real engine does reaches a client as events. */
@OneServer("events are the same of every server")
class EventsIT {
  @RegisterExtension
  final TestEngine engine = TestEngine.withPartitions(2).withTable("id BIGINT PRIMARY KEY");

  @Test
  void aJobsLifeIsToldAndWhoComesBackMissesNothing() {
    AdminVerticle admin =
        new AdminVerticle(AdminSettings.open("127.0.0.1", 0), engine.api(), accept -> null);
    EngineKit.await(engine.vertx().deployVerticle(admin));
    engine.put("{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"}]}");
    EventReader reader = engine.closing(new EventReader(admin.port(), "?job=" + engine.job()));
    reader.until("state", "CREATED");

    engine.start();
    reader.until("state", "STARTING");
    String running = reader.until("state", "RUNNING").id();
    engine.sendEach(0, 0, 100, i -> "{\"id\":" + i + "}");
    EventReader.Event progress = reader.until("progress", "\"written\":100,");
    engine.sendEach(1, 100, 200, i -> "{\"id\":" + i + "}");
    Eventually.until(
        "a rate is told",
        TestEngine.SOON,
        () -> reader.named("progress").stream().anyMatch(EventsIT::hasRate));
    engine.stop();
    reader.until("state", "STOPPED");

    assertThat(progress.data().getBoolean("balanced")).isTrue();
    EventReader again =
        engine.closing(
            new EventReader(admin.port(), "?job=" + engine.job(), "last-event-id", running));
    again.until("progress", "\"written\":100,");
    again.until("state", "STOPPED");
    assertThat(again.events()).noneMatch(event -> event.name().equals("reset"));
    assertThat(again.events()).noneMatch(event -> event.data().encode().contains("STARTING"));
  }

  private static boolean hasRate(EventReader.Event progress) {
    return progress.data().getJsonObject("rates").getDouble("recordsPerSecond") > 0;
  }
}
