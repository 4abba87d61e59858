package dev.millrace.kafka;

import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.spec.GroupProtocol;
import dev.millrace.spec.SourceSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsumerPropertiesTest {
  @Test
  void oneFetchHasRoomForManyPartitions() {
    Map<String, Object> properties = ofLane(Map.of());

    int partition = (int) properties.get("max.partition.fetch.bytes");
    assertThat((int) properties.get("fetch.max.bytes")).isGreaterThan(16 * partition);
  }

  @Test
  void theUsersPropertiesWinOverWhatIsOnlyTuning() {
    Map<String, Object> properties =
        ofLane(Map.of("max.partition.fetch.bytes", "4194304", "max.poll.records", "7"));

    assertThat(properties)
        .containsEntry("max.partition.fetch.bytes", "4194304")
        .containsEntry("max.poll.records", "7");
  }

  @Test
  void deliveryDoesNotDependOnTheUsersProperties() {
    Map<String, Object> properties =
        ofLane(Map.of("enable.auto.commit", "true", "auto.offset.reset", "latest"));

    assertThat(properties)
        .containsEntry("enable.auto.commit", false)
        .containsEntry("auto.offset.reset", "none")
        .containsEntry("group.id", "group");
  }

  @Test
  void aDeadMemberIsGivenUpSoonUnlessTheSourceSaysOtherwise() {
    assertThat(ofLane(Map.of()))
        .containsEntry("group.protocol", "classic")
        .containsEntry("session.timeout.ms", 10_000)
        .containsEntry("heartbeat.interval.ms", 3_000);
    assertThat(ofLane(Map.of("session.timeout.ms", "45000")))
        .containsEntry("session.timeout.ms", "45000");
  }

  @Test
  void whatTheNewerProtocolLeavesToTheBrokerIsNotSet() {
    Map<String, Object> properties =
        ConsumerProperties.ofLane(
            SourceSpec.of("a:1", "t"), 1 << 20, GroupProtocol.CONSUMER, "group", "client");

    assertThat(properties)
        .containsEntry("group.protocol", "consumer")
        .doesNotContainKeys(
            "session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy");
  }

  private static Map<String, Object> ofLane(Map<String, String> users) {
    SourceSpec source = new SourceSpec("a:1", "t", "json", users, "");
    return ConsumerProperties.ofLane(source, JobDocument.read(minimalJob()), "group", "client");
  }
}
