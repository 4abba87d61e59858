package dev.millrace.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.CheckReport;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.job.TestEngine;
import dev.millrace.model.JobState;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.OtherMember;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is in a job's group already, and whether the broker would let its lanes in. */
@OneServer("the broker matters here")
class GroupAdmissionIT {
  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  private String group;

  @BeforeEach
  void start() {
    group = engine.schema() + "-group";
    engine.put(
        "{\"lanes\":1,\"group\":\""
            + group
            + "\",\"mapping\":[{\"path\":\"/n\",\"column\":\"n\",\"type\":\"INT\"}]}");
  }

  private static List<Warning> assignors(CheckReport report) {
    return report.warnings().stream().filter(w -> w.code() == WarningCode.OTHER_ASSIGNOR).toList();
  }

  /** A consumer of that group that polls until {@code work} is done. */
  private void besideConsumer(Map<String, Object> more, Runnable work) throws Exception {
    Map<String, Object> properties = new java.util.HashMap<>(more);
    properties.put("bootstrap.servers", engine.kafka().bootstrapServers());
    properties.put("group.id", group);
    properties.put("client.id", "some-tool");
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch joined = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try (KafkaConsumer<byte[], byte[]> consumer =
                  new KafkaConsumer<>(
                      properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(engine.topic().name()));
                while (!done.get()) {
                  consumer.poll(Duration.ofMillis(100));
                  if (!consumer.assignment().isEmpty()) {
                    joined.countDown();
                  }
                }
              }
            });
    other.start();
    try {
      assertThat(joined.await(60, TimeUnit.SECONDS)).isTrue();
      work.run();
    } finally {
      done.set(true);
      other.join(20_000);
    }
  }

  @Test
  void membersThatAreNoConsumersAreAFaultOfTheGroup() throws Exception {
    assertThat(engine.check().faults()).isEmpty();
    try (OtherMember member = OtherMember.join(engine.kafka(), group, "connect", "sessioned")) {
      assertThat(engine.check().faults())
          .singleElement()
          .satisfies(
              fieldError -> {
                assertThat(fieldError.pointer()).isEqualTo("/group");
                assertThat(fieldError.detail())
                    .contains(group, "connect", OtherMember.CLIENT, "a group of its own");
              });
      Assertions.assertThatThrownBy(() -> engine.start())
          .isInstanceOfSatisfying(
              InvalidDocument.class,
              refused ->
                  assertThat(refused.faults()).extracting(FieldError::pointer).contains("/group"));
    }

    // Its session is over at once, for it leaves.
    engine.start();
    engine.until(JobState.RUNNING);
    engine.send(0, "{\"n\":1}");
    engine.untilCaughtUp(1);
  }

  @Test
  void membersWhoDivideOtherwiseAreWarnedOf() throws Exception {
    besideConsumer(
        Map.of("partition.assignment.strategy", RangeAssignor.class.getName()),
        () -> {
          CheckReport report = engine.check();
          assertThat(report.faults()).isEmpty();
          assertThat(assignors(report))
              .singleElement()
              .satisfies(
                  warning -> {
                    assertThat(warning.pointer()).isEqualTo("/group");
                    assertThat(warning.message())
                        .contains(group, "range", "cooperative-sticky", "some-tool");
                  });
        });
    engine
        .kit()
        .source(
            "s",
            engine.kafka().bootstrapServers(),
            engine.topic().name(),
            Map.of("partition.assignment.strategy", RangeAssignor.class.getName()));
    besideConsumer(
        Map.of("partition.assignment.strategy", RangeAssignor.class.getName()),
        () -> assertThat(assignors(engine.check())).isEmpty());
  }

  @Test
  void theStatusOfAJobThatIsNotLetInSaysSo() throws Exception {
    besideConsumer(
        Map.of("partition.assignment.strategy", RangeAssignor.class.getName()),
        () -> {
          assertThat(engine.start().warnings())
              .extracting(Warning::code)
              .contains(WarningCode.OTHER_ASSIGNOR);
          engine.until(JobState.FAILED);
        });
    engine.send(0, "{\"n\":1}");
    engine.send(1, "{\"n\":2}");
    engine.start();
    assertThat(engine.untilCaughtUp(2).warnings())
        .extracting(Warning::code)
        .doesNotContain(WarningCode.OTHER_ASSIGNOR);
  }

  /** The broker takes lanes into such a group: what others hold there is told as ever. */
  @Test
  void membersOfTheNewerProtocolKeepNoLaneOut() throws Exception {
    besideConsumer(
        Map.of("group.protocol", "consumer"),
        () -> {
          CheckReport report = engine.check();
          assertThat(report.faults()).isEmpty();
          assertThat(report.warnings())
              .anySatisfy(w -> assertThat(w.code()).isEqualTo(WarningCode.FOREIGN_MEMBER));
          engine.start();
          engine.until(JobState.RUNNING);
        });
    engine.send(0, "{\"n\":1}");
    engine.send(1, "{\"n\":2}");
    engine.untilCaughtUp(2);
  }
}
