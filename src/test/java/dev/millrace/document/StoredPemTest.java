package dev.millrace.document;

import static dev.millrace.model.Documents.faults;
import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PEM texts of a destination, as users write them and as the catalog keeps them. */
class StoredPemTest {
  private static final String ENVELOPE = "enc:v1:x";

  @ParameterizedTest
  @ValueSource(strings = {"ca", "certificate", "key"})
  void whatLooksSealedIsNoPemOfAUser(String member) {
    assertThat(faults(() -> JobDocument.read(withTls(member, ENVELOPE))))
        .hasEntrySatisfying(
            "/destination/tls/" + member,
            detail -> assertThat(detail).contains("expected PEM").doesNotContain(ENVELOPE));
  }

  /** A catalog that cannot be read keeps every job from starting. */
  @ParameterizedTest
  @ValueSource(strings = {ENVELOPE, "plain:v1:" + ENVELOPE, "plain:v1:no PEM"})
  void whatIsInTheCatalogIsRead(String sealed) {
    assertThat(JobDocument.readStored(withTls("key", sealed)).source()).isEqualTo("orders");
  }

  @Test
  void aServerKeyIsPemToo() {
    Map<String, Object> job = minimalJob();
    destination(job).put("serverPublicKey", ENVELOPE);

    assertThat(faults(() -> JobDocument.read(job))).containsKey("/destination/serverPublicKey");
  }

  private static Map<String, Object> withTls(String member, String text) {
    Map<String, Object> job = minimalJob();
    Map<String, Object> tls = map("mode", "verify");
    if (!member.equals("ca")) {
      tls.put("certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
      tls.put("key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
    }
    tls.put(member, text);
    destination(job).put("tls", tls);
    return job;
  }

  @SuppressWarnings("unchecked") // what minimalJob makes
  private static Map<String, Object> destination(Map<String, Object> job) {
    return (Map<String, Object>) job.get("destination");
  }
}
