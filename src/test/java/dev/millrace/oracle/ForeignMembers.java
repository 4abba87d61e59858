package dev.millrace.oracle;

import dev.millrace.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A tool that reads with a job's consumer group. */
final class ForeignMembers {
  private static final String FOREIGN = "foreign-member";

  private final Stage stage;

  ForeignMembers(Stage stage) {
    this.stage = stage;
  }

  /** One node's lanes leave, so that there is a partition for it. */
  void comeAndGo() {
    String job = stage.anyJob();
    List<JobOn> pair = stage.running(job);
    JobOn stopped = pair.get(0);
    JobOn other = pair.get(1);
    stopped.stop();
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            stage.kafka().bootstrapServers(),
            "group.id",
            "millrace-" + job,
            "client.id",
            "some-tool",
            "session.timeout.ms",
            "4000",
            "heartbeat.interval.ms",
            "1000",
            "partition.assignment.strategy",
            OracleTables.assignor(job));
    try (KafkaConsumer<byte[], byte[]> tool =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      tool.subscribe(List.of(OracleTables.source(job)));
      Eventually.until(
          "the status of " + other + " tells of the tool",
          JobOn.PATIENCE,
          () -> {
            tool.poll(Duration.ofMillis(100));
            return other.warnings(FOREIGN).toString().contains("some-tool");
          });
      for (JobOn on : pair) {
        Eventually.until(
            "the check of " + on + " tells of the tool",
            JobOn.PATIENCE,
            () -> {
              tool.poll(Duration.ofMillis(100));
              return on.checked(FOREIGN).toString().contains("some-tool");
            });
      }
    }
    stopped.run();
    Eventually.until(
        "nobody tells of it any more",
        JobOn.PATIENCE,
        () -> pair.stream().allMatch(on -> on.warnings(FOREIGN).isEmpty()));
  }
}
