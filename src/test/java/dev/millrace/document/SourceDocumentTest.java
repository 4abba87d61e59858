package dev.millrace.document;

import static dev.millrace.model.Documents.faults;
import static dev.millrace.model.Documents.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.Documents;
import dev.millrace.spec.SourceSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceDocumentTest {

  @Test
  void serversAndTopicAreEnough() {
    assertThat(SourceDocument.read(map("bootstrapServers", "a:9092,b:9092", "topic", "t")))
        .isEqualTo(SourceSpec.of("a:9092,b:9092", "t"));
  }

  @Test
  void writtenAndReadAgainIsEqual() {
    SourceSpec spec =
        new SourceSpec(
            "a:9092",
            "t",
            "json",
            Map.of("ssl.key.password", "x", "fetch.min.bytes", "1"),
            "the shop's");

    assertThat(SourceDocument.read(SourceDocument.write(spec, true))).isEqualTo(spec);
  }

  @Test
  void allFaultsAreListedAtOnce() {
    Map<String, Object> doc =
        map(
            "bootstrapServer",
            "a:9092",
            "topic",
            "no such/topic",
            "format",
            "avro",
            "properties",
            List.of());

    assertThat(faults(() -> SourceDocument.read(doc)))
        .containsOnlyKeys(
            "/bootstrapServers", "/topic", "/format", "/properties", "/bootstrapServer")
        .containsEntry(
            "/bootstrapServer",
            "unknown field 'bootstrapServer'; did you mean 'bootstrapServers'?");
  }

  @Test
  void serversHaveHostAndPort() {
    for (String wrong : List.of("kafka", "a:9092,", "a:0", "a:99999", "http://a:9092", "a: 9092")) {
      assertThat(faults(() -> SourceDocument.read(map("bootstrapServers", wrong, "topic", "t"))))
          .containsOnlyKeys("/bootstrapServers");
    }
    assertThat(SourceDocument.read(map("bootstrapServers", "[::1]:9092, b:9093", "topic", "t")))
        .isNotNull();
  }

  @Test
  void propertiesPassUntouchedAsText() {
    SourceSpec spec =
        read(map("max.poll.records", 5_000, "fetch.min.bytes", 2, "client.rack", "r1"));

    assertThat(spec.properties())
        .isEqualTo(Map.of("max.poll.records", "5000", "fetch.min.bytes", "2", "client.rack", "r1"));
  }

  @Test
  void propertiesTheEngineOwnsAreRefused() {
    Map<String, String> faults =
        faults(() -> read(map("enable.auto.commit", true, "group.id", "g", "a/b", List.of())));

    assertThat(faults)
        .containsOnlyKeys(
            "/properties/enable.auto.commit", "/properties/group.id", "/properties/a~1b");
    assertThat(faults.get("/properties/group.id"))
        .contains("engine sets 'group.id' itself", "field group");
  }

  @Test
  void secretPropertiesAreNotShown() {
    SourceSpec spec =
        read(
            map(
                "sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " password=\"hunter2\";",
                "ssl.keystore.password", "hunter2",
                "ssl.truststore.password", "${file:/run/secrets/trust}",
                "sasl.mechanism", "PLAIN"));

    assertThat(Documents.at(SourceDocument.write(spec, false), "properties"))
        .isEqualTo(
            map(
                "sasl.jaas.config", "***",
                "sasl.mechanism", "PLAIN",
                "ssl.keystore.password", "***",
                "ssl.truststore.password", "${file:/run/secrets/trust}"));
  }

  @Test
  void secretsAreToldByTheirNames() {
    for (String secret :
        List.of(
            "ssl.key.password",
            "sasl.jaas.config",
            "ssl.keystore.key",
            "sasl.oauthbearer.client.credentials.client.secret")) {
      assertThat(KafkaProperties.isSecret(secret)).as(secret).isTrue();
    }
    for (String open :
        List.of("ssl.keystore.location", "sasl.oauthbearer.token.endpoint.url", "client.rack")) {
      assertThat(KafkaProperties.isSecret(open)).as(open).isFalse();
    }
  }

  @Test
  void aMaskSentBackKeepsTheSecretForTheSameBrokers() {
    SourceSpec stored = read(map("ssl.key.password", "hunter2"));
    SourceSpec sent = SourceDocument.read(SourceDocument.write(stored, false));
    SourceSpec elsewhere = new SourceSpec("evil:1", "t", "json", sent.properties(), "");

    assertThat(SourceDocument.keepSecrets(sent, stored)).isEqualTo(stored);
    assertThat(faults(() -> SourceDocument.keepSecrets(sent, null)))
        .containsOnlyKeys("/properties/ssl.key.password");
    assertThat(faults(() -> SourceDocument.keepSecrets(elsewhere, stored)))
        .containsOnlyKeys("/properties/ssl.key.password");
  }

  private static SourceSpec read(Map<String, Object> properties) {
    return SourceDocument.read(
        map("bootstrapServers", "a:9092", "topic", "t", "properties", properties));
  }
}
