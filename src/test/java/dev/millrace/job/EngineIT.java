package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Checksum;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.Workload;
import dev.millrace.testkit.WorkloadProducer;
import dev.millrace.testkit.WorkloadTable;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs against a real broker and a real database. */
@ExtendWith(RealServers.class)
class EngineIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void everyRecordOfTheStandardWorkloadIsInTheTableOnce(
      EmbeddedKafka kafka, EmbeddedMariaDb database) {
    String topic = RealServers.freshTopic(4);
    String schema = RealServers.freshDatabase();
    Workload workload = new Workload(7);
    try (WorkloadProducer producer = new WorkloadProducer(kafka, workload, topic, 4)) {
      producer.produce(0, 20_000);
      producer.flush();
    }

    try (EngineKit kit = new EngineKit(directory)) {
      kit.source("s", kafka.bootstrapServers(), topic);
      kit.job(
          "orders",
          "s",
          database,
          schema,
          "t",
          "{\"parse\":{\"layers\":3},\"lanes\":2,\"mapping\":" + WorkloadTable.mappingJson() + "}");
      kit.start("orders");
      JobStatus status = kit.untilCaughtUp("orders", 20_000, SOON);

      assertThat(status.balanced()).isTrue();
      assertThat(status.state()).isEqualTo(JobState.RUNNING);
      assertThat(Checksum.of(database, schema + ".t")).isEqualTo(workload.checksum(0, 20_000));
      kit.stop("orders");
    }
  }
}
