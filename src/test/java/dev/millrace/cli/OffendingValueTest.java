package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class OffendingValueTest {
  private static String of(String record, String path) {
    return OffendingValue.of(new JsonObject().put("value", record).put("path", path));
  }

  @Test
  void aTextOrAnIntegerIsShownByItself() {
    assertThat(of("{\"a\":{\"b/c\":\"x\"}}", "/a/b~1c")).isEqualTo("\"x\"");
    assertThat(of("[9223372036854775807]", "/0")).isEqualTo("9223372036854775807");
  }

  @Test
  void whatDecodingMayAlterIsShownAsTheRecordIs() {
    for (String record :
        new String[] {
          "{\"a\":1.10}", "{\"a\":{\"b\":1.10}}", "{\"a\":[1,{\"b\":1,\"b\":2}]}", "{\"a"
        }) {
      assertThat(of(record, "/a")).isEqualTo(record);
    }
  }
}
