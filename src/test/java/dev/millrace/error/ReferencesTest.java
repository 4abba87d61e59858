package dev.millrace.error;

import static dev.millrace.model.Documents.at;
import static dev.millrace.model.Documents.faults;
import static dev.millrace.model.Documents.fullJob;
import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.document.RequestDocument;
import dev.millrace.document.SourceDocument;
import dev.millrace.spec.SourceSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
  private static final String FILE = "${file:/etc/passwd}";

  @Test
  void aSourceMayHaveThemInSecretsOnly() {
    for (String name :
        List.of(
            "sasl.jaas.config",
            "ssl.keystore.password",
            "ssl.key.password",
            "ssl.keystore.key",
            "ssl.keystore.certificate.chain",
            "ssl.truststore.certificates",
            "sasl.oauthbearer.client.credentials.client.secret")) {
      assertThat(faults(() -> source(name, FILE))).as(name).isEmpty();
    }
    for (String name :
        List.of(
            "client.dns.lookup",
            "client.id",
            "ssl.keystore.location",
            "sasl.oauthbearer.token.endpoint.url",
            "security.protocol",
            "sasl.mechanism")) {
      assertThat(faults(() -> source(name, "x" + FILE))).containsOnlyKeys("/properties/" + name);
      assertThat(faults(() -> source(name, FILE)).get("/properties/" + name))
          .contains(
              "'" + name + "' holds a reference", "only in secret fields", "sasl.jaas.config");
    }
    Map<String, Object> doc =
        map(
            "bootstrapServers",
            "${env:PASSWORD}:9092",
            "topic",
            "${env:PASSWORD}",
            "description",
            FILE);
    assertThat(faults(() -> SourceDocument.read(doc)))
        .containsKeys("/bootstrapServers", "/topic", "/description");
  }

  @Test
  void aJobMayHaveThemInItsDestinationsSecretsOnly() {
    Map<String, Object> good = minimalJob();
    at(good, "destination").put("password", FILE);
    at(good, "destination").put("serverPublicKey", FILE);
    at(good, "destination")
        .put("tls", map("mode", "verify", "ca", FILE, "certificate", FILE, "key", FILE));
    assertThat(faults(() -> JobDocument.read(good))).isEmpty();

    Map<String, Object> bad = fullJob();
    at(bad, "destination").put("host", "${env:HOST_PASSWORD}");
    at(bad, "destination").put("user", "u${env:USER_PASSWORD}");
    bad.put("group", FILE);
    bad.put("mapping", List.of(map("path", "/a", "column", FILE)));
    assertThat(faults(() -> JobDocument.read(bad)))
        .containsKeys("/destination/host", "/destination/user", "/group", "/mapping/0/column");
    assertThat(faults(() -> RequestDocument.preview(map("job", bad))))
        .containsKeys("/job/destination/host", "/job/group");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${SHOP_DB_PASSWORD}",
        "${ENV:DB_PASSWORD}",
        "${vault:db}",
        "${}",
        "${env:}",
        " ${DB_PASSWORD}\n",
        "${env:DB_PASSWORD",
        "${file:/run/secrets/db"
      })
  void aSecretThatLooksLikeAReferenceAndIsNoneIsAFault(String text) {
    Map<String, Object> job = minimalJob();
    at(job, "destination").put("password", text);
    at(job, "destination").put("serverPublicKey", text);
    at(job, "destination")
        .put("tls", map("mode", "verify", "ca", text, "certificate", text, "key", text));
    Map<String, String> faults = faults(() -> JobDocument.read(job));
    assertThat(faults)
        .containsOnlyKeys(
            "/destination/password",
            "/destination/serverPublicKey",
            "/destination/tls/ca",
            "/destination/tls/certificate",
            "/destination/tls/key");
    assertThat(faults.values())
        .allSatisfy(
            fault ->
                assertThat(fault)
                    .startsWith("looks like a reference, but is none")
                    .contains("${env:NAME} or ${file:/path} is expected"));

    for (String name : List.of("sasl.jaas.config", "ssl.key.password", "ssl.keystore.key")) {
      assertThat(faults(() -> source(name, text)).get("/properties/" + name))
          .as(name)
          .startsWith("looks like a reference, but is none");
    }
    String jaas =
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\""
            + " password=\""
            + text.strip()
            + "\";";
    assertThat(faults(() -> source("sasl.jaas.config", jaas)).get("/properties/sasl.jaas.config"))
        .startsWith("an option looks like a reference, but is none");
    assertThat(JobDocument.readStored(job).destination().password().reveal()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a${b}", "${b}a", "${", "$b", "{b}", "${a}${env:PASSWORD}", "p$a${s}s"})
  void otherSecretsWithSuchSignsAreTaken(String text) {
    Map<String, Object> job = minimalJob();
    at(job, "destination").put("password", text);
    assertThat(JobDocument.read(job).destination().password().reveal()).isEqualTo(text);
    assertThat(faults(() -> source("ssl.key.password", text))).isEmpty();
  }

  @Test
  void whatAnEarlierVersionStoredIsReadAllTheSame() {
    Map<String, Object> doc =
        map(
            "bootstrapServers",
            "a:1",
            "topic",
            "t",
            "properties",
            map("client.id", FILE, "sasl.jaas.config", "broken"));
    assertThat(SourceDocument.readStored(doc).properties()).containsEntry("client.id", FILE);
    Map<String, Object> job = minimalJob();
    job.put("group", FILE);
    assertThat(JobDocument.readStored(job).group()).isEqualTo(FILE);
  }

  private static SourceSpec source(String name, String value) {
    return SourceDocument.read(
        map("bootstrapServers", "a:9092", "topic", "t", "properties", map(name, value)));
  }
}
