package dev.millrace.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.Sample;
import dev.millrace.model.TopicFormat;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormatGuessTest {
  private static Sample sample(byte[] key, Map<String, byte[]> headers, byte[] value) {
    return new Sample("t", 0, 0, 0, key, headers, value);
  }

  private static FormatGuess.Guess of(byte[]... values) {
    FormatGuess guess = new FormatGuess();
    for (byte[] value : values) {
      guess.add(sample(null, Map.of(), value));
    }
    return guess.guess();
  }

  private static FormatGuess.Guess of(String... values) {
    byte[][] bytes = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = values[i] == null ? null : values[i].getBytes(UTF_8);
    }
    return of(bytes);
  }

  private static byte[] framed(String rest) {
    byte[] text = rest.getBytes(UTF_8);
    return ByteBuffer.allocate(5 + text.length).put((byte) 0).putInt(77).put(text).array();
  }

  @Test
  void changeEventsAreToldByTheirShape() {
    assertThat(of("{\"before\":null,\"after\":{\"id\":1},\"source\":{},\"op\":\"c\"}"))
        .isEqualTo(
            new FormatGuess.Guess(
                TopicFormat.DEBEZIUM,
                "Debezium by op, source, before, after, 1 of the newest 1 records"));
    assertThat(
            of("{\"schema\":{},\"payload\":{\"after\":{},\"source\":{},\"op\":\"r\"}}").looksLike())
        .isEqualTo(TopicFormat.DEBEZIUM);
    assertThat(of("{\"data\":[],\"isDdl\":false,\"type\":\"INSERT\"}").looksLike())
        .isEqualTo(TopicFormat.CANAL);
    assertThat(
            of("{\"database\":\"d\",\"type\":\"insert\",\"ts\":1,\"data\":{\"id\":1}}").looksLike())
        .isEqualTo(TopicFormat.MAXWELL);
    assertThat(of("{\"table\":\"T\",\"op_type\":\"I\",\"op_ts\":\"x\",\"after\":{}}").looksLike())
        .isEqualTo(TopicFormat.OGG);
    assertThat(of("{\"type\":\"INSERT\",\"commitTs\":4477,\"data\":{}}").looksLike())
        .isEqualTo(TopicFormat.TICDC);
    assertThat(
            of("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"b\"}")
                .looksLike())
        .isEqualTo(TopicFormat.CLOUDEVENTS);
    assertThat(of("{\"specversion\":\"1.0\",\"iodebeziumop\":\"c\",\"data\":{}}").looksLike())
        .isEqualTo(TopicFormat.CLOUDEVENTS);
    assertThat(of("{\"id\":1,\"__deleted\":\"false\"}").looksLike()).isEqualTo(TopicFormat.JSON);
  }

  @Test
  void keysAndHeadersCountToo() {
    FormatGuess ticdc = new FormatGuess();
    ticdc.add(
        sample(
            ByteBuffer.allocate(18).putLong(1).putLong(2).put("{}".getBytes(UTF_8)).array(),
            Map.of(),
            new byte[] {0, 0, 0, 0, 0, 0, 0, 2, '{', '}'}));
    FormatGuess events = new FormatGuess();
    events.add(sample(null, Map.of("ce_specversion", new byte[] {'1'}), new byte[] {1, 2}));

    assertThat(ticdc.guess().looksLike()).isEqualTo(TopicFormat.TICDC);
    assertThat(events.guess().looksLike()).isEqualTo(TopicFormat.CLOUDEVENTS);
  }

  @Test
  void plainJsonIsToldByItsFieldsAndNeverItsValues() {
    FormatGuess.Guess guess =
        of(
            "{\"id\":\"geheim\",\"a/b\":{\"inner\":1},\"" + "x".repeat(50) + "\":1}",
            "[{\"id\":2}]",
            "{}");

    assertThat(guess.looksLike()).isEqualTo(TopicFormat.JSON);
    assertThat(guess.evidence())
        .isEqualTo(
            "JSON objects, 2 of the newest 3 records; fields id, a/b, " + "x".repeat(40) + "…");
    assertThat(of("[1]").looksLike()).isEqualTo(TopicFormat.JSON);
  }

  @Test
  void framesOfRegistriesAreToldWithTheirSchema() {
    assertThat(of(framed("{\"id\":1}")).looksLike()).isEqualTo(TopicFormat.REGISTRY_JSON);
    assertThat(of(framed("{\"id\":1}")).evidence()).contains("schema id 77");
    assertThat(of(framed("\u0002\u0003geheim")).looksLike())
        .isEqualTo(TopicFormat.AVRO_OR_PROTOBUF);
    assertThat(of(framed("\u0002\u0003geheim")).evidence())
        .contains("schema id 77")
        .doesNotContain("geheim");
    assertThat(of(new byte[] {'O', 'b', 'j', 1, 4}).looksLike())
        .isEqualTo(TopicFormat.AVRO_OR_PROTOBUF);
  }

  @Test
  void otherBytesAndOtherText() {
    assertThat(of(new byte[] {0x1F, (byte) 0x8B, 8, 0}).looksLike()).isEqualTo(TopicFormat.BINARY);
    assertThat(of(new byte[] {8, 1, 18, 3}).looksLike()).isEqualTo(TopicFormat.BINARY);
    assertThat(of(new byte[] {(byte) 0xC3, 0x28, 'a'}).looksLike()).isEqualTo(TopicFormat.BINARY);
    assertThat(of("id,name,price").looksLike()).isNull();
    assertThat(of("id,name,price").evidence()).contains("CSV").doesNotContain("price");
    assertThat(of("").looksLike()).isNull();
  }

  @Test
  void whatMostOfThemAreCounts() {
    assertThat(of("{\"id\":1}", "no json", "{\"id\":2}", null).evidence())
        .isEqualTo("JSON objects, 2 of the newest 4 records; fields id");
    assertThat(of(new String[2]).looksLike()).isEqualTo(TopicFormat.EMPTY);
    assertThat(new FormatGuess().guess().looksLike()).isEqualTo(TopicFormat.EMPTY);
  }
}
