package dev.millrace.document;

import static dev.millrace.model.Documents.faults;
import static dev.millrace.model.Documents.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.Documents;
import dev.millrace.spec.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaPropertyRulesTest {
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

  @TempDir Path directory;
  private final KafkaPropertyRules before = KafkaPropertyRules.inForce();

  @BeforeEach
  void allow() {
    KafkaPropertyRules.set(
        new KafkaPropertyRules(Set.of("com.example.Assignor"), List.of(directory)));
  }

  @AfterEach
  void restore() {
    KafkaPropertyRules.set(before);
  }

  private static Map<String, String> sent(String name, String value) {
    return faults(
        () ->
            SourceDocument.read(
                map("bootstrapServers", "a:9092", "topic", "t", "properties", map(name, value))));
  }

  @ParameterizedTest
  @CsvSource({
    "secuirty.protocol, security.protocol",
    "ssl.truststor.location, ssl.truststore.location",
    "sasl.mechanisms, sasl.mechanism",
    "max.pol.records, max.poll.records",
    "Security.Protocol, security.protocol"
  })
  void aMisspeltNameIsAFaultAtItsPlace(String name, String meant) {
    assertThat(sent(name, "x").get("/properties/" + name)).contains("did you mean '" + meant + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.providers",
        "config.providers.file.class",
        "ssl.engine.factory.class",
        "security.providers",
        "metric.reporters",
        "sasl.client.callback.handler.class",
        "check.crcs",
        "my.pwd",
        "pass"
      })
  void whatIsNotOnTheListIsRefusedAndNeverShown(String name) {
    assertThat(sent(name, "hunter2")).containsOnlyKeys("/properties/" + name);
    SourceSpec old = new SourceSpec("a:1", "t", "json", Map.of(name, "hunter2"), "");
    assertThat(Documents.at(SourceDocument.write(old, false), "properties"))
        .isEqualTo(map(name, "***"));
    assertThat(SourceDocument.readStored(SourceDocument.write(old, true))).isEqualTo(old);
    assertThat(KafkaPropertyRules.faultsInUse(old.properties())).hasSize(1);
  }

  @Test
  void everyNameThatIsAllowedIsKafkas() {
    assertThat(org.apache.kafka.clients.consumer.ConsumerConfig.configNames())
        .containsAll(KafkaPropertyNames.names());
    for (String name :
        List.of("isolation.level", "session.timeout.ms", "retry.backoff.ms", "client.rack")) {
      assertThat(sent(name, "1")).isEmpty();
    }
  }

  @Test
  void theProtocolIsOneOfKafkasFourInAnyCase() {
    for (String known : List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL", "sasl_ssl")) {
      assertThat(sent("security.protocol", known)).as(known).isEmpty();
    }
    for (String other : List.of("TLS", "SASL_TLS", "SASL", "")) {
      assertThat(sent("security.protocol", other).get("/properties/security.protocol"))
          .as(other)
          .contains("PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL", "found '" + other + "'");
    }
  }

  @Test
  void classesAreKafkasOwnOrAllowed() {
    String strategy = "partition.assignment.strategy";
    assertThat(sent(strategy, "org.apache.kafka.clients.consumer.RangeAssignor")).isEmpty();
    assertThat(sent(strategy, "com.example.Assignor")).isEmpty();
    assertThat(sent(strategy, "org.apache.kafka.clients.consumer.RangeAssignor, java.net.Evil"))
        .containsOnlyKeys("/properties/" + strategy);
    assertThat(sent("sasl.login.callback.handler.class", "javax.script.ScriptEngineManager"))
        .hasSize(1);
    assertThat(
            sent(
                "sasl.login.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler"))
        .isEmpty();
  }

  @Test
  void loginModulesToo() {
    String jaas = "sasl.jaas.config";
    assertThat(sent(jaas, PLAIN + " required username=\"u\" password=\"a; b.Evil required\";"))
        .isEmpty();
    assertThat(sent(jaas, "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true;"))
        .isEmpty();
    for (String evil :
        List.of(
            "com.sun.security.auth.module.JndiLoginModule required a=\"b\";",
            "\"com.example.Evil\" required a=\"b\";",
            "/* x */ com.example.Evil required a=\"b\";",
            PLAIN + " required username=\"u\"; com.example.Evil optional a=\"b\";",
            PLAIN + " required \"ssl.engine.factory.class\"=\"com.example.Evil\";")) {
      assertThat(sent(jaas, evil)).as(evil).containsOnlyKeys("/properties/" + jaas);
    }
  }

  @Test
  void filesLieBelowTheDirectoriesOfSecrets() throws IOException {
    String name = "ssl.truststore.location";
    assertThat(sent(name, directory.resolve("trust.p12").toString())).isEmpty();
    assertThat(sent(name, directory + "/../trust.p12")).hasSize(1);
    assertThat(sent(name, "/etc/passwd").get("/properties/" + name)).contains("secrets.files");
    assertThat(sent("sasl.oauthbearer.token.endpoint.url", "file:///etc/passwd")).hasSize(1);
    assertThat(sent("sasl.oauthbearer.token.endpoint.url", "https://idp.example/token")).isEmpty();
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc/passwd"));
    assertThat(KafkaPropertyRules.faultsInUse(Map.of(name, link.toString()))).hasSize(1);
  }

  @Test
  void anAddressWithAPasswordIsNotShownAndIsKept() {
    String name = "sasl.oauthbearer.token.endpoint.url";
    SourceSpec stored =
        new SourceSpec("a:1", "t", "json", Map.of(name, "https://u:hunter2@idp.example/x"), "");
    Map<String, Object> shown = SourceDocument.write(stored, false);
    assertThat(shown.toString()).doesNotContain("hunter2");
    assertThat(SourceDocument.keepSecrets(SourceDocument.read(shown), stored)).isEqualTo(stored);
  }

  @Test
  void aLogInModulesFilesLieThereTooAndItPrintsNothing() throws IOException {
    String jaas = "sasl.jaas.config";
    String module = "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true ";
    Path keyTab = directory.resolve("k.keytab");

    assertThat(sent(jaas, module + "debug=false keyTab=\"" + keyTab + "\";")).isEmpty();
    for (String evil :
        List.of(
            "keyTab=\"/etc/krb5.keytab\"",
            "keyTab=\"FILE:/etc/krb5.keytab\"",
            "keyTab=\"" + directory + "/../k.keytab\"",
            "useTicketCache=true ticketCache=\"/tmp/krb5cc_0\"",
            "debug=true",
            "debug=\"TRUE\"")) {
      assertThat(sent(jaas, module + evil + ";")).as(evil).containsOnlyKeys("/properties/" + jaas);
      assertThat(KafkaPropertyRules.faultsInUse(Map.of(jaas, module + evil + ";"))).hasSize(1);
    }
    Files.createSymbolicLink(keyTab, Path.of("/etc/passwd"));
    assertThat(KafkaPropertyRules.faultsInUse(Map.of(jaas, module + "keyTab=\"" + keyTab + "\";")))
        .hasSize(1);
  }
}
