package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.PolledBatch;
import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.PolledRecords;
import dev.millrace.model.PartitionId;
import dev.millrace.model.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolledSamplerTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<Sample> sampled = new ArrayList<>();
  private final PolledSampler sampler =
      new PolledSampler(event -> sampled.addAll(((LaneEvent.Sampled) event).samples()), 0);

  private static PolledPartition polled(int partition, byte[]... values) {
    return new PolledPartition(
        new PartitionId("t", partition), 100, 101 + values.length, new Held(values));
  }

  private static PolledPartition polled(int partition, int records) {
    byte[][] values = new byte[records][];
    for (int i = 0; i < records; i++) {
      values[i] = ("v" + i).getBytes(StandardCharsets.UTF_8);
    }
    return polled(partition, values);
  }

  private List<Sample> look(long nanos, PolledPartition... partitions) {
    sampled.clear();
    sampler.look(new PolledBatch(List.of(partitions), 0, 0), nanos);
    return sampled;
  }

  private static List<String> places(List<Sample> samples) {
    return samples.stream().map(s -> s.partition() + ":" + s.offset()).toList();
  }

  @Test
  void theFirstRecordsAreTakenWholeAndLaterOnesNowAndThen() {
    assertThat(look(0, polled(0, 400))).hasSize(400);
    assertThat(look(0, polled(0, 1_000))).hasSize(100);
    assertThat(look(0, polled(0, 1_000))).isEmpty();
    assertThat(look(SECOND / 2, polled(0, 1_000))).hasSize(10);
    assertThat(look(SECOND / 2, polled(0, 1_000))).isEmpty();
    assertThat(look(100 * SECOND, polled(0, 1_000))).hasSizeBetween(49, 50);
  }

  @Test
  void theyAreSpreadOverPartitionsAndRecords() {
    look(0, polled(0, 500));

    List<String> first = places(look(SECOND / 5, polled(0, 6), polled(1, 3), polled(2, 3)));
    List<String> second = places(look(2 * SECOND / 5, polled(0, 6), polled(1, 3), polled(2, 3)));

    assertThat(first).hasSize(4).containsExactly("0:101", "0:104", "1:101", "2:101");
    assertThat(second).hasSize(4).doesNotContainAnyElementsOf(first);
  }

  @Test
  void aSampleIsACopyWithoutKeyAndHeaders() {
    Held held = new Held("{\"a\":1}".getBytes(StandardCharsets.UTF_8));

    Sample sample = look(0, new PolledPartition(new PartitionId("t", 3), 100, 101, held)).get(0);
    held.valueArray(0)[held.valueStart(0)] = 'x';

    assertThat(new String(sample.value(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    assertThat(sample.partition()).isEqualTo(3);
    assertThat(sample.offset()).isEqualTo(100);
    assertThat(sample.key()).isNull();
    assertThat(sample.headers()).isEmpty();
  }

  @Test
  void tombstonesAndLargeRecordsArePassedOverAndBytesAreBounded() {
    byte[] large = new byte[PolledSampler.MAX_RECORD_BYTES + 1];
    byte[] most = new byte[PolledSampler.MAX_RECORD_BYTES];

    assertThat(places(look(0, polled(0, null, large, new byte[0], new byte[1]))))
        .containsExactly("0:103");
    byte[][] many = new byte[40][];
    java.util.Arrays.fill(many, most);
    assertThat(look(0, polled(0, many))).hasSize(16);
    assertThat(look(0, polled(0, 10))).isEmpty();
    assertThat(look(SECOND, polled(0, many))).hasSize(4);
    assertThat(look(0, polled(0, 0))).isEmpty();
  }

  /** Records from offset 100 on, each in the middle of an array. */
  private static final class Held implements PolledRecords {
    private final byte[][] values;

    Held(byte[]... values) {
      this.values = new byte[values.length][];
      for (int i = 0; i < values.length; i++) {
        if (values[i] != null) {
          this.values[i] = new byte[values[i].length + 4];
          System.arraycopy(values[i], 0, this.values[i], 3, values[i].length);
        }
      }
    }

    @Override
    public int count() {
      return values.length;
    }

    @Override
    public long offset(int i) {
      return 100 + i;
    }

    @Override
    public long timestamp(int i) {
      return 7;
    }

    @Override
    public byte[] valueArray(int i) {
      return values[i];
    }

    @Override
    public int valueStart(int i) {
      return 3;
    }

    @Override
    public int valueEnd(int i) {
      return values[i].length - 1;
    }

    @Override
    public ByteBuffer key(int i) {
      return ByteBuffer.wrap(new byte[] {1});
    }

    @Override
    public byte[] header(int i, String name) {
      return new byte[0];
    }

    @Override
    public Map<String, byte[]> headers(int i) {
      return Map.of("h", new byte[0]);
    }
  }
}
