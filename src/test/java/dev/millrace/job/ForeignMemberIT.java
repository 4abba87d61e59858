package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.JobState;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's consumer in the group of a job. */
@OneServer("the broker matters here")
@ExtendWith(RealServers.class)
class ForeignMemberIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  private static List<Warning> foreign(JobStatus status) {
    return status.warnings().stream().filter(w -> w.code() == WarningCode.FOREIGN_MEMBER).toList();
  }

  @Test
  void whatItHoldsIsNamedAndNotWhatLanesHold(EmbeddedKafka kafka, EmbeddedMariaDb database)
      throws Exception {
    String schema = RealServers.freshDatabase();
    String topic = schema + "-foreign";
    kafka.createTopic(topic, 4);
    AtomicBoolean done = new AtomicBoolean();
    try (EngineKit kit = new EngineKit(directory)) {
      kit.source("s", kafka.bootstrapServers(), topic);
      kit.job(
          "j",
          "s",
          database,
          schema,
          "t",
          "{\"lanes\":2,\"mapping\":[{\"path\":\"/n\",\"column\":\"n\",\"type\":\"INT\"}]}");
      kit.start("j");
      kit.until("j", JobState.RUNNING, SOON);
      Thread other =
          new Thread(
              () -> {
                Map<String, Object> properties =
                    Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        "millrace-j",
                        "client.id",
                        "some-tool",
                        "partition.assignment.strategy",
                        CooperativeStickyAssignor.class.getName());
                try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                  consumer.subscribe(List.of(topic));
                  while (!done.get()) {
                    consumer.poll(Duration.ofMillis(200));
                  }
                }
              });
      other.start();
      try {
        JobStatus status =
            Eventually.get(
                "the foreign member is told",
                SOON,
                () -> kit.status("j"),
                // Two lanes and it share four partitions when the group has come to rest.
                s -> foreign(s).size() == 1 && foreign(s).get(0).partitions().size() == 1);
        Warning warning = foreign(status).get(0);
        assertThat(warning.topic()).isEqualTo(topic);
        assertThat(warning.partitions()).hasSize(1);
        assertThat(warning.message()).contains("some-tool at 127.0.0.1", "millrace-j", "group");
      } finally {
        done.set(true);
        other.join(20_000);
      }
      Eventually.until("it is gone", SOON, () -> foreign(kit.status("j")).isEmpty());
    }
  }
}
