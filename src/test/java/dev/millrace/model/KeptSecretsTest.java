package dev.millrace.model;

import static dev.millrace.model.Documents.at;
import static dev.millrace.model.Documents.faults;
import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.document.SourceDocument;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a secret that is sent back as {@code "***"} is the stored one. */
class KeptSecretsTest {
  private static final String CA = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
  private static final String PUBLIC =
      "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n";
  private static final String JAAS =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\""
          + " password=\"kept-1\";";

  @Test
  void aPasswordIsDroppedWhereTlsIsLowered() {
    List<String> modes = List.of("disabled", "preferred", "required", "verify");
    for (int was = 0; was < modes.size(); was++) {
      for (int to = 0; to < modes.size(); to++) {
        JobSpec stored = job(map("password", "hunter2!", "tls", modes.get(was)));
        JobSpec sent = job(map("password", "***", "tls", modes.get(to)));
        Map<String, String> faults = faults(() -> JobDocument.keepSecrets(sent, stored));
        if (to < was) {
          assertThat(faults).as("%s to %s", was, to).containsOnlyKeys("/destination/password");
          assertThat(faults.get("/destination/password"))
              .contains("safer connection", "tls: " + modes.get(was), "again");
        } else {
          assertThat(JobDocument.keepSecrets(sent, stored).destination().password().reveal())
              .isEqualTo("hunter2!");
        }
      }
    }
  }

  @Test
  void aPasswordIsDroppedWhereAnotherAuthorityOrKeyIsTrusted() {
    JobSpec verified = job(map("password", "hunter2!", "tls", "verify"));
    JobSpec otherCa = job(map("password", "***", "tls", map("mode", "verify", "ca", CA)));
    JobSpec plain = job(map("password", "hunter2!", "tls", "preferred"));
    JobSpec asking =
        job(map("password", "***", "tls", "preferred", "allowPublicKeyRetrieval", true));
    JobSpec otherKey = job(map("password", "***", "tls", "preferred", "serverPublicKey", PUBLIC));

    assertThat(faults(() -> JobDocument.keepSecrets(otherCa, verified)))
        .containsOnlyKeys("/destination/password");
    assertThat(faults(() -> JobDocument.keepSecrets(asking, plain)))
        .containsOnlyKeys("/destination/password");
    assertThat(faults(() -> JobDocument.keepSecrets(otherKey, plain)))
        .containsOnlyKeys("/destination/password");
  }

  @Test
  void aPrivateKeyIsKeptLikeAPassword() {
    String key = "-----BEGIN PRIVATE KEY-----\nBB==\n-----END PRIVATE KEY-----\n";
    JobSpec stored =
        job(map("tls", map("mode", "verify", "ca", CA, "certificate", CA, "key", key)));
    JobSpec sent = JobDocument.read(JobDocument.write(stored, false));
    JobSpec lowered = job(map("tls", map("mode", "required", "certificate", CA, "key", "***")));

    assertThat(sent.destination().certificates().key().reveal()).isEqualTo("***");
    assertThat(JobDocument.keepSecrets(sent, stored)).isEqualTo(stored);
    assertThat(faults(() -> JobDocument.keepSecrets(lowered, stored)))
        .containsOnlyKeys("/destination/tls/key");
    assertThat(faults(() -> JobDocument.keepSecrets(sent, null)))
        .containsOnlyKeys("/destination/tls/key");
  }

  @Test
  void aSourcesSecretIsDroppedWhereItsWayIsLessSafe() {
    Map<String, Object> safe =
        map(
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "SCRAM-SHA-256",
            "sasl.jaas.config",
            JAAS,
            "ssl.truststore.certificates",
            CA);
    for (Map<String, Object> change :
        List.of(
            map("security.protocol", "SASL_PLAINTEXT"),
            map("security.protocol", "PLAINTEXT"),
            map("security.protocol", null),
            map("sasl.mechanism", "PLAIN"),
            map("sasl.mechanism", null),
            map("ssl.endpoint.identification.algorithm", ""),
            map("ssl.truststore.certificates", CA + CA),
            map("sasl.oauthbearer.token.endpoint.url", "https://evil"),
            map("sasl.login.callback.handler.class", "x.Y"))) {
      assertThat(faults(() -> kept(safe, change)))
          .as(change.toString())
          .containsOnlyKeys("/properties/sasl.jaas.config");
    }
    for (Map<String, Object> change :
        List.of(
            map("sasl.mechanism", "SCRAM-SHA-512"),
            map("client.id", "x"),
            map("sasl.login.connect.timeout.ms", 5_000),
            map("ssl.key.password", "new-one"))) {
      assertThat(kept(safe, change).properties())
          .as(change.toString())
          .containsEntry("sasl.jaas.config", JAAS);
    }
  }

  @Test
  void aSourceMayBeMadeSafer() {
    Map<String, Object> plain =
        map(
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            JAAS);
    Map<String, Object> change =
        map("security.protocol", "SASL_SSL", "ssl.truststore.certificates", CA);

    assertThat(kept(plain, change).properties()).containsEntry("sasl.jaas.config", JAAS);
  }

  @Test
  void aStoredJobThatSaysNothingOfTlsHasNoneAndANewOnePrefersIt() {
    assertThat(JobDocument.readStored(minimalJob()).destination().tls())
        .isEqualTo(Destination.Tls.DISABLED);
    assertThat(JobDocument.read(minimalJob()).destination().tls())
        .isEqualTo(Destination.Tls.PREFERRED);
  }

  @Test
  void whatMakesNoSenseInTlsIsTold() {
    assertThat(faults(() -> job(map("tls", map("mode", "verify", "certificate", CA)))))
        .containsOnlyKeys("/destination/tls/key");
    assertThat(faults(() -> job(map("tls", map("mode", "required", "ca", CA)))))
        .containsOnlyKeys("/destination/tls/ca");
    assertThat(faults(() -> job(map("tls", map("mode", "verify", "ca", "no pem")))))
        .containsOnlyKeys("/destination/tls/ca");
    assertThat(faults(() -> job(map("tls", map("mode", "verify", "cert", CA)))))
        .containsOnlyKeys("/destination/tls/cert");
    assertThat(faults(() -> job(map("serverPublicKey", "no pem"))))
        .containsOnlyKeys("/destination/serverPublicKey");
  }

  private static SourceSpec kept(Map<String, Object> was, Map<String, Object> change) {
    Map<String, Object> to = new java.util.LinkedHashMap<>(was);
    to.put("sasl.jaas.config", "***");
    change.forEach(
        (name, value) -> {
          if (value == null) {
            to.remove(name);
          } else {
            to.put(name, value);
          }
        });
    return SourceDocument.keepSecrets(source(to), source(was));
  }

  private static SourceSpec source(Map<String, Object> properties) {
    return SourceDocument.readStored(
        map("bootstrapServers", "a:9092", "topic", "t", "properties", properties));
  }

  private static JobSpec job(Map<String, Object> destination) {
    Map<String, Object> doc = minimalJob();
    at(doc, "destination").putAll(destination);
    return JobDocument.read(doc);
  }

  @Test
  void aPasswordIsDroppedWhereAPinnedKeyNoLongerProtectsIt() {
    for (String was : List.of("disabled", "preferred")) {
      JobSpec stored = job(map("password", "hunter2!", "tls", was, "serverPublicKey", PUBLIC));
      for (String to : List.of("disabled", "preferred", "required", "verify")) {
        for (boolean pinned : new boolean[] {true, false}) {
          Map<String, Object> change = map("password", "***", "tls", to);
          if (pinned) {
            change.put("serverPublicKey", PUBLIC);
          }
          JobSpec sent = job(change);
          if (to.equals("verify") || (pinned && to.equals(was))) {
            assertThat(JobDocument.keepSecrets(sent, stored).destination().password().reveal())
                .isEqualTo("hunter2!");
          } else {
            assertThat(faults(() -> JobDocument.keepSecrets(sent, stored)))
                .as("%s to %s, pinned %s", was, to, pinned)
                .containsOnlyKeys("/destination/password");
          }
        }
      }
    }
  }
}
