package dev.millrace.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.Sample;
import dev.millrace.spec.SourceSpec;
import dev.millrace.testkit.Eventually;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptRecordsTest {
  private static final Duration AGE = KeptRecords.LIFE;

  private final Vertx vertx = Vertx.vertx();
  private final KeptRecords records = new KeptRecords(vertx);

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void recordsAreOfTheirSourceAndNumberAndNoOlderThanAsked() {
    KeptRecords.Kept read = kept("a", 20, Instant.now().minusSeconds(30), 1);

    records.keep(read);

    assertThat(records.of(source("a"), 20, AGE)).isSameAs(read);
    assertThat(records.of(source("a"), 20, Duration.ofSeconds(20))).as("too old").isNull();
    assertThat(records.of(source("a"), 20, Duration.ZERO)).as("none will do").isNull();
    assertThat(records.of(source("a"), 21, AGE)).isNull();
    assertThat(records.of(source("b"), 20, AGE)).isNull();
  }

  @Test
  void noneIsTakenAgainAfterItsMinute() {
    records.keep(kept("a", 20, Instant.now().minus(AGE).minusSeconds(1), 1));

    assertThat(records.of(source("a"), 20, Duration.ofHours(1))).isNull();
  }

  @Test
  void memoryIsBounded() {
    records.keep(kept("large", 20, Instant.now(), 16 << 20));
    for (String topic : List.of("a", "b", "c", "d", "e")) {
      records.keep(kept(topic, 20, Instant.now(), 1));
    }
    KeptRecords.Kept later = kept("e", 20, Instant.now(), 2);
    records.keep(later);

    assertThat(records.of(source("large"), 20, AGE)).as("with its key too much").isNull();
    assertThat(records.of(source("a"), 20, AGE)).as("the oldest of five").isNull();
    assertThat(records.of(source("b"), 20, AGE)).isNotNull();
    assertThat(records.of(source("e"), 20, AGE)).isSameAs(later);
  }

  @Test
  void whatIsReplacedLeavesTheHeap() {
    List<WeakReference<KeptRecords.Kept>> replaced = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      KeptRecords.Kept kept = kept("a", 20, Instant.now(), 1 << 20);
      replaced.add(new WeakReference<>(kept));
      records.keep(kept);
    }
    records.keep(kept("a", 20, Instant.now(), 1));

    Eventually.until(
        "no set but the last is held",
        Duration.ofSeconds(30),
        () -> {
          System.gc();
          return replaced.stream().allMatch(kept -> kept.get() == null);
        });
  }

  private static KeptRecords.Kept kept(String topic, int count, Instant at, int bytes) {
    Sample sample = new Sample(topic, 0, 0, 0, new byte[1], Map.of(), new byte[bytes]);
    return new KeptRecords.Kept(
        source(topic), new TopicProbe.Topic(null, Set.of(), Set.of()), count, at, List.of(sample));
  }

  private static SourceSpec source(String topic) {
    return SourceSpec.of("kafka:9092", topic);
  }
}
