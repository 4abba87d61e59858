package dev.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicIdTest {
  private static final String NONE = "AAAAAAAAAAAAAAAAAAAAAA";

  private final TopicId first = new TopicId("t", "q83vASNFZ4kBI0VniavN7w");
  private final TopicId second = new TopicId("t", "B1l2kQ9yTk2mPRcUoxlYmg");
  private final TopicId unknown = new TopicId("t", NONE);

  @Test
  void anotherIdOfTheSameNameTookItsPlace() {
    assertThat(second.replaces(first)).isTrue();
    assertThat(first.replaces(first)).isFalse();
    assertThat(first.replaces(null)).isFalse();
    assertThat(second.replaces(new TopicId("u", first.id()))).isFalse();
  }

  @Test
  void aBrokerWithoutTopicIdsSaysNothingOfWhichTopicItIs() {
    assertThat(second.replaces(unknown)).isFalse();
    assertThat(unknown.replaces(first)).isFalse();
    assertThat(unknown.orKnown(first)).isEqualTo(first);
    assertThat(unknown.orKnown(null)).isEqualTo(unknown);
    assertThat(unknown.orKnown(new TopicId("u", first.id()))).isEqualTo(unknown);
    assertThat(second.orKnown(first)).isEqualTo(second);
  }
}
