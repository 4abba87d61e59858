package dev.millrace.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.PartitionId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionRefTest {
  private static final PartitionId ORDERS_0 = new PartitionId("orders", 0);

  @Test
  void aNumberIsOfAnyTopicAndANameOfItsOwn() {
    PartitionRef number = PartitionRef.parse("0").orElseThrow();
    PartitionRef named = PartitionRef.parse("orders:0").orElseThrow();

    assertThat(number.isOf(ORDERS_0)).isTrue();
    assertThat(named.isOf(ORDERS_0)).isTrue();
    assertThat(number.isOf(new PartitionId("orders", 1))).isFalse();
    assertThat(named.isOf(new PartitionId("other", 0))).isFalse();
    assertThat(number.in("orders")).isEqualTo(named.in("other")).isEqualTo(ORDERS_0);
    assertThat(List.of(number.toString(), named.toString())).containsExactly("0", "orders:0");
    assertThat(ORDERS_0).hasToString("orders:0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":0", "orders:", "orders", "00", "-1", "a b:0", "1234567890", "0:"})
  void whatIsNeitherIsNone(String text) {
    assertThat(PartitionRef.parse(text)).isEmpty();
  }

  @Test
  void anOffsetIsFoundHoweverItsPartitionIsNamed() {
    OffsetSpec spec =
        new OffsetSpec(
            OffsetSpec.At.OFFSETS,
            null,
            Map.of(PartitionRef.of(0), 17L, new PartitionRef("orders", 1), 18L));

    assertThat(spec.offsetOf(ORDERS_0)).contains(17L);
    assertThat(spec.offsetOf(new PartitionId("orders", 1))).contains(18L);
    assertThat(spec.offsetOf(new PartitionId("other", 1))).isEmpty();
    assertThat(spec.offsetOf(new PartitionId("orders", 2))).isEmpty();
    assertThat(spec.refOf(new PartitionId("orders", 1))).hasToString("Optional[orders:1]");
  }

  @Test
  void partitionsAreOrderedByTopicThenNumber() {
    PartitionId last = new PartitionId("orders", 10);

    assertThat(List.of(last, new PartitionId("orders", 9), new PartitionId("a", 11)))
        .isSortedAccordingTo((a, b) -> 0)
        .satisfies(
            list ->
                assertThat(list.stream().sorted().map(PartitionId::toString))
                    .containsExactly("a:11", "orders:9", "orders:10"));
    assertThat(PartitionId.numbers(List.of(last, ORDERS_0, last))).containsExactly(0, 10);
  }
}
