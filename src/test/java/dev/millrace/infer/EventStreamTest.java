package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.ParseSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** In a stream of events the id of an entity is no key, however many samples had different ones. */
class EventStreamTest {
  private static final String UUID = "\"00000000-0000-4000-8000-00000000####\"";
  private static final String TIME = "\"2026-11-22T08:00:00Z\"";

  private static KeyChoice choice(String members, String... about) {
    String[] texts =
        IntStream.range(1_000, 2_000)
            .mapToObj(i -> "{" + members.replace("####", String.valueOf(i)) + "}")
            .map(text -> text.replace("#", String.valueOf(text.hashCode() & 0xFFFFFFFFL)))
            .toArray(String[]::new);
    return Suggestion.of(
            Samples.of(3, texts).profile(),
            new ParseSpec(3, ParseSpec.Root.OBJECT),
            List.of(),
            true,
            about)
        .key();
  }

  private static String key(String members, String... about) {
    return choice(members, about).path();
  }

  @Test
  void theFirstMemberIsNoKey() {
    assertThat(key("\"user_id\":####,\"url\":\"/a\"", "clicks")).isNull();
    assertThat(key("\"user_id\":####,\"url\":\"/a\"", "web", "visitors")).isNull();
    assertThat(key("\"device_id\":####,\"v\":1.5", "iot")).isNull();
  }

  @Test
  void theTopicsEntityIsNoKeyWhereThingsHappenToIt() {
    for (String topic :
        List.of(
            "user_events",
            "user.clicks.v2",
            "UserHistory",
            "prod.user-changes",
            "user_metrics",
            "user_sessions",
            "user-audit",
            "userevents",
            "user_status",
            "user.updated",
            "user_tracking",
            "user_readings")) {
      assertThat(key("\"user_id\":####,\"n\":1", topic, "t")).as(topic).isNull();
      assertThat(key("\"user_id\":####,\"n\":1", "t", topic)).as("table " + topic).isNull();
      assertThat(key("\"user\":{\"id\":####},\"n\":1", topic, "t")).as(topic).isNull();
      assertThat(key("\"id\":####,\"n\":1", topic, "t")).as(topic).isNull();
    }
    assertThat(key("\"click_id\":####,\"n\":1", "clicks")).isNull();
    assertThat(key("\"user_id\":####,\"n\":1", "users", "t")).isEqualTo("/user_id");
  }

  @Test
  void aCompoundNameIsOfWhatItEndsWith() {
    assertThat(key("\"customer_id\":####,\"n\":1", "customer_orders", "t")).isNull();
    assertThat(key("\"order_id\":####,\"n\":1", "shop.order_items", "t")).isNull();
    assertThat(key("\"customer\":{\"id\":####},\"n\":1", "customer_orders", "t")).isNull();
    assertThat(key("\"document_id\":####,\"n\":1", "comments", "t")).isNull();
    assertThat(key("\"order_id\":####,\"n\":1", "customer_orders.v2", "t")).isEqualTo("/order_id");
    assertThat(key("\"order_item_id\":####,\"n\":1", "order-items-raw", "t"))
        .isEqualTo("/order_item_id");
  }

  @Test
  void whatHappenedAndWhenMakeAnEvent() {
    String at = ",\"at\":" + TIME;
    assertThat(key("\"type\":\"user.updated\",\"id\":####" + at, "users")).isNull();
    assertThat(key("\"op\":\"u\",\"id\":####,\"ts_ms\":1767225600000", "users")).isNull();
    assertThat(key("\"action\":\"login\",\"user_id\":####" + at, "users")).isNull();
    assertThat(key("\"type\":\"user.updated\",\"data\":{\"id\":####}", "users")).isNull();
    assertThat(key("\"meta\":{\"type\":\"u\"" + at + "},\"id\":####", "users")).isNull();
    assertThat(key("\"type\":\"u\",\"id\":" + UUID + at, "users"))
        .as("the only id there is the entity's")
        .isNull();
    assertThat(key("\"id\":####,\"temperature\":21.5,\"ts\":1767225600", "devices")).isNull();
    assertThat(key("\"id\":####,\"name\":\"x\",\"created\":1767225600", "users")).isEqualTo("/id");
    assertThat(key("\"id\":####,\"type\":\"book\",\"price\":1.5", "products")).isEqualTo("/id");
  }

  @Test
  void theIdOfTheEventIsAKey() {
    String at = ",\"type\":\"t\",\"at\":" + TIME;
    assertThat(key("\"event_id\":####,\"user_id\":7" + at, "user_events")).isEqualTo("/event_id");
    assertThat(key("\"user_id\":####,\"messageId\":####" + at, "clicks")).isEqualTo("/messageId");
    assertThat(key("\"meta\":{\"event_id\":####},\"data\":{\"id\":####}" + at, "users"))
        .isEqualTo("/meta/event_id");
    assertThat(key("\"id\":" + UUID + ",\"user_id\":7" + at, "users")).isEqualTo("/id");
    assertThat(key("\"id\":" + UUID + ",\"data\":{\"id\":7}" + at, "users")).isEqualTo("/id");
    assertThat(key("\"id\":" + UUID + ",\"trace_id\":7" + at, "users")).isNull();
    assertThat(key("\"message_id\":####" + at, "message_events")).as("an entity").isNull();
  }

  @Test
  void theReasonSaysWhatToldTheStream() {
    assertThat(choice("\"user_id\":####,\"n\":1", "user_events").reason())
        .contains("/user_id", "1000 records", "'user_events' says 'event", "event_id");
    assertThat(choice("\"type\":\"t\",\"id\":####,\"at\":" + TIME, "users").reason())
        .contains("/id", "/type and /at");
  }
}
