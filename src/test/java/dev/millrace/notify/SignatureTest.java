package dev.millrace.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignatureTest {
  /** As {@code printf '%s' '1764284400.{"a":1}' | openssl dgst -sha256 -hmac …} says. */
  @Test
  void itIsWhatAnyOtherToolMakesOfTimestampDotAndBody() {
    String signature =
        Signature.of(
            "0123456789abcdef", "1764284400", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));

    assertThat(signature)
        .isEqualTo("sha256=ffa4de13c2f4657629a9ede593a9f2be47499d0eae8efa2978aafcde2890d7a4");
  }
}
