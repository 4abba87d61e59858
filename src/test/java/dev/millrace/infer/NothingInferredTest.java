package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.Sample;
import dev.millrace.spec.ParseSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NothingInferredTest {
  private static String sentence(ParseSpec.Root root, String... values) {
    List<Sample> samples = new ArrayList<>();
    for (String value : values) {
      byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.ISO_8859_1);
      samples.add(new Sample("t", 3, 40 + samples.size(), 0, null, Map.of(), bytes));
    }
    return NothingInferred.sentence("orders", samples, new ParseSpec(2, root));
  }

  private static String sentence(String... values) {
    return sentence(ParseSpec.Root.OBJECT, values);
  }

  @Test
  void eachCauseHasItsSentenceAndItsCure() {
    assertThat(sentence()).contains("'orders' holds no records", "start the job when");
    assertThat(sentence(new String[] {null, null}))
        .contains("all of the newest 2 records", "tombstones", "$key");
    assertThat(sentence("\u0000\u0000\u0000\u0000\u002a{\"a\":1}"))
        .contains("schema registry (schema id 42)", "before their JSON", "plain JSON");
    assertThat(sentence("\u0000\u0000\u0000\u0000\u002a\u0002\u0006abc"))
        .contains("Avro or Protobuf", "schema id 42");
    assertThat(sentence("Obj\u0001\u0004")).contains("Avro container");
    assertThat(sentence("[{\"a\":1}]", "[]")).contains("arrays of objects", "\"root\": \"array\"");
    assertThat(sentence("[1,2]")).contains("not objects", "\"layers\": 0");
    assertThat(sentence("5", "\"secret\"")).contains("single values", "\"layers\": 0");
    assertThat(sentence("secret", "{\"a\":1", "", "{}"))
        .contains("3 of the newest 4", "offset 40 of partition 3", "not-json, at byte")
        .doesNotContain("secret");
    assertThat(sentence("{}", "{}")).contains("without members");
    assertThat(sentence("{\"a\":null,\"b\":{}}")).contains("null or empty", "no types");
    assertThat(sentence(ParseSpec.Root.ARRAY, "{\"a\":1}")).contains("\"root\": \"object\"");
  }
}
