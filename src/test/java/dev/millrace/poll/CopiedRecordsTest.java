package dev.millrace.poll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.PolledRecords;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class CopiedRecordsTest {
  private final RecordBufferPool memory = new RecordBufferPool();

  private static ConsumerRecord<ByteBuffer, ByteBuffer> record(
      long offset, String key, String value, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return new ConsumerRecord<>(
        "t",
        0,
        offset,
        1_000 + offset,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        buffer(key),
        buffer(value),
        all,
        Optional.empty());
  }

  /** A slice in the middle of an array, as Kafka's client gives them. */
  private static ByteBuffer buffer(String text) {
    return text == null
        ? null
        : ByteBuffer.wrap(("##" + text + "##").getBytes(UTF_8))
            .slice(1, text.getBytes(UTF_8).length + 2)
            .position(1)
            .limit(1 + text.getBytes(UTF_8).length);
  }

  private static String value(PolledRecords records, int i) {
    return new String(
        records.valueArray(i),
        records.valueStart(i),
        records.valueEnd(i) - records.valueStart(i),
        UTF_8);
  }

  private static String key(PolledRecords records, int i) {
    return UTF_8.decode(records.key(i)).toString();
  }

  @Test
  void aRecordIsAsKafkaGaveIt() {
    ConsumerRecord<ByteBuffer, ByteBuffer> given =
        record(7, "k", "{\"é\":1}", "h", "first", "h", "last", "g", "other");

    CopiedRecords records =
        new CopiedRecords(
            List.of(given, record(8, null, ""), record(9, "gone", null)), memory.lease());

    assertThat(records.count()).isEqualTo(3);
    assertThat(records.offset(0)).isEqualTo(7);
    assertThat(records.timestamp(0)).isEqualTo(1_007);
    assertThat(value(records, 0)).isEqualTo("{\"é\":1}");
    assertThat(key(records, 0)).isEqualTo("k");
    assertThat(records.header(0, "h")).asString().isEqualTo("last");
    assertThat(records.headers(0)).containsOnlyKeys("h", "g");
    assertThat(given.value().remaining()).as("what was copied is as before").isEqualTo(8);

    assertThat(value(records, 1)).isEmpty();
    assertThat(records.key(1)).isNull();
    assertThat(records.header(1, "h")).isNull();
    assertThat(records.headers(1)).isEmpty();

    assertThat(records.valueArray(2)).as("a tombstone").isNull();
    assertThat(key(records, 2)).isEqualTo("gone");
  }

  @Test
  void headersAreCountedAndKeepNothingElse() {
    String value = "h".repeat(4_000);

    CopiedRecords records =
        new CopiedRecords(List.of(record(0, null, "{}", "trace", value)), memory.lease());

    assertThat(records.bytes()).isGreaterThan(4_000);
    assertThat(records.header(0, "trace")).asString().isEqualTo(value);
    assertThat(records.header(0, "trace")).isSameAs(records.header(0, "trace"));
  }

  @Test
  void nothingIsOverwrittenBeforeItsLeaseEnds() {
    String text = "x".repeat(1000);
    List<RecordBufferPool.Lease> leases = new ArrayList<>();
    List<CopiedRecords> polls = new ArrayList<>();
    for (int poll = 0; poll < 40; poll++) {
      RecordBufferPool.Lease lease = memory.lease();
      int number = poll;
      polls.add(
          new CopiedRecords(
              IntStream.range(0, 100)
                  .mapToObj(i -> record(i, number + "-" + i, number + text + i))
                  .toList(),
              lease));
      leases.add(lease);
      if (poll >= 10) {
        leases.get(poll - 10).end();
      }
      for (int p = Math.max(0, poll - 9); p <= poll; p++) {
        for (int i = 0; i < 100; i++) {
          assertThat(key(polls.get(p), i)).isEqualTo(p + "-" + i);
          assertThat(value(polls.get(p), i)).isEqualTo(p + text + i);
        }
      }
    }
  }

  @Test
  void memoryIsUsedAgainAndWhatIsNotNeededIsLetGo() {
    List<ConsumerRecord<ByteBuffer, ByteBuffer>> poll =
        IntStream.range(0, 3_000).mapToObj(i -> record(i, null, "y".repeat(1000))).toList();
    RecordBufferPool.Lease first = memory.lease();
    byte[] used = new CopiedRecords(poll, first).valueArray(0);
    assertThat(memory.freeBytes()).isZero();

    first.end();

    assertThat(memory.freeBytes()).isEqualTo(3L * RecordBufferPool.CHUNK_BYTES);
    RecordBufferPool.Lease second = memory.lease();
    CopiedRecords again = new CopiedRecords(poll, second);
    assertThat(IntStream.range(0, 3_000).anyMatch(i -> again.valueArray(i) == used)).isTrue();
    second.end();
    memory.trim();
    assertThat(memory.freeBytes()).as("it was needed until now").isPositive();
    for (int i = 0; i < 5; i++) {
      memory.trim();
    }
    assertThat(memory.freeBytes()).isZero();
  }

  @Test
  void aHugeRecordHasMemoryOfItsOwn() {
    String huge = "z".repeat(RecordBufferPool.CHUNK_BYTES + 1);
    RecordBufferPool.Lease lease = memory.lease();

    CopiedRecords records = new CopiedRecords(List.of(record(0, "k", huge)), lease);

    assertThat(value(records, 0)).isEqualTo(huge);
    assertThat(records.valueArray(0)).hasSize(huge.length() + 1);
    lease.end();
    assertThat(memory.freeBytes()).isZero();
  }
}
